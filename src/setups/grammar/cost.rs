//! What an analysis costs, in training steps on the answer alone.

use super::plan::{EVERY_TOKEN, FORWARD, GrammarPlan};
use crate::analysis::{
    GRID, LINE_POINTS, PROBE_STEPS, PROBE_TEST, PROBE_TRAINING, Positions, RANDOM_DRAWS, RANDOM_GRID, RANDOM_SAMPLES,
    parts, pieces,
};
use crate::experiment::Question;
use crate::model::Site;

/// A step of a model's probes costs about this share of a training step of the default model.
const PROBE_STEP: f64 = 0.1;

/// Cost of answering a question, in steps on the answer alone.
pub(super) fn question_cost(plan: &GrammarPlan, question: Question) -> f64 {
    let Ok(config) = plan.spec.model() else { return 0.0 };
    let (batch, held_out) = (f64::from(plan.spec.batch), f64::from(plan.spec.held_out));
    let asked = |samples: f64| FORWARD * samples / batch;
    match question {
        Question::Prune { grain, .. } => {
            let most = pieces(&config, grain).len() as u32;
            let reach = |grid: &[u32]| grid.iter().filter(|k| **k <= most).count() as f64;
            let gradients = reach(&GRID) * held_out / batch;
            let random = f64::from(RANDOM_DRAWS) * reach(&RANDOM_GRID) * asked(2.0 * f64::from(RANDOM_SAMPLES));
            2.0 * reach(&GRID) * asked(3.0 * held_out)
                + gradients
                + if question.draws_at_random() { random } else { 0.0 }
        }
        Question::Probe { .. } => {
            asked(2.0 * f64::from(PROBE_TRAINING + PROBE_TEST)) + PROBE_STEP * f64::from(PROBE_STEPS)
        }
        Question::Patch { .. } => {
            let cells = Site::all(config.blocks).len() * Positions::ALL.len();
            EVERY_TOKEN * asked(held_out) * cells as f64
        }
        Question::Attention { .. } => 0.0,
        Question::Change { .. } => asked(2.0 * held_out) * (f64::from(2 * LINE_POINTS) + parts(&config).len() as f64),
    }
}
