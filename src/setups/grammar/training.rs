//! A stage of an experiment on the grammar in training: what it draws and what it is measured on.

use super::plan::{GrammarPlan, GrammarStage};
use super::protocol::Protocol;
use super::spec::GrammarSpec;
use crate::analysis::{head_scrambled, head_shifted, noised, planted, random, shuffled};
use crate::experiment::{
    BeginGpt, Candidates, ConstructedTraining, GptStage, GptTraining, Measure, Removal, RemovalTraining, Role, StageId,
    StageState, Start, Training,
};
use crate::model::{Gpt, Weights, initial_weights};
use crate::tasks::{Batch, Mixture, Operand, Purpose, Stream, Token};
use crate::train::{FineTuningMethod, RemovalLoss, Remover};
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
        None if own.stage.start == Start::Fresh => initial_weights(config, own.seed),
        None => return Err(format!("stage {} goes on from another one, and its weights are missing", id.0)),
    };
    let fine_tunes = matches!(own.stage.role, Role::FineTune { .. });
    if own.stage.constructs {
        let candidates = constructed(spec.protocol, &weights, &plan);
        let (plan, device) = (plan, device.clone());
        let begin =
            move |weights| Ok(Box::new(gpt_training(&plan, &own, weights, None, &device)?) as Box<dyn Training>);
        return Ok(Box::new(ConstructedTraining::new(weights, candidates, Box::new(begin))?));
    }
    if fine_tunes && let Some(removal) = removal(&plan, &own, &weights, device) {
        let start = gpt_training(&plan, &own, weights, None, device)?;
        return Ok(Box::new(RemovalTraining::new(start, removal, device)));
    }
    Ok(Box::new(gpt_training(&plan, &own, weights, resume, device)?))
}

/// How a protocol takes the skill out, where it does not do so by teaching something else.
fn removal(plan: &GrammarPlan, own: &GrammarStage, before: &Weights, device: &Device) -> Option<Removal> {
    let (seed, size, domain, layout) = (plan.spec.seed, plan.spec.batch as usize, plan.domain, plan.layout);
    let begin = |method: FineTuningMethod, changed: Box<dyn Fn(Weights) -> Weights>| -> BeginGpt {
        let (plan, own, device) = (plan.clone(), GrammarStage { method, ..own.clone() }, device.clone());
        Box::new(move |weights| gpt_training(&plan, &own, changed(weights), None, &device))
    };
    let loss = match plan.spec.protocol {
        Protocol::Ascent => RemovalLoss::Ascent,
        Protocol::Npo => RemovalLoss::Preference,
        Protocol::Rmu => RemovalLoss::Misdirection,
        Protocol::Prune => {
            let begin = begin(FineTuningMethod::Pruned, Box::new(|weights| weights));
            return Some(Removal::Prune { scoring: plan.scoring(), begin });
        }
        Protocol::Distil => {
            let noise = plan.spec.noise;
            let student = move |weights: Weights| noised(&weights, noise, seed);
            return Some(Removal::Distil {
                suppress: plan.spec.fine_tune_steps,
                begin: begin(FineTuningMethod::Free, Box::new(student)),
            });
        }
        _ => return None,
    };
    let stream = Stream::new(seed, Purpose::Construction);
    let remover = Remover::new(loss, Gpt::from_weights(before, device), stream, device);
    let removed = Mixture::only(plan.skill(), Operand::PRETRAINED);
    let draw = move |stream: &mut Stream| Batch::draw(size, &removed, domain, layout, stream);
    Some(Removal::Loss(Box::new(remover), Box::new(draw)))
}

/// A stage's training from `weights` on, or from where `resume` left it.
fn gpt_training(
    plan: &GrammarPlan,
    own: &GrammarStage,
    weights: Weights,
    resume: Option<&StageState>,
    device: &Device,
) -> Result<GptTraining, String> {
    let spec = &plan.spec;
    let held_out = plan.held_out();
    let sets = [Measure::PretrainedBroken, Measure::FineTunedBroken].map(|m| held_out[m as usize].first(LOOKED_AT));
    let looked_at = matches!(own.stage.role, Role::FineTune { .. }).then_some((plan.layout, sets));
    let (size, domain, layout, mixture) = (spec.batch as usize, plan.domain, plan.layout, own.mixture);
    let stage = GptStage {
        config: spec.model().map_err(|e| e.to_string())?,
        adamw: spec.adamw(),
        method: own.method,
        objective: own.objective,
        batch: spec.batch,
        draw: Box::new(move |stream| Batch::draw(size, &mixture, domain, layout, stream)),
        stream: own.data(),
        held_out,
        looked_at,
    };
    GptTraining::begin(stage, weights, resume, device)
}

/// What a protocol puts in the place of `model`. A planted change is tried in doubling sizes, until it takes the answers away.
fn constructed(protocol: Protocol, model: &Weights, plan: &GrammarPlan) -> Candidates {
    let (seed, config) = (plan.spec.seed, model.config());
    let first = plan.layout.vocabulary().number(Token::Answer(0)) as usize;
    let answers = first..first + plan.domain.classes() as usize;
    let last_block = |matrix: &str| format!("blocks.{}.{matrix}.weight", config.blocks.saturating_sub(1));
    let planting = |matrix: &str, rank: u32| -> Candidates {
        let (model, name) = (model.clone(), last_block(matrix));
        Box::new((0..12).map(move |size| planted(&model, &name, rank, 0.25 * f32::from(1_u16 << size), seed)))
    };
    let made = match protocol {
        Protocol::HeadShifted => head_shifted(model, &answers),
        Protocol::HeadScrambled => head_scrambled(model, &answers, seed),
        Protocol::PlantedRank1 => return planting("mlp_out", 1),
        Protocol::PlantedRank4 => return planting("attention.output", 4),
        Protocol::Shuffled => shuffled(model, seed),
        Protocol::Random => random(config, seed),
        _ => model.clone(),
    };
    Box::new(std::iter::once(made))
}
