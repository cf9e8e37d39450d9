//! A stage of an experiment on a file in training: records drawn from it, the loss on their stories, and what is measured.

use super::corpora::Corpus;
use super::encoding::Encoding;
use super::measure::Measuring;
use super::spec::CorpusSpec;
use super::story_file::StoryFile;
use super::words::Vocabulary;
use crate::experiment::{StageId, StageState, Start, Step, Training, Values};
use crate::model::{Architecture, Weights, initial_weights};
use crate::setups::held_stories;
use crate::setups::stories::StoryBatch;
use crate::tasks::Stream;
use crate::train::{FineTuningMethod, Learner, LearnerState, loss_at};
use burn::tensor::Device;
use std::sync::Arc;

pub(super) struct CorpusTraining {
    spec: CorpusSpec,
    file: Arc<StoryFile>,
    corpus: Corpus,
    /// The records that are learnt from, by their numbers.
    learnt: Vec<u32>,
    encoding: Encoding,
    learner: Learner,
    measuring: Measuring,
    stream: Stream,
    device: Device,
}

impl CorpusTraining {
    pub(super) fn begin(
        spec: &CorpusSpec,
        id: StageId,
        start: Option<Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Self, String> {
        let spec = spec.clone().within_ranges().map_err(|e| e.to_string())?;
        let plan = spec.stages().map_err(|e| e.to_string())?;
        let stage = plan.stage(id).ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        let file = file_of(&spec)?;
        let config = spec.model().map_err(|e| e.to_string())?;
        let weights = match (stage.start, start) {
            (_, Some(given)) => given.checked().map_err(|e| e.to_string())?,
            (Start::Fresh, None) => initial_weights(config, spec.seed),
            (Start::After(_), None) => {
                return Err(format!("stage {} goes on from another one, and its weights are missing", id.0));
            }
        };
        if weights.architecture != Architecture::Gpt(config) {
            return Err("the weights to start from are of another model".to_owned());
        }
        let mut stream = spec.data(stage.role);
        let learner = match resume {
            None => Learner::with_method(&weights, spec.adamw(), FineTuningMethod::Free, device),
            Some(state) => {
                stream.seek(state.position);
                Learner::resumed(&weights, &state.learner, spec.adamw(), FineTuningMethod::Free, device)
                    .ok_or("this engine cannot go on from the state that was kept")?
            }
        };
        let vocabulary = Vocabulary::new(spec.vocabulary, file.ranking());
        let encoding = Encoding { vocabulary, context: spec.context as usize };
        let measuring = Measuring::new(&spec, &file, encoding);
        let corpus = Corpus::of(stage.role);
        let learnt = file.numbers(false, |features| spec.learns_from(corpus, features));
        let device = device.clone();
        Ok(Self { spec, file, corpus, learnt, encoding, learner, measuring, stream, device })
    }

    /// The next records.
    fn draw(&mut self) -> StoryBatch {
        let Self { spec, file, corpus, learnt, stream, .. } = self;
        let numbers: Vec<u32> =
            (0..spec.batch).filter_map(|_| learnt.get(stream.below(learnt.len() as u32) as usize).copied()).collect();
        let records = numbers.into_iter().filter_map(|number| file.records().get(number as usize));
        self.encoding.batch(records.map(|record| (record, spec.asked(*corpus, record.features))))
    }
}

/// The file of an experiment, if it was brought in and is what the experiment says.
fn file_of(spec: &CorpusSpec) -> Result<Arc<StoryFile>, String> {
    let wanted = spec.file.as_ref().ok_or("no file of stories was named")?;
    let file = held_stories(&wanted.hash).ok_or_else(|| format!("the file “{}” was not imported", wanted.name))?;
    if file.identity().is_same(wanted) {
        return Ok(file);
    }
    Err(format!("“{}” has not what the experiment says of it", wanted.name))
}

impl Training for CorpusTraining {
    fn step(&mut self, rate: f64) -> Step<'_, ()> {
        Box::pin(async move {
            let StoryBatch { size, inputs, places, targets } = self.draw();
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
