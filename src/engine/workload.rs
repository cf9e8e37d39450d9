//! The benchmark's workloads: fixed sizes of model and batch, the same on every engine.

use crate::model::{ModelConfig, ModelSize};
use crate::tasks::{Batch, Purpose, Stream};
use serde::{Deserialize, Serialize};

/// A workload. The target of a position is the token before it; the first position's target is its own token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Workload {
    /// Vocabulary 16, context 8, width 16, 1 block, 2 heads, batch 4: for checking that engines agree.
    Micro,
    /// Vocabulary 48, context 32, width 64, 2 blocks, 4 heads, batch 64.
    Tiny,
    /// Vocabulary 48, context 64, width 96, 3 blocks, 4 heads, batch 64.
    Small,
    /// Vocabulary 64, context 265, width 192, 6 blocks, 6 heads, batch 8.
    Paper,
}

impl Workload {
    /// All workloads, smallest first.
    pub const ALL: [Self; 4] = [Self::Micro, Self::Tiny, Self::Small, Self::Paper];

    /// The word that the page, the command line and the JavaScript interface use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Paper => "paper",
        }
    }

    /// The workload called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.name() == name)
    }

    /// The model's sizes.
    pub fn config(self) -> ModelConfig {
        let (vocabulary, context, size) = match self {
            Self::Micro => (16, 8, ModelSize::Micro),
            Self::Tiny => (48, 32, ModelSize::Tiny),
            Self::Small => (48, 64, ModelSize::Small),
            Self::Paper => (64, 265, ModelSize::Paper),
        };
        let (width, blocks, heads) = size.sizes();
        ModelConfig { vocabulary, context, width, blocks, heads }
    }

    /// Sequences in a batch.
    pub fn batch_size(self) -> usize {
        match self {
            Self::Micro => 4,
            Self::Paper => 8,
            Self::Tiny | Self::Small => 64,
        }
    }

    /// The stream its batches come from.
    pub fn data() -> Stream {
        Stream::new(1, Purpose::Benchmark)
    }

    /// Draws the next batch.
    pub fn batch(self, stream: &mut Stream) -> Batch {
        let ModelConfig { vocabulary, context, .. } = self.config();
        let size = self.batch_size();
        let inputs: Vec<u32> = (0..size * context).map(|_| stream.below(vocabulary as u32)).collect();
        let targets =
            inputs.chunks_exact(context).flat_map(|row| row[..1].iter().chain(&row[..context - 1]).copied()).collect();
        Batch { size, inputs, targets }
    }

    /// Floating-point operations of a step by the usual estimate, 6 · parameters · tokens.
    pub fn flops(self) -> f64 {
        let config = self.config();
        6.0 * config.parameter_count() as f64 * (self.batch_size() * config.context) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_possible_and_targets_are_the_tokens_before() {
        for workload in Workload::ALL {
            let config = workload.config().checked().unwrap();
            let batch = workload.batch(&mut Workload::data());
            for (inputs, targets) in batch.inputs.chunks(config.context).zip(batch.targets.chunks(config.context)) {
                assert_eq!(inputs[..config.context - 1], targets[1..]);
                assert_eq!(inputs[0], targets[0]);
            }
            assert_eq!(Workload::from_name(workload.name()), Some(workload));
        }
    }
}
