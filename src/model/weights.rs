//! A model's parameters on the host: named, shaped, in one order. This is what a checkpoint is.

use super::architecture::Architecture;
use super::config::ModelConfig;
use serde::{Deserialize, Serialize};

/// One named parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name, for instance `blocks.0.attention.key.weight`.
    pub name: String,
    /// Its shape; a matrix is `[inputs, outputs]`.
    pub shape: Vec<usize>,
    /// Its values, row by row.
    pub values: Vec<f32>,
}

/// All parameters of one model, in the order of [`Architecture::parameters`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// What the model is, with its sizes.
    pub architecture: Architecture,
    /// The parameters.
    pub parameters: Vec<Parameter>,
}

/// Why parameters do not make a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The sizes are impossible.
    #[error("the checkpoint's sizes are impossible: {0}")]
    Config(#[from] super::config::ConfigError),
    /// A parameter is missing, extra or misplaced.
    #[error("the checkpoint has {found:?} where {expected:?} belongs")]
    Name {
        /// The name that belongs here.
        expected: String,
        /// The name that is there.
        found: String,
    },
    /// A parameter has another shape.
    #[error("{name} has the shape {found:?}; its sizes ask for {expected:?}")]
    Shape {
        /// Which parameter.
        name: String,
        /// The shape that follows from the sizes.
        expected: Vec<usize>,
        /// The shape found.
        found: Vec<usize>,
    },
    /// A value is not a finite number.
    #[error("{0} holds a value that is not a finite number")]
    NotFinite(String),
    /// The bytes are no checkpoint of this program.
    #[error("this is no checkpoint of Unwrap Lab: {0}")]
    Format(String),
}

/// The parameters of an architecture out of all their numbers in order; too few numbers leave the last ones short.
pub(crate) fn cut(architecture: &Architecture, numbers: &[f32]) -> Vec<Parameter> {
    let mut rest = numbers;
    let mut parameters = Vec::new();
    for (name, shape) in architecture.parameters() {
        let (own, others) = rest.split_at(shape.iter().product::<usize>().min(rest.len()));
        rest = others;
        parameters.push(Parameter { name, shape, values: own.to_vec() });
    }
    parameters
}

impl Weights {
    /// Checks that `parameters` are exactly those of the architecture, in order, with finite values.
    ///
    /// # Errors
    /// Names the first parameter that does not fit.
    pub fn new(architecture: impl Into<Architecture>, parameters: Vec<Parameter>) -> Result<Self, WeightsError> {
        let architecture = architecture.into().checked()?;
        let expected = architecture.parameters();
        for (index, (name, shape)) in expected.iter().enumerate() {
            let found = parameters.get(index);
            let Some(found) = found.filter(|p| p.name == *name) else {
                let found = found.map_or_else(|| "nothing".to_owned(), |p| p.name.clone());
                return Err(WeightsError::Name { expected: name.clone(), found });
            };
            if found.shape != *shape || found.values.len() != shape.iter().product::<usize>() {
                let found = found.shape.clone();
                return Err(WeightsError::Shape { name: name.clone(), expected: shape.clone(), found });
            }
            if found.values.iter().any(|v| !v.is_finite()) {
                return Err(WeightsError::NotFinite(name.clone()));
            }
        }
        if let Some(extra) = parameters.get(expected.len()) {
            return Err(WeightsError::Name { expected: "nothing".to_owned(), found: extra.name.clone() });
        }
        Ok(Self { architecture, parameters })
    }

    /// The same weights, checked: of weights that came from elsewhere.
    ///
    /// # Errors
    /// Names the first parameter that does not fit.
    pub fn checked(self) -> Result<Self, WeightsError> {
        Self::new(self.architecture, self.parameters)
    }

    /// The sizes that every architecture has.
    pub fn config(&self) -> ModelConfig {
        self.architecture.config()
    }

    /// The parameter called `name`.
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }
}
