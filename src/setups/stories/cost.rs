//! What measurements and analyses cost, in steps of training.

use super::spec::StoriesSpec;
use crate::analysis::{PROBE_STEPS, PROBE_TEST, PROBE_TRAINING, PruningGrid, UNDONE_GRID};
use crate::experiment::Analysis;

/// To write and read a story costs about as much as so many stories of a step.
const WRITING: f64 = 1.2;
/// A forward pass over a story costs about this share of its part in a step.
const FORWARD: f64 = 0.3;
/// A step of a model's probes costs about this share of a training step of the default model.
const PROBE_STEP: f64 = 0.1;
/// Stories of each set that instruments ask for.
pub(super) const ASKED: u32 = 64;

/// What it costs to write so many stories.
fn writing(spec: &StoriesSpec, stories: u32) -> f64 {
    WRITING * f64::from(stories) / f64::from(spec.batch)
}

/// What a measurement costs: four ways of asking, each over all prompts.
pub(super) fn measurement_cost(spec: &StoriesSpec) -> f64 {
    writing(spec, 4 * spec.held_out)
}

/// What an analysis costs.
pub(super) fn analysis_cost(spec: &StoriesSpec, analysis: Analysis) -> f64 {
    let own = ASKED.min(spec.held_out);
    match analysis {
        Analysis::Prune { .. } => {
            let PruningGrid { curve, random, draws } = PruningGrid::COARSE;
            let at_random = if analysis.draws_at_random() { draws * random.len() as u32 } else { 0 };
            (2 * curve.len()) as f64 * writing(spec, 3 * own) + f64::from(at_random) * writing(spec, 2 * own)
        }
        Analysis::Probe { .. } => {
            FORWARD * f64::from(PROBE_TRAINING + PROBE_TEST) / f64::from(spec.batch)
                + PROBE_STEP * f64::from(PROBE_STEPS)
        }
        Analysis::Undo { .. } => UNDONE_GRID.len() as f64 * writing(spec, 2 * own),
        Analysis::Change { .. } | Analysis::Attention { .. } | Analysis::Patch { .. } => 0.0,
    }
}
