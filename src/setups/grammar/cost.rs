//! What an analysis costs, in training steps on the answer alone.

use super::spec::GrammarSpec;
use crate::analysis::{LINE_POINTS, Positions, parts};
use crate::experiment::Analysis;
use crate::model::Site;
use crate::setups::gpt_cost::GptCost;

/// Training on every token costs about this many times a step on the answer alone.
pub(super) const EVERY_TOKEN: f64 = 1.5;
/// A step that removes a skill sees two batches and often an earlier model, and costs about this many times a step on the answer alone.
pub(super) const REMOVING: f64 = 3.0;

/// Cost of an analysis, in steps on the answer alone.
pub(super) fn analysis_cost(spec: &GrammarSpec, analysis: Analysis) -> f64 {
    let Ok(config) = spec.model() else { return 0.0 };
    let cost = GptCost { config, batch: spec.batch, held_out: spec.held_out };
    let held_out = f64::from(spec.held_out);
    match analysis {
        Analysis::Patch { .. } => {
            let cells = Site::all(config.blocks).len() * Positions::ALL.len();
            EVERY_TOKEN * cost.asked(held_out) * cells as f64
        }
        Analysis::Change { .. } => {
            cost.asked(2.0 * held_out) * (f64::from(2 * LINE_POINTS) + parts(&config).len() as f64)
        }
        _ => cost.of(analysis),
    }
}
