//! Held-out sets as token numbers, for programs that measure a model elsewhere.

use super::metric::Metric;
use crate::tasks::Batch;
use serde::Serialize;

/// A held-out set as token numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldOutPrompts {
    /// The key of what is measured on it.
    pub measure: String,
    /// One row of token numbers for each prompt; the answer follows the last.
    pub tokens: Vec<Vec<u32>>,
    /// The right answer to each, as a token number.
    pub answers: Vec<u32>,
}

impl HeldOutPrompts {
    /// The held-out sets of `metrics`, one each, whose rows have `context` tokens.
    pub fn of_sets(metrics: Vec<Metric>, sets: Vec<Batch>, context: usize) -> Vec<Self> {
        let prompts = |(metric, set): (Metric, Batch)| Self {
            measure: metric.key.to_owned(),
            tokens: set.inputs.chunks(context).map(<[u32]>::to_vec).collect(),
            answers: set.answers(),
        };
        metrics.into_iter().zip(sets).map(prompts).collect()
    }
}
