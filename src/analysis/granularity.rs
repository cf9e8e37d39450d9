//! The units of a model that pruning removes: neurons, hidden units of the MLPs, attention heads or single weights.
//!
//! A neuron is a row of a weight matrix in the paper's sense: the incoming weights of one output unit. Weights are kept as
//! `[inputs, outputs]` here, so that it is a column. Its bias stays, as in the paper, where it is no part of the row.

use crate::model::{ModelConfig, Weights};
use serde::{Deserialize, Serialize};

/// What counts as one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Granularity {
    /// Output units of the key, value, output, MLP-in and MLP-out matrices. Query units are left out: the k-th query unit
    /// and the k-th key unit of a block are only ever multiplied with each other, so one of the two stands for both.
    Neurons,
    /// Hidden units of the MLPs alone.
    HiddenUnits,
    /// Attention heads: the rows of the output matrix that read one head.
    Heads,
    /// Single weights of the matrices that neurons are taken from.
    Weights,
}

impl Granularity {
    /// All of them, the paper's first.
    pub const ALL: [Self; 4] = [Self::Neurons, Self::HiddenUnits, Self::Heads, Self::Weights];

    /// The word that files and the page's controls use.
    pub fn key(self) -> &'static str {
        match self {
            Self::Neurons => "neurons",
            Self::HiddenUnits => "hidden-units",
            Self::Heads => "heads",
            Self::Weights => "weights",
        }
    }

    /// Several of them in everyday words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Neurons => "neurons",
            Self::HiddenUnits => "MLP hidden units",
            Self::Heads => "attention heads",
            Self::Weights => "single weights",
        }
    }

    /// So many of them.
    pub fn counted(self, count: usize) -> String {
        let label = self.label();
        format!("{count} {}", if count == 1 { label.trim_end_matches('s') } else { label })
    }

    /// The granularity with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.key() == key)
    }

    fn takes(self, name: &str) -> bool {
        match self {
            Self::Neurons | Self::Weights => {
                let parts = ["key.weight", "value.weight", "output.weight", "mlp_in.weight", "mlp_out.weight"];
                parts.iter().any(|part| name.ends_with(part))
            }
            Self::HiddenUnits => name.ends_with("mlp_in.weight"),
            Self::Heads => name.ends_with("attention.output.weight"),
        }
    }
}

/// A unit of a parameter. What it is depends on the [`Granularity`]: an output unit, a head, or a flat index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PrunableUnit {
    /// Index into [`ModelConfig::parameters`].
    pub parameter: u32,
    /// The unit within it.
    pub unit: u32,
}

/// A parameter that units are taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Index into [`ModelConfig::parameters`].
    pub parameter: u32,
    /// Its block, counted from 0.
    pub block: u32,
    /// The matrix in everyday words, for instance `key`.
    pub matrix: String,
    /// How many units it has.
    pub units: u32,
}

/// The parameters of a model that units of `granularity` are taken from, block by block.
pub fn lanes(config: &ModelConfig, granularity: Granularity) -> Vec<Lane> {
    let mut found = Vec::new();
    for (index, (name, shape)) in config.parameters().into_iter().enumerate() {
        let mut parts = name.split('.');
        let (Some("blocks"), Some(block)) = (parts.next(), parts.next().and_then(|b| b.parse().ok())) else { continue };
        if !granularity.takes(&name) {
            continue;
        }
        let units = match granularity {
            Granularity::Neurons | Granularity::HiddenUnits => shape.last().copied().unwrap_or(0),
            Granularity::Heads => config.heads,
            Granularity::Weights => shape.iter().product(),
        };
        let matrix = match name.rsplit('.').nth(1).unwrap_or_default() {
            "mlp_in" => "MLP in",
            "mlp_out" => "MLP out",
            other => other,
        };
        found.push(Lane { parameter: index as u32, block, matrix: matrix.to_owned(), units: units as u32 });
    }
    found
}

/// Every unit of a model.
pub fn prunable_units(config: &ModelConfig, granularity: Granularity) -> Vec<PrunableUnit> {
    let of = |lane: Lane| (0..lane.units).map(move |unit| PrunableUnit { parameter: lane.parameter, unit });
    lanes(config, granularity).into_iter().flat_map(of).collect()
}

/// Where the weights of `unit` lie in its parameter's values.
fn places(config: &ModelConfig, shape: &[usize], granularity: Granularity, unit: PrunableUnit) -> Vec<usize> {
    let unit = unit.unit as usize;
    let (rows, columns) = (shape.first().copied().unwrap_or(0), shape.last().copied().unwrap_or(0));
    match granularity {
        Granularity::Neurons | Granularity::HiddenUnits => (0..rows).map(|row| row * columns + unit).collect(),
        Granularity::Heads => {
            let width = config.head_width();
            (unit * width * columns..(unit + 1) * width * columns).collect()
        }
        Granularity::Weights => vec![unit],
    }
}

