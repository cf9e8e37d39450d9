//! A stage of an experiment on a learned skill in training: strings labelled by the program, and four accuracies.

use super::plan::LearnedPlan;
use super::spec::LearnedSpec;
use crate::experiment::{GptStage, GptTraining, StageId, StageState, Start, Training};
use crate::model::{Weights, initial_weights};
use crate::train::{FineTuningMethod, Objective};
use burn::tensor::Device;

/// Begins the training of a stage, or goes on where `resume` left it.
pub(super) fn begin(
    spec: &LearnedSpec,
    id: StageId,
    start: Option<Weights>,
    resume: Option<&StageState>,
    device: &Device,
) -> Result<Box<dyn Training>, String> {
    let plan = LearnedPlan::of(spec).map_err(|e| e.to_string())?;
    let stage = plan.plan().stage(id).cloned().ok_or_else(|| format!("the plan has no stage {}", id.0))?;
    let weights = match start {
        Some(weights) => weights,
        None if stage.start == Start::Fresh => initial_weights(plan.config, plan.seed(stage.role)),
        None => return Err(format!("stage {} goes on from another one, and its weights are missing", id.0)),
    };
    let (stream, held_out) = (plan.data(stage.role), plan.held_out());
    let stage = GptStage {
        config: plan.config,
        adamw: spec.adamw(),
        method: FineTuningMethod::Free,
        objective: Objective::Answer,
        batch: spec.batch,
        draw: Box::new(move |stream| plan.batch(stage.role, stream)),
        stream,
        held_out,
        looked_at: None,
    };
    Ok(Box::new(GptTraining::begin(stage, weights, resume, device)?))
}
