//! A stage of an experiment on a compiled skill in training: strings labelled by the program, gradient descent with momentum, and four
//! accuracies.

use super::plan::CompiledPlan;
use super::protocol::CompiledProtocol;
use super::spec::CompiledSpec;
use crate::analysis::{columns_moved, deranged, planted, shuffled};
use crate::experiment::{Candidates, ConstructedTraining, Role, StageId, StageState, Start, Step, Training, Values};
use crate::model::{CompiledWeights, Parameter, Weights};
use crate::tasks::Stream;
use crate::train::{Accuracy, CompiledBatch, CompiledLearner, LearnerState, compiled_correct};
use burn::tensor::Device;
use std::rc::Rc;

/// Begins the training of a stage, or puts a model of known state in the fine-tuned one's place.
pub(super) fn begin(
    spec: &CompiledSpec,
    id: StageId,
    start: Option<&Weights>,
    resume: Option<&StageState>,
    device: &Device,
) -> Result<Box<dyn Training>, String> {
    let plan = CompiledPlan::of(spec).map_err(|e| e.to_string())?;
    if !plan.plan().stage(id).is_some_and(|stage| stage.constructs) {
        return Ok(Box::new(CompiledTraining::begin(spec, id, start, resume, device)?));
    }
    let program = Weights::from(&plan.initial(false));
    let candidates = constructed(&plan, program.clone());
    let (spec, device) = (spec.clone(), device.clone());
    let begin = move |weights: Weights| {
        let weights = CompiledWeights::of(&weights).ok_or("a constructed model is of another kind")?;
        Ok(Box::new(CompiledTraining::of(&spec, id, weights, None, &device)?) as Box<dyn Training>)
    };
    Ok(Box::new(ConstructedTraining::new(program, candidates, Box::new(begin))?))
}

/// What a protocol puts in the place of `program`. A planted change is tried in doubling sizes, until it takes the answers away.
fn constructed(plan: &CompiledPlan, program: Weights) -> Candidates {
    let seed = plan.spec.seed;
    let answers: Vec<usize> = plan.answer_indices(false).into_iter().map(|index| index as usize).collect();
    let last = answers.len().max(1) - 1;
    let moved = |from: &dyn Fn(usize) -> usize| columns_moved(&program, &writes, &answers, from);
    let made = match plan.spec.protocol {
        CompiledProtocol::AnswersShifted => moved(&|answer| if answer == 0 { last } else { answer - 1 }),
        CompiledProtocol::AnswersScrambled => {
            let order = deranged(answers.len(), seed);
            moved(&|answer| order.get(answer).copied().unwrap_or(answer))
        }
        CompiledProtocol::PlantedRank1 => {
            let name = writes_most(&program, &answers);
            let sizes = (0..12).map(|size| 0.25 * f32::from(1_u16 << size));
            return Box::new(sizes.map(move |size| planted(&program, &name, 1, size, seed)));
        }
        CompiledProtocol::Shuffled => shuffled(&program, seed),
        CompiledProtocol::Random => plan.random(),
        CompiledProtocol::Full | CompiledProtocol::Unchanged => program,
    };
    Box::new(std::iter::once(made))
}

/// The matrix behind a layer that writes most into the answers' directions.
fn writes_most(program: &Weights, answers: &[usize]) -> String {
    let written = |own: &Parameter| -> f32 {
        let width = own.shape.last().copied().unwrap_or(1).max(1);
        let rows = own.values.chunks(width);
        rows.flat_map(|row| answers.iter().filter_map(|answer| row.get(*answer))).map(|value| value * value).sum()
    };
    let layers = program
        .parameters
        .iter()
        .filter(|own| own.shape.len() == 2 && own.name.starts_with("layers.") && writes(&own.name));
    layers.max_by(|a, b| written(a).total_cmp(&written(b))).map(|own| own.name.clone()).unwrap_or_default()
}

/// Whether a parameter's columns are directions of the residual stream.
fn writes(name: &str) -> bool {
    let embeds = name == "token.weight" || name == "position.weight";
    embeds || [".attention.output.", ".mlp_out."].into_iter().any(|part| name.contains(part))
}

pub(super) struct CompiledTraining {
    plan: Rc<CompiledPlan>,
    role: Role,
    learner: CompiledLearner,
    held_out: Vec<CompiledBatch>,
    answer_indices: Vec<u32>,
    stream: Stream,
    device: Device,
}

impl CompiledTraining {
    fn begin(
        spec: &CompiledSpec,
        id: StageId,
        start: Option<&Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Self, String> {
        let plan = CompiledPlan::of(spec).map_err(|e| e.to_string())?;
        let whole = plan.plan();
        let stage = whole.stage(id).ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        let initial = plan.initial(stage.role == Role::ReviveControl);
        let weights = match (stage.start, start) {
            (Start::Fresh, _) => initial,
            (Start::After(_), Some(given)) => CompiledWeights::of(given)
                .filter(|given| given.sizes == initial.sizes)
                .ok_or("the weights to start from are of another model")?,
            (Start::After(_), None) => {
                return Err(format!("stage {} goes on from another one, and its weights are missing", id.0));
            }
        };
        Self::of(spec, id, weights, resume, device)
    }

    /// The training of a stage with `weights` of its sizes, or from where `resume` left it.
    fn of(
        spec: &CompiledSpec,
        id: StageId,
        weights: CompiledWeights,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Self, String> {
        let plan = CompiledPlan::of(spec).map_err(|e| e.to_string())?;
        let role =
            plan.plan().stage(id).map(|stage| stage.role).ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        let answer_indices = plan.answer_indices(role == Role::ReviveControl);
        let clip = (plan.spec.clip > 0.0).then_some(plan.spec.clip);
        let momentum = plan.spec.momentum as f32;
        let mut stream = plan.data(role);
        let mut learner = CompiledLearner::new(weights, momentum, clip, answer_indices.clone(), device);
        if let Some(state) = resume {
            stream.seek(state.position);
            learner = learner.resumed(&state.learner).ok_or("the state to go on from is of another model")?;
        }
        let held_out = plan.held_out();
        Ok(Self { plan, role, learner, held_out, answer_indices, stream, device: device.clone() })
    }
}

impl Training for CompiledTraining {
    fn step(&mut self, rate: f64) -> Step<'_, ()> {
        Box::pin(async move {
            let batch = self.plan.batch(self.role, &mut self.stream);
            self.learner.step(&batch, rate).await
        })
    }

    fn measure(&mut self) -> Step<'_, Values> {
        Box::pin(async move {
            let sets: Vec<&CompiledBatch> = self.held_out.iter().collect();
            let n = self.plan.spec.held_out;
            let right = compiled_correct(self.learner.weights(), &sets, &self.answer_indices, &self.device).await?;
            Ok(Values::of_shares(right.into_iter().map(|(correct, _)| Accuracy { correct, n }).collect::<Vec<_>>()))
        })
    }

    fn mean_loss(&mut self) -> Step<'_, Option<f32>> {
        let loss = self.learner.mean_loss();
        Box::pin(async move { Ok(loss) })
    }

    fn last_loss(&self) -> Step<'_, Option<f32>> {
        let loss = self.learner.last_loss();
        Box::pin(async move { Ok(loss) })
    }

    fn weights(&self) -> Step<'_, Weights> {
        Box::pin(async move { Ok(Weights::from(self.learner.weights())) })
    }

    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>> {
        Box::pin(async move { Ok(Some((self.learner.state(), self.stream.position()))) })
    }

    fn steps(&self) -> u32 {
        self.learner.steps()
    }
}
