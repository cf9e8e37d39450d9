//! Seeded initial weights, drawn on the host so that every engine starts from the same numbers.
//!
//! Matrices have a standard deviation of 0.02; those that write into the residual stream are scaled by
//! `1/√(2·blocks)`, as in GPT-2; positions and head have 0.01. Biases are 0 and gains 1.

use super::config::ModelConfig;
use super::weights::{Parameter, Weights};
use crate::tasks::{Purpose, Stream};

/// The initial weights of a model with `config` for `seed`.
pub fn initial_weights(config: ModelConfig, seed: u32) -> Weights {
    let mut stream = Stream::new(seed, Purpose::InitialWeights);
    let residual = 1.0 / (2.0 * config.blocks as f32).sqrt();
    let parameters = config
        .parameters()
        .into_iter()
        .map(|(name, shape)| {
            let count = shape.iter().product();
            let values = if name.ends_with(".bias") {
                vec![0.0; count]
            } else if name.ends_with(".gain") {
                vec![1.0; count]
            } else {
                let deviation = match name.as_str() {
                    "position.weight" | "head.weight" => 0.01,
                    _ if name.ends_with("output.weight") || name.ends_with("mlp_out.weight") => 0.02 * residual,
                    _ => 0.02,
                };
                (0..count).map(|_| deviation * stream.normal()).collect()
            };
            Parameter { name, shape, values }
        })
        .collect();
    Weights { architecture: config.into(), parameters }
}

#[cfg(test)]
mod tests {
    use super::super::config::ModelSize;
    use super::*;

    #[test]
    fn a_seed_gives_the_same_weights_of_the_stated_spread() {
        let config = ModelSize::Tiny.config(30, 19).unwrap();
        let weights = initial_weights(config, 11);
        assert_eq!(weights, initial_weights(config, 11));
        assert_ne!(weights, initial_weights(config, 12));
        assert_eq!(Weights::new(config, weights.parameters.clone()), Ok(weights.clone()));
        let spread = |name: &str| {
            let values = &weights.get(name).unwrap().values;
            (values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32).sqrt()
        };
        assert!((spread("blocks.0.mlp_in.weight") / 0.02 - 1.0).abs() < 0.05);
        assert!((spread("blocks.1.mlp_out.weight") / 0.01 - 1.0).abs() < 0.05);
        assert!((spread("head.weight") / 0.01 - 1.0).abs() < 0.1);
    }
}
