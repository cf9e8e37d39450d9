//! What instruments ask of a model again and again, with other weights each time: held-out sets that are answered, and a loss by whose
//! gradient units are scored. A setup says what the questions are.

use crate::model::{CompiledWeights, Gpt, Weights};
use crate::tasks::Batch;
use crate::train::{Accuracy, CompiledBatch, HeldOut, LearnerError, Objective, compiled_correct, correct, gradient};
use burn::tensor::Device;
use std::future::Future;
use std::pin::Pin;

/// An answer that a device may have to be waited for.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = Result<T, LearnerError>> + 'a>>;

/// Sets of questions to a model.
pub trait Questions {
    /// How many of each set the model of these weights answers rightly.
    fn answered<'a>(&'a self, weights: &'a Weights) -> Answering<'a, Vec<Accuracy>>;
}

/// A loss on the skill.
pub trait SkillLoss {
    /// Its gradient at these weights: one flat array for each parameter, in their order.
    fn gradient<'a>(&'a self, weights: &'a Weights) -> Answering<'a, Vec<Vec<f32>>>;
}

/// Batches whose answer is one token, asked of a GPT.
pub struct GptQuestions {
    sets: HeldOut,
    n: Vec<u32>,
    device: Device,
}

impl GptQuestions {
    /// Puts the sets on `device`, which is plain.
    pub fn new(sets: &[Batch], device: &Device) -> Self {
        let n = sets.iter().map(|set| set.size as u32).collect();
        Self { sets: HeldOut::new(sets, device), n, device: device.clone() }
    }
}

impl Questions for GptQuestions {
    fn answered<'a>(&'a self, weights: &'a Weights) -> Answering<'a, Vec<Accuracy>> {
        Box::pin(async move {
            let right = correct(&Gpt::from_weights(weights, &self.device), &self.sets).await?;
            let of = |(set, n): (usize, &u32)| Accuracy { correct: right.get(set).copied().unwrap_or(0), n: *n };
            Ok(self.n.iter().enumerate().map(of).collect())
        })
    }
}

/// Strings asked of a compiled model.
pub struct CompiledQuestions {
    /// The sets.
    pub sets: Vec<CompiledBatch>,
    /// The residual stream's direction of each answer, `[answers]`.
    pub answer_indices: Vec<u32>,
    /// Where it is asked.
    pub device: Device,
}

impl Questions for CompiledQuestions {
    fn answered<'a>(&'a self, weights: &'a Weights) -> Answering<'a, Vec<Accuracy>> {
        Box::pin(async move {
            let weights = CompiledWeights::of(weights).ok_or_else(another_model)?;
            let sets: Vec<&CompiledBatch> = self.sets.iter().collect();
            let found = compiled_correct(&weights, &sets, &self.answer_indices, &self.device).await?;
            let of = |((right, _), set): ((u32, f32), &CompiledBatch)| Accuracy { correct: right, n: set.size as u32 };
            Ok(found.into_iter().zip(&self.sets).map(of).collect())
        })
    }
}

fn another_model() -> LearnerError {
    LearnerError::Device("the strings are a compiled model's and the weights are of another one".to_owned())
}

/// The loss of the answer on one batch of the skill.
pub struct AnswerLoss {
    /// The samples.
    pub batch: Batch,
    /// Where it is computed, a plain device.
    pub device: Device,
}

impl SkillLoss for AnswerLoss {
    fn gradient<'a>(&'a self, weights: &'a Weights) -> Answering<'a, Vec<Vec<f32>>> {
        Box::pin(gradient(weights, &self.batch, Objective::Answer, &self.device))
    }
}
