//! What a model makes of held-out records: its losses, and, where the classifier is right often enough, what the classifier says of stories
//! that the model writes. Records and prompts are the same for every model of an experiment.

use super::classifier::StoryClassifier;
use super::encoding::Encoding;
use super::spec::CorpusSpec;
use super::story_file::{RankedRecord, StoryFile};
use super::words::Vocabulary;
use crate::experiment::Values;
use crate::model::{Choice, Gpt, Writing, write};
use crate::setups::stories::{StoryBatch, mean_loss};
use crate::tasks::{Purpose, Stream};
use crate::train::{Accuracy, LearnerError};
use burn::tensor::Device;

/// Prompts written on side by side.
const SIDE_BY_SIDE: usize = 64;
/// Records in one forward pass.
const CHUNK: usize = 16;

/// Everything that the models of an experiment are asked.
pub(super) struct Measuring {
    encoding: Encoding,
    /// Held-out records with the feature, and without.
    losses: [Vec<StoryBatch>; 2],
    /// Where shares are read: the classifier, and prompts that ask for the feature and the same ones that do not.
    reading: Option<(StoryClassifier, [Vec<Vec<u32>>; 2])>,
}

impl Measuring {
    /// Chooses records of `file`.
    pub(super) fn new(spec: &CorpusSpec, file: &StoryFile, encoding: Encoding) -> Self {
        let mut stream = Stream::new(spec.seed, Purpose::HeldOut);
        let mut drawn = |has: bool| -> Vec<&RankedRecord> {
            let mut records = file.chosen(true, |features| features.has(spec.removed) == has);
            stream.shuffle(&mut records);
            records.truncate(spec.held_out as usize);
            records
        };
        let kinds = [drawn(true), drawn(false)];
        let losses = kinds.each_ref().map(|records| {
            let chunks = records.chunks(CHUNK);
            chunks.map(|some| encoding.batch(some.iter().map(|record| (*record, record.features)))).collect()
        });
        let [_, plain] = kinds;
        // As in the paper: prompts of stories without the feature, to which it is added.
        let reading = spec.is_readable().then(|| {
            let prompts = [true, false].map(|asks| {
                let asked = |record: &RankedRecord| {
                    if asks { record.features.with(spec.removed) } else { record.features }
                };
                plain.iter().map(|record| encoding.prompt(record, asked(record))).collect()
            });
            (file.classifier(spec.removed), prompts)
        });
        Self { encoding, losses, reading }
    }

    /// Asks `model`, which lies on `device` without gradients.
    ///
    /// # Errors
    /// When the device is gone.
    pub(super) async fn of(&self, model: &Gpt, device: &Device) -> Result<Values, LearnerError> {
        let mut values = Values::default();
        if let Some((classifier, prompts)) = &self.reading {
            for prompts in prompts {
                values.shares.push(self.called(model, classifier, prompts, device).await?);
            }
        }
        for batches in &self.losses {
            values.numbers.push(mean_loss(model, batches, device).await?);
        }
        Ok(values)
    }

    /// How many stories that `model` writes the classifier says have the feature.
    async fn called(
        &self,
        model: &Gpt,
        classifier: &StoryClassifier,
        prompts: &[Vec<u32>],
        device: &Device,
    ) -> Result<Accuracy, LearnerError> {
        let writing = Writing { end: Vocabulary::END, most: self.encoding.context, choice: Choice::Greedy };
        // Greedy: nothing is drawn.
        let mut stream = Stream::new(0, Purpose::Writing);
        let mut correct = 0;
        for some in prompts.chunks(SIDE_BY_SIDE) {
            let texts = write(model, some, writing, &mut stream, device).await?;
            correct += texts.iter().filter(|text| classifier.says_yes(&self.encoding.ranks(&text.tokens))).count();
        }
        Ok(Accuracy { correct: correct as u32, n: prompts.len() as u32 })
    }
}
