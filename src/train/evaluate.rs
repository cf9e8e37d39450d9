//! Accuracy on fixed held-out sets: how many answers a model gets right.

use super::error::LearnerError;
use super::loss::tokens;
use crate::model::{Gpt, Readout, root_cause};
use crate::tasks::Batch;
use burn::tensor::{Device, Int, Tensor};

/// Sequences in one forward pass: large enough to amortise a pass, small enough to stay in cache.
const CHUNK: usize = 128;

/// Held-out sets on a device, uploaded once: inputs `[samples, context]` and answers `[samples, 1]` of each set.
pub struct HeldOut {
    sets: Vec<Vec<(Tensor<2, Int>, Tensor<2, Int>)>>,
}

impl HeldOut {
    /// Puts `sets` on `device`, which must not be an autodiff device.
    pub fn new(sets: &[Batch], device: &Device) -> Self {
        let upload = |set: &Batch| {
            let context = set.inputs.len() / set.size.max(1);
            let answers = set.answers();
            set.inputs
                .chunks(CHUNK * context.max(1))
                .zip(answers.chunks(CHUNK))
                .map(|(inputs, answers)| {
                    (tokens(inputs, answers.len(), device), tokens(answers, answers.len(), device))
                })
                .collect()
        };
        Self { sets: sets.iter().map(upload).collect() }
    }
}

/// How many samples of each set `model` answers rightly, in the order of the sets. The answer is the most likely token
/// of the whole vocabulary at the last position.
///
/// # Errors
/// When the device is gone.
pub async fn correct(model: &Gpt, held_out: &HeldOut) -> Result<Vec<u32>, LearnerError> {
    let mut totals: Vec<Tensor<1, Int>> = Vec::with_capacity(held_out.sets.len());
    for set in &held_out.sets {
        let mut total: Option<Tensor<1, Int>> = None;
        for (inputs, answers) in set {
            let logits = model.forward(inputs.clone(), Readout::LastPosition);
            let right = logits.argmax(1).equal(answers.clone()).int().sum();
            total = Some(match total {
                Some(sum) => sum + right,
                None => right,
            });
        }
        totals.extend(total);
    }
    if totals.is_empty() {
        return Ok(Vec::new());
    }
    let counts = Tensor::cat(totals, 0).into_data_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
    Ok(counts.iter::<i64>().map(|c| c.max(0) as u32).collect())
}
