//! A stage in training: texts with one of their labels, and four accuracies.

use super::plan::Teaches;
use super::texts::TwoLabels;
use crate::analysis::another_seed;
use crate::experiment::{GptStage, GptTraining, Plan, Role, StageId, StageState, Start, Training};
use crate::model::{Weights, initial_weights};
use crate::tasks::{Purpose, Stream};
use crate::train::{FineTuningMethod, Objective};
use burn::tensor::Device;
use std::rc::Rc;

/// Begins the training of a stage of `plan` on `texts`, or goes on where `resume` left it.
pub(in crate::setups) fn begin<T: TwoLabels + 'static>(
    plan: &Plan,
    texts: Rc<T>,
    id: StageId,
    start: Option<Weights>,
    resume: Option<&StageState>,
    device: &Device,
) -> Result<Box<dyn Training>, String> {
    let own = texts.settings();
    let stage = plan.stage(id).cloned().ok_or_else(|| format!("the plan has no stage {}", id.0))?;
    let weights = match start {
        Some(weights) => weights,
        None if stage.start == Start::Fresh => initial_weights(texts.config(), seed(own.seed, stage.role)),
        None => return Err(format!("stage {} goes on from another one, and its weights are missing", id.0)),
    };
    let teaches = Teaches::of(stage.role);
    let (stream, held_out) = (data(own.seed, stage.role), texts.held_out());
    let stage = GptStage {
        config: texts.config(),
        adamw: own.adamw(),
        method: FineTuningMethod::Free,
        objective: Objective::Answer,
        batch: own.batch,
        draw: Box::new(move |stream| texts.batch(teaches, stream)),
        stream,
        held_out,
        looked_at: None,
    };
    Ok(Box::new(GptTraining::begin(stage, weights, resume, device)?))
}

/// The seed of a stage's initial weights and texts.
fn seed(own: u32, role: Role) -> u32 {
    match role {
        Role::AnotherControl { index } => another_seed(own).wrapping_add(index),
        _ => own,
    }
}

/// The stream that a stage's texts come from: the same for stages that are compared.
fn data(own: u32, role: Role) -> Stream {
    let number = match Teaches::of(role) {
        Teaches::Skill if role == Role::Pretrain => 1,
        Teaches::Target => 2,
        Teaches::TargetWithShortcut => 3,
        Teaches::Skill => 4,
    };
    Stream::new(seed(own, role), Purpose::Training(number))
}
