//! Models between two checkpoints: on the straight line from one to the other, or one with single parts of the other.

use crate::model::{ModelConfig, Weights};
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// Places measured on a line between two checkpoints, both ends among them.
pub const LINE_POINTS: u32 = 21;

/// A part of a model that can be put into another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPart {
    /// What it is, for instance `block 1 · key`.
    pub name: String,
    /// Its parameters, as indices into [`ModelConfig::parameters`].
    pub parameters: Vec<u32>,
}

/// What a model answers with a part of another one in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightTransplant {
    /// The part's name.
    pub part: String,
    /// O_PT at C_Te = 0.
    pub skill: Accuracy,
    /// O_FT at C_Te = 1.
    pub tuned: Accuracy,
}

/// What a model on the line between two checkpoints answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinePoint {
    /// The share of the way, in `[0, 1]`.
    pub share: f64,
    /// O_PT at C_Te = 0.
    pub skill: Accuracy,
    /// O_FT at C_Te = 1.
    pub tuned: Accuracy,
}

/// The parts that are transplanted: embeddings and head, and of each block its matrices, its attention, its MLP and the
/// whole.
pub fn parts(config: &ModelConfig) -> Vec<ModelPart> {
    let names: Vec<String> = config.parameters().into_iter().map(|(name, _)| name).collect();
    let part = |name: String, takes: &dyn Fn(&str) -> bool| ModelPart {
        name,
        parameters: names.iter().enumerate().filter(|(_, n)| takes(n)).map(|(i, _)| i as u32).collect(),
    };
    let mut all = vec![part("embeddings".to_owned(), &|n| n.starts_with("token.") || n.starts_with("position."))];
    for block in 0..config.blocks {
        let prefix = format!("blocks.{block}.");
        let label = |what: &str| format!("block {} · {what}", block + 1);
        for (what, start) in [
            ("query", "attention.query"),
            ("key", "attention.key"),
            ("value", "attention.value"),
            ("output", "attention.output"),
            ("MLP in", "mlp_in"),
            ("MLP out", "mlp_out"),
        ] {
            all.push(part(label(what), &|n| n.strip_prefix(&prefix).is_some_and(|rest| rest.starts_with(start))));
        }
        for (what, word) in [("attention + norm", "attention"), ("MLP + norm", "mlp")] {
            all.push(part(label(what), &|n| n.strip_prefix(&prefix).is_some_and(|rest| rest.contains(word))));
        }
        all.push(part(label("all of it"), &|n| n.starts_with(&prefix)));
    }
    all.push(part("final norm and head".to_owned(), &|n| n.starts_with("norm_final.") || n.starts_with("head.")));
    all
}

/// `base` with `part` taken from `donor`, which must be of the same sizes; otherwise `base` as it is.
pub fn transplanted(base: &Weights, donor: &Weights, part: &ModelPart) -> Weights {
    let mut result = base.clone();
    if base.architecture == donor.architecture {
        for index in &part.parameters {
            let at = *index as usize;
            if let (Some(own), Some(other)) = (result.parameters.get_mut(at), donor.parameters.get(at)) {
                own.values.clone_from(&other.values);
            }
        }
    }
    result
}

/// The model at `share` of the straight way from one checkpoint to another of the same sizes.
pub fn linear_interpolation(from: &Weights, to: &Weights, share: f64) -> Weights {
    let mut result = from.clone();
    for (own, other) in result.parameters.iter_mut().zip(&to.parameters) {
        for (a, b) in own.values.iter_mut().zip(&other.values) {
            *a = (f64::from(*a) + share * (f64::from(*b) - f64::from(*a))) as f32;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ModelSize, initial_weights};

    #[test]
    fn the_ends_of_the_line_are_the_checkpoints() {
        let config = ModelSize::Micro.config(20, 7).unwrap();
        let (a, b) = (initial_weights(config, 1), initial_weights(config, 2));
        assert_eq!(linear_interpolation(&a, &b, 0.0), a);
        assert_eq!(linear_interpolation(&a, &b, 1.0), b);
    }

    #[test]
    fn transplanting_every_part_turns_one_model_into_the_other() {
        let config = ModelSize::Mini.config(29, 19).unwrap();
        let (base, donor) = (initial_weights(config, 1), initial_weights(config, 2));
        let whole = parts(&config).iter().fold(base.clone(), |model, part| transplanted(&model, &donor, part));
        assert_eq!(whole, donor);
    }

    #[test]
    fn a_transplant_changes_its_own_parameters_only() {
        let config = ModelSize::Mini.config(29, 19).unwrap();
        let (base, donor) = (initial_weights(config, 1), initial_weights(config, 2));
        let key = parts(&config).into_iter().find(|p| p.name == "block 2 · key").unwrap();
        let result = transplanted(&base, &donor, &key);
        for (index, parameter) in result.parameters.iter().enumerate() {
            let from = if parameter.name.starts_with("blocks.1.attention.key") { &donor } else { &base };
            assert_eq!(parameter, &from.parameters[index]);
        }
    }
}
