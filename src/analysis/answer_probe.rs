//! Probing of a compiled model: linear probes of the residual stream at the last position, for the skill's answer and for the
//! target's.

use super::probe::LinearProbes;
use super::probing::AnswerProbes;
use crate::model::{CompiledModel, CompiledWeights};
use crate::train::{CompiledBatch, LearnerError};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Strings with both answers to each, as places among `classes` answers.
pub struct ProbedStrings {
    /// Strings of training, then of the test; their answers are the skill's.
    pub strings: CompiledBatch,
    /// The target's answers, `[strings]`.
    pub target: Vec<u32>,
    /// How many of the strings train.
    pub training: usize,
    /// Answers that there are.
    pub classes: usize,
}

/// Probing under way.
pub struct AnswerProbing {
    probes: LinearProbes,
}

impl AnswerProbing {
    /// Probes of `weights` on `device`.
    pub fn new(weights: &CompiledWeights, probed: &ProbedStrings, device: &Device) -> Self {
        let ProbedStrings { strings, target, training, classes } = probed;
        let context = strings.inputs.len() / strings.size.max(1);
        let signed: Vec<i32> = strings.inputs.iter().map(|row| *row as i32).collect();
        let tokens = Tensor::<2, Int>::from_data(TensorData::new(signed, [strings.size, context]), device);
        let levels = CompiledModel::from_weights(weights, device).streams(tokens);
        let all: Tensor<3> = Tensor::stack(levels, 0);
        let [sets, samples, width] = all.dims();
        let at = (*training).min(samples);
        let labels: Vec<[u32; 2]> =
            strings.answers.iter().zip(target).map(|(skill, target)| [*skill, *target]).collect();
        let part = |from: usize, to: usize| all.clone().slice([0..sets, from..to, 0..width]);
        let test = labels[at..].to_vec();
        let probes = LinearProbes::new(part(0, at), &labels[..at], part(at, samples), test, *classes, device);
        Self { probes }
    }

    /// The share of the work that is done.
    pub fn share(&self) -> f64 {
        self.probes.share()
    }

    /// Takes some training steps; gives the result after the last of them.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<AnswerProbes>, LearnerError> {
        if self.probes.train(20) {
            return Ok(None);
        }
        Ok(Some(AnswerProbes { levels: self.probes.correct().await? }))
    }
}
