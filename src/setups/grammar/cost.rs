//! What an analysis costs, in training steps on the answer alone.

use super::spec::GrammarSpec;
use crate::analysis::{
    GRID, LINE_POINTS, PROBE_STEPS, PROBE_TEST, PROBE_TRAINING, Positions, RANDOM_DRAWS, RANDOM_GRID, RANDOM_SAMPLES,
    UNDONE_GRID, parts, prunable_units,
};
use crate::experiment::Analysis;
use crate::model::Site;

/// A forward pass over a batch costs about this share of a training step.
pub(super) const FORWARD: f64 = 0.3;
/// Training on every token costs about this many times a step on the answer alone.
pub(super) const EVERY_TOKEN: f64 = 1.5;
/// A step that removes a skill sees two batches and often an earlier model, and costs about this many times a step on the answer alone.
pub(super) const REMOVING: f64 = 3.0;
/// A step of a model's probes costs about this share of a training step of the default model.
const PROBE_STEP: f64 = 0.1;

/// Cost of an analysis, in steps on the answer alone.
pub(super) fn analysis_cost(spec: &GrammarSpec, analysis: Analysis) -> f64 {
    let Ok(config) = spec.model() else { return 0.0 };
    let (batch, held_out) = (f64::from(spec.batch), f64::from(spec.held_out));
    let asked = |samples: f64| FORWARD * samples / batch;
    match analysis {
        Analysis::Prune { granularity, .. } => {
            let most = prunable_units(&config, granularity).len() as u32;
            let reach = |grid: &[u32]| grid.iter().filter(|k| **k <= most).count() as f64;
            let gradients = reach(&GRID) * held_out / batch;
            let random = f64::from(RANDOM_DRAWS) * reach(&RANDOM_GRID) * asked(2.0 * f64::from(RANDOM_SAMPLES));
            2.0 * reach(&GRID) * asked(3.0 * held_out)
                + gradients
                + if analysis.draws_at_random() { random } else { 0.0 }
        }
        Analysis::Probe { .. } => {
            asked(2.0 * f64::from(PROBE_TRAINING + PROBE_TEST)) + PROBE_STEP * f64::from(PROBE_STEPS)
        }
        Analysis::Undo { .. } => asked(2.0 * held_out) * UNDONE_GRID.len() as f64,
        Analysis::Patch { .. } => {
            let cells = Site::all(config.blocks).len() * Positions::ALL.len();
            EVERY_TOKEN * asked(held_out) * cells as f64
        }
        Analysis::Attention { .. } => 0.0,
        Analysis::Change { .. } => asked(2.0 * held_out) * (f64::from(2 * LINE_POINTS) + parts(&config).len() as f64),
    }
}
