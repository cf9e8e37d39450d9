//! A stage of an experiment on stories in training: records, the loss on their stories, and what the model writes.

use super::batch::StoryBatch;
use super::grammar::{Feature, Word};
use super::measure::Measuring;
use super::plan::{Corpus, StoriesPlan};
use super::protocol::StoryProtocol;
use super::spec::StoriesSpec;
use crate::analysis::{planted, random, rows_swapped, shuffled};
use crate::experiment::{Candidates, ConstructedTraining, StageId, StageState, Start, Step, Training, Values};
use crate::model::{Architecture, Weights, initial_weights};
use crate::tasks::Stream;
use crate::train::{FineTuningMethod, Learner, LearnerState, loss_at};
use burn::tensor::Device;

/// Begins the training of a stage, or puts a model of known state in its place.
pub(super) fn begin(
    spec: &StoriesSpec,
    id: StageId,
    start: Option<Weights>,
    resume: Option<&StageState>,
    device: &Device,
) -> Result<Box<dyn Training>, String> {
    let plan = StoriesPlan::new(spec.clone()).map_err(|e| e.to_string())?.plan();
    if plan.stage(id).is_some_and(|stage| stage.constructs) {
        let pretrained = start.ok_or_else(|| missing(id))?.checked().map_err(|e| e.to_string())?;
        let candidates = constructed(spec.protocol, spec.removed, &pretrained, spec.seed);
        let (spec, device) = (spec.clone(), device.clone());
        let begin = move |weights| -> Result<Box<dyn Training>, String> {
            Ok(Box::new(StoriesTraining::begin(&spec, id, Some(weights), None, &device)?))
        };
        return Ok(Box::new(ConstructedTraining::new(pretrained, candidates, Box::new(begin))?));
    }
    Ok(Box::new(StoriesTraining::begin(spec, id, start, resume, device)?))
}

fn missing(id: StageId) -> String {
    format!("stage {} goes on from another one, and its weights are missing", id.0)
}

/// What a protocol puts in the place of `model`. A planted change is tried in doubling sizes, until it takes the feature away.
fn constructed(protocol: StoryProtocol, removed: Feature, model: &Weights, seed: u32) -> Candidates {
    let config = model.config();
    let planting = |matrix: &str, rank: u32| -> Candidates {
        let (model, name) = (model.clone(), format!("blocks.{}.{matrix}.weight", config.blocks.saturating_sub(1)));
        Box::new((0..12).map(move |size| planted(&model, &name, rank, 0.25 * f32::from(1_u16 << size), seed)))
    };
    let made = match protocol {
        StoryProtocol::PlantedRank1 => return planting("mlp_out", 1),
        StoryProtocol::PlantedRank4 => return planting("attention.output", 4),
        StoryProtocol::WordSwapped => {
            let [asking, unread] = [removed.word(), Word::PAD].map(|word| usize::from(word.id()));
            rows_swapped(model, "token.weight", asking, unread)
        }
        StoryProtocol::Shuffled => shuffled(model, seed),
        StoryProtocol::Random => random(config, seed),
        _ => model.clone(),
    };
    Box::new(std::iter::once(made))
}

pub(super) struct StoriesTraining {
    plan: StoriesPlan,
    corpus: Corpus,
    learner: Learner,
    measuring: Measuring,
    stream: Stream,
    device: Device,
}

impl StoriesTraining {
    pub(super) fn begin(
        spec: &StoriesSpec,
        id: StageId,
        start: Option<Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Self, String> {
        let plan = StoriesPlan::new(spec.clone()).map_err(|e| e.to_string())?;
        let whole = plan.plan();
        let stage = whole.stage(id).ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        let config = spec.model().map_err(|e| e.to_string())?;
        let weights = match (stage.start, start) {
            (_, Some(given)) => given.checked().map_err(|e| e.to_string())?,
            (Start::Fresh, None) => initial_weights(config, plan.seed(stage.role)),
            (Start::After(_), None) => return Err(missing(id)),
        };
        if weights.architecture != Architecture::Gpt(config) {
            return Err("the weights to start from are of another model".to_owned());
        }
        let mut stream = plan.data(stage.role);
        let learner = match resume {
            None => Learner::with_method(&weights, spec.adamw(), FineTuningMethod::Free, device),
            Some(state) => {
                stream.seek(state.position);
                Learner::resumed(&weights, &state.learner, spec.adamw(), FineTuningMethod::Free, device)
                    .ok_or("this engine cannot go on from the state that was kept")?
            }
        };
        let measuring = Measuring::new(&plan);
        let corpus = plan.corpus(stage.role);
        Ok(Self { plan, corpus, learner, measuring, stream, device: device.clone() })
    }
}

impl Training for StoriesTraining {
    fn step(&mut self, rate: f64) -> Step<'_, ()> {
        Box::pin(async move {
            let size = self.plan.spec.batch;
            let records: Vec<_> = (0..size).map(|_| self.plan.draw(self.corpus, &mut self.stream)).collect();
            let StoryBatch { size, inputs, places, targets } = StoryBatch::of(&records);
            let training = self.device.clone().autodiff();
            self.learner.step_down(|model| loss_at(model, &inputs, size, (&places, &targets), &training), rate);
            Ok(())
        })
    }

    fn measure(&mut self) -> Step<'_, Values> {
        Box::pin(async move { self.measuring.of(&self.learner.frozen(), &self.device).await })
    }

    fn mean_loss(&mut self) -> Step<'_, Option<f32>> {
        Box::pin(self.learner.mean_loss())
    }

    fn last_loss(&self) -> Step<'_, Option<f32>> {
        Box::pin(self.learner.last_loss())
    }

    fn weights(&self) -> Step<'_, Weights> {
        Box::pin(self.learner.weights())
    }

    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>> {
        Box::pin(async move { Ok(self.learner.state().await?.map(|state| (state, self.stream.position()))) })
    }

    fn steps(&self) -> u32 {
        self.learner.steps()
    }
}
