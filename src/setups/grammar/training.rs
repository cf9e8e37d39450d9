//! A stage of an experiment on the grammar in training: what it draws and what it is measured on.

use super::plan::GrammarPlan;
use super::spec::GrammarSpec;
use crate::experiment::{GptStage, GptTraining, Measure, Role, StageId, StageState, Start, Training};
use crate::model::{Weights, initial_weights};
use crate::tasks::Batch;
use burn::tensor::Device;

/// Samples that attention is averaged over.
const LOOKED_AT: usize = 64;

pub(super) fn begin(
    spec: &GrammarSpec,
    id: StageId,
    start: Option<Weights>,
    resume: Option<&StageState>,
    device: &Device,
) -> Result<Box<dyn Training>, String> {
    let plan = GrammarPlan::new(spec.clone()).map_err(|e| e.to_string())?;
    let own = plan.stages.get(id.0 as usize).cloned().ok_or_else(|| format!("the plan has no stage {}", id.0))?;
    let config = spec.model().map_err(|e| e.to_string())?;
    let weights = match start {
        Some(weights) => weights,
        None if own.stage.start == Start::Fresh => initial_weights(config, spec.seed),
        None => return Err(format!("stage {} goes on from another one, and its weights are missing", id.0)),
    };
    let held_out = plan.held_out();
    let sets = [Measure::PretrainedBroken, Measure::FineTunedBroken].map(|m| held_out[m as usize].first(LOOKED_AT));
    let looked_at = matches!(own.stage.role, Role::FineTune { .. }).then_some((plan.layout, sets));
    let (size, domain, layout, mixture) = (spec.batch as usize, plan.domain, plan.layout, own.mixture);
    let stage = GptStage {
        config,
        adamw: spec.adamw(),
        movement: own.movement,
        objective: own.objective,
        batch: spec.batch,
        draw: Box::new(move |stream| Batch::draw(size, &mixture, domain, layout, stream)),
        stream: own.data(spec.seed),
        held_out,
        looked_at,
    };
    Ok(Box::new(GptTraining::begin(stage, weights, resume, device)?))
}
