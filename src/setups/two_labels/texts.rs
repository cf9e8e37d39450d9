//! Texts with two labels, whoever labels them, as a GPT takes them.

use super::plan::Teaches;
use super::settings::TwoLabelSettings;
use crate::model::ModelConfig;
use crate::tasks::{Batch, Stream};

/// Where the texts of an experiment come from, as a GPT takes them: it answers behind the last token.
pub trait TwoLabels {
    /// The settings that all such experiments have.
    fn settings(&self) -> TwoLabelSettings;
    /// The model's sizes.
    fn config(&self) -> ModelConfig;
    /// How many answers there are.
    fn classes(&self) -> usize;
    /// The next batch of a stage that teaches so.
    fn batch(&self, teaches: Teaches, stream: &mut Stream) -> Batch;
    /// The held-out sets, in the order of [`crate::experiment::Measure::ALL`].
    fn held_out(&self) -> Vec<Batch>;
    /// Texts that pruning scores by: the skill's own task.
    fn scoring(&self) -> Batch;
    /// Texts that the number of pruned units is chosen on: O_PT at C_Te = 0, as the reported ones but others.
    fn choosing(&self) -> Batch;
    /// Texts that probes are trained on and, behind them, those that test them.
    fn probed(&self) -> ProbedTexts;
}

/// Texts that probes read, both answers at the last place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbedTexts {
    /// Their tokens.
    pub inputs: Vec<u32>,
    /// The skill's answer and the target's to each, as places among the answers.
    pub labels: Vec<[u32; 2]>,
    /// How many of them, from the first on, probes are trained on.
    pub training: usize,
}

/// Texts of `context` tokens with an answer to each, as a GPT takes them: it answers behind the last token. Answers are tokens from
/// `first_answer` on.
pub(in crate::setups) fn answered(inputs: Vec<u32>, answers: &[u32], first_answer: u32, context: usize) -> Batch {
    let follows = |(row, answer): (&[u32], &u32)| {
        let behind = row.iter().skip(1).copied().collect::<Vec<_>>();
        behind.into_iter().chain([first_answer + answer])
    };
    let targets = inputs.chunks(context).zip(answers).flat_map(follows).collect();
    Batch { size: answers.len(), inputs, targets }
}