/// The score of every unit: gradient · weight summed over its weights, the gradient being that of the loss on the
/// pretraining task (paper, pruning). To first order it is how much that loss falls when the unit is zeroed.
pub fn scores(weights: &Weights, gradients: &[Vec<f32>], granularity: Granularity) -> Vec<(PrunableUnit, f64)> {
    let config = &weights.config();
    let score = |unit: PrunableUnit| {
        let index = unit.parameter as usize;
        let (Some(parameter), Some(gradient)) = (weights.parameters.get(index), gradients.get(index)) else {
            return 0.0;
        };
        places(config, &parameter.shape, granularity, unit)
            .into_iter()
            .filter_map(|at| Some(f64::from(*parameter.values.get(at)?) * f64::from(*gradient.get(at)?)))
            .sum()
    };
    prunable_units(config, granularity).into_iter().map(|unit| (unit, score(unit))).collect()
}

/// `weights` with `removed` set to zero.
pub fn pruned(weights: &Weights, granularity: Granularity, removed: &[PrunableUnit]) -> Weights {
    let mut pruned = weights.clone();
    for unit in removed {
        let Some(parameter) = pruned.parameters.get_mut(unit.parameter as usize) else { continue };
        for at in places(&weights.config(), &parameter.shape, granularity, *unit) {
            if let Some(value) = parameter.values.get_mut(at) {
                *value = 0.0;
            }
        }
    }
    pruned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ModelSize, initial_weights};

    #[test]
    fn pruning_a_neuron_silences_one_output_unit_and_nothing_else() {
        let config = ModelSize::Mini.config(29, 19).unwrap();
        let weights = initial_weights(config, 1);
        let unit = prunable_units(&config, Granularity::Neurons)[40];
        let after = pruned(&weights, Granularity::Neurons, &[unit]);
        let mut changed = Vec::new();
        for (index, (a, b)) in weights.parameters.iter().zip(&after.parameters).enumerate() {
            for (at, (x, y)) in a.values.iter().zip(&b.values).enumerate() {
                if x != y {
                    assert_eq!(*y, 0.0);
                    changed.push((index as u32, at as u32 % 32));
                }
            }
        }
        assert_eq!(changed, vec![(unit.parameter, unit.unit); 32]);
    }

    #[test]
    fn the_units_of_the_default_model_are_counted_as_stated() {
        let config = ModelSize::Mini.config(29, 19).unwrap();
        let count = |granularity| prunable_units(&config, granularity).len();
        assert_eq!(count(Granularity::Neurons), 2 * (32 * 3 + 128 + 32));
        assert_eq!(count(Granularity::HiddenUnits), 256);
        assert_eq!(count(Granularity::Heads), 8);
        assert_eq!(count(Granularity::Weights), 2 * (3 * 32 * 32 + 2 * 32 * 128));
        for granularity in Granularity::ALL {
            assert_eq!(Granularity::from_key(granularity.key()), Some(granularity));
        }
    }

    #[test]
    fn pruning_a_head_silences_the_rows_that_read_it() {
        let config = ModelSize::Mini.config(29, 19).unwrap();
        let weights = initial_weights(config, 1);
        let unit = prunable_units(&config, Granularity::Heads)[1];
        let after = pruned(&weights, Granularity::Heads, &[unit]);
        let values = &after.parameters[unit.parameter as usize].values;
        assert!(values[8 * 32..16 * 32].iter().all(|v| *v == 0.0));
        assert!(values[..8 * 32].iter().chain(&values[16 * 32..]).all(|v| *v != 0.0));
    }

    #[test]
    fn a_score_is_the_sum_of_gradient_times_weight() {
        let config = ModelSize::Micro.config(20, 7).unwrap();
        let weights = initial_weights(config, 3);
        let gradients: Vec<Vec<f32>> = weights.parameters.iter().map(|p| vec![2.0; p.values.len()]).collect();
        for (unit, score) in scores(&weights, &gradients, Granularity::Neurons) {
            let parameter = &weights.parameters[unit.parameter as usize];
            let columns = parameter.shape[1];
            let sum: f64 =
                parameter.values.iter().skip(unit.unit as usize).step_by(columns).map(|v| f64::from(*v)).sum();
            assert!((score - 2.0 * sum).abs() < 1e-9);
        }
    }
}
