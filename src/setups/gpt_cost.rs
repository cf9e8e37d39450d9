//! What instruments cost on a GPT that answers at the last position, in training steps on the answer alone.

use crate::analysis::{
    GRID, PROBE_STEPS, PROBE_TEST, PROBE_TRAINING, RANDOM_DRAWS, RANDOM_GRID, RANDOM_SAMPLES, UNDONE_GRID,
    prunable_units,
};
use crate::experiment::Analysis;
use crate::model::ModelConfig;

/// A forward pass over a batch costs about this share of a training step.
pub(super) const FORWARD: f64 = 0.3;
/// A step of a model's probes costs about this share of a training step of the default model.
const PROBE_STEP: f64 = 0.1;

/// The sizes that costs follow from.
pub(super) struct GptCost {
    /// The model.
    pub(super) config: ModelConfig,
    /// Samples of a step.
    pub(super) batch: u32,
    /// Samples of a held-out set.
    pub(super) held_out: u32,
}

impl GptCost {
    /// Of a forward pass over so many samples.
    pub(super) fn asked(&self, samples: f64) -> f64 {
        FORWARD * samples / f64::from(self.batch)
    }

    /// Of a measurement: four held-out sets.
    pub(super) fn measurement(&self) -> f64 {
        self.asked(4.0 * f64::from(self.held_out))
    }

    /// Of pruning, probing and undoing; nothing for other analyses.
    pub(super) fn of(&self, analysis: Analysis) -> f64 {
        let held_out = f64::from(self.held_out);
        match analysis {
            Analysis::Prune { granularity, .. } => {
                let most = prunable_units(&self.config, granularity).len() as u32;
                let reach = |grid: &[u32]| grid.iter().filter(|k| **k <= most).count() as f64;
                let gradients = reach(&GRID) * held_out / f64::from(self.batch);
                let draws = f64::from(RANDOM_DRAWS) * reach(&RANDOM_GRID);
                let random = draws * self.asked(2.0 * f64::from(RANDOM_SAMPLES));
                2.0 * reach(&GRID) * self.asked(3.0 * held_out)
                    + gradients
                    + if analysis.draws_at_random() { random } else { 0.0 }
            }
            Analysis::Probe { .. } => {
                self.asked(2.0 * f64::from(PROBE_TRAINING + PROBE_TEST)) + PROBE_STEP * f64::from(PROBE_STEPS)
            }
            Analysis::Undo { .. } => self.asked(2.0 * held_out) * UNDONE_GRID.len() as f64,
            Analysis::Change { .. } | Analysis::Attention { .. } | Analysis::Patch { .. } => 0.0,
        }
    }
}
