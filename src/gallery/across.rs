//! What the axes of an exhibit's grid vary, with their values at the demo's scale and at the paper's.

use super::scale::{Rate, Relevance, Scale};
use crate::experiment::{Axis, GridError, Spec};

/// The shares of fine-tuning samples with the spurious correlation that the paper's tables have.
pub(super) const CORRELATIONS: [f64; 4] = [0.0, 0.5, 0.8, 1.0];

/// What an axis of an exhibit varies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Across {
    /// The three learning rates of fine-tuning.
    Rates,
    /// The three sampling priors.
    Relevance,
    /// `C_Tr` of the paper's tables.
    Correlation,
    /// Another setting, with its values at the demo's scale and at the paper's.
    Setting(&'static str, &'static [&'static str], &'static [&'static str]),
}

impl Across {
    /// The axis at a scale.
    ///
    /// # Errors
    /// When `base` has no such setting, or not these values.
    pub(super) fn axis(self, scale: Scale, base: &Spec) -> Result<Axis, GridError> {
        let (key, values) = self.values(scale);
        Axis::new(key, &values, base)
    }

    /// What a figure calls the place at `index`.
    pub fn place_name(self, scale: Scale, index: usize) -> String {
        let value = self.values(scale).1.get(index).cloned().unwrap_or_default();
        match self {
            Self::Relevance => format!("P(a) = {}", value.split(',').next().unwrap_or_default()),
            Self::Correlation | Self::Setting("c_tr", ..) => format!("C_Tr = {value}"),
            _ => value,
        }
    }

    /// The setting's key, and its values as text.
    pub fn values(self, scale: Scale) -> (&'static str, Vec<String>) {
        let prior = |r: Relevance| r.prior(scale).probabilities().map(|p| p.to_string()).join(",");
        match self {
            Self::Rates => ("fine_tune_rates", Rate::ALL.map(|r| r.at(scale).to_string()).to_vec()),
            Self::Relevance => ("prior", Relevance::ALL.map(prior).to_vec()),
            Self::Correlation => ("c_tr", CORRELATIONS.map(|c| c.to_string()).to_vec()),
            Self::Setting(key, demo, paper) => {
                let values = if scale == Scale::Demo { demo } else { paper };
                (key, values.iter().map(|v| (*v).to_owned()).collect())
            }
        }
    }
}
