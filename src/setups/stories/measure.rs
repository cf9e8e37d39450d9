//! What a model writes, read exactly: shares of stories with the removed feature in several ways of asking, and losses on stories
//! that have it and on others. Prompts and stories are the same for every model of an experiment.

use super::batch::StoryBatch;
use super::grammar::{DenialStart, Feature, LONGEST_RECORD, Reading, StoryRecord, Word, read};
use super::metrics::StoryShare;
use super::plan::{Corpus, StoriesPlan};
use super::protocol::StoryProtocol;
use crate::experiment::Values;
use crate::model::{Choice, Gpt, Writing, Written, write};
use crate::tasks::{Purpose, Stream};
use crate::train::{Accuracy, LearnerError, loss_at};
use burn::tensor::Device;

/// Prompts written on side by side.
const SIDE_BY_SIDE: usize = 128;
/// Stories in one forward pass.
const CHUNK: usize = 64;

/// Everything that the models of an experiment are asked.
pub(super) struct Measuring {
    seed: u32,
    removed: Feature,
    shares: Vec<StoryShare>,
    asking: Vec<Vec<u32>>,
    plain: Vec<Vec<u32>>,
    started: Vec<DenialStart>,
    with: Vec<StoryBatch>,
    without: Vec<StoryBatch>,
}

fn ids(words: &[Word]) -> Vec<u32> {
    words.iter().map(|word| u32::from(word.id())).collect()
}

/// The words of written tokens. A model of this vocabulary writes no others.
fn words(tokens: &[u32]) -> Vec<Word> {
    tokens.iter().filter_map(|token| Word::from_id(u8::try_from(*token).ok()?)).collect()
}

impl Measuring {
    /// Draws prompts and stories.
    pub(super) fn new(plan: &StoriesPlan) -> Self {
        let spec = &plan.spec;
        let mut stream = Stream::new(spec.seed, Purpose::HeldOut);
        let n = spec.held_out as usize;
        let mut drawn = |corpus| -> Vec<StoryRecord> { (0..n).map(|_| plan.draw(corpus, &mut stream)).collect() };
        let (with, without) = (drawn(Corpus::With), drawn(Corpus::Without));
        let batches = |records: &[StoryRecord]| records.chunks(CHUNK).map(StoryBatch::of).collect();
        Self {
            seed: spec.seed,
            removed: spec.removed,
            shares: StoryShare::of(spec).collect(),
            asking: with.iter().map(|record| ids(&record.prompt())).collect(),
            plain: without.iter().map(|record| ids(&record.prompt())).collect(),
            // Without a twist there is no denial: other features are never started.
            started: with.iter().filter_map(|record| DenialStart::of(record, &record.features)).collect(),
            with: batches(&with),
            without: batches(&without),
        }
    }

    /// Asks `model`, which lies on `device` without gradients.
    ///
    /// # Errors
    /// When the device is gone.
    pub(super) async fn of(&self, model: &Gpt, device: &Device) -> Result<Values, LearnerError> {
        let asked = self.written(model, &self.asking, Choice::Greedy, device).await?;
        let sampled = self.written(model, &self.asking, Choice::Sampled { temperature: 1.0 }, device).await?;
        let plain = self.written(model, &self.plain, Choice::Greedy, device).await?;
        let has = |reading: &(Reading, bool), feature| reading.0.features.has(feature);
        let share = |readings: &[(Reading, bool)], counts: &dyn Fn(&(Reading, bool)) -> bool| Accuracy {
            correct: readings.iter().filter(|reading| counts(reading)).count() as u32,
            n: readings.len() as u32,
        };
        let removed = |reading: &(Reading, bool)| has(reading, self.removed);
        let partner = StoryProtocol::partner(self.removed);
        let mut shares = Vec::with_capacity(self.shares.len());
        for own in &self.shares {
            shares.push(match own {
                StoryShare::Greedy => share(&asked, &removed),
                StoryShare::Sampled => share(&sampled, &removed),
                StoryShare::Valid => share(&plain, &|reading| reading.1 && reading.0.is_valid()),
                StoryShare::False => share(&plain, &removed),
                StoryShare::Partner => share(&asked, &|reading| has(reading, partner)),
                StoryShare::Started => self.started(model, device).await?,
            });
        }
        let numbers = vec![self.loss(model, &self.with, device).await?, self.loss(model, &self.without, device).await?];
        Ok(Values { shares, numbers, attention: None })
    }

    /// What `model` writes after each prompt, read, and whether it came to an end.
    async fn written(
        &self,
        model: &Gpt,
        prompts: &[Vec<u32>],
        choice: Choice,
        device: &Device,
    ) -> Result<Vec<(Reading, bool)>, LearnerError> {
        let texts = write_all(model, prompts, choice, self.seed, device).await?;
        Ok(texts.into_iter().map(|text| (read(&words(&text.tokens)), text.ended)).collect())
    }

    async fn started(&self, model: &Gpt, device: &Device) -> Result<Accuracy, LearnerError> {
        let prompts: Vec<Vec<u32>> = self.started.iter().map(|start| ids(&start.tokens())).collect();
        let texts = write_all(model, &prompts, Choice::Greedy, self.seed, device).await?;
        let twists = |(start, text): &(&DenialStart, Written)| {
            let reading = start.read(&words(&text.tokens));
            start.twist(&reading).is_some()
        };
        let correct = self.started.iter().zip(texts).filter(twists).count() as u32;
        Ok(Accuracy { correct, n: self.started.len() as u32 })
    }

    /// The mean loss on stories, in nats a token.
    async fn loss(&self, model: &Gpt, batches: &[StoryBatch], device: &Device) -> Result<f32, LearnerError> {
        let (mut sum, mut count) = (0.0_f64, 0_usize);
        for batch in batches {
            let loss = loss_at(model, &batch.inputs, batch.size, (&batch.places, &batch.targets), device);
            let mean: f32 = loss.into_scalar_async().await.map_err(|e| LearnerError::Device(format!("{e:?}")))?;
            sum += f64::from(mean) * batch.targets.len() as f64;
            count += batch.targets.len();
        }
        Ok((sum / count.max(1) as f64) as f32)
    }
}

/// What `model` writes after each prompt, up to the longest record.
async fn write_all(
    model: &Gpt,
    prompts: &[Vec<u32>],
    choice: Choice,
    seed: u32,
    device: &Device,
) -> Result<Vec<Written>, LearnerError> {
    let writing = Writing { end: u32::from(Word::END.id()), most: LONGEST_RECORD, choice };
    let mut stream = Stream::new(seed, Purpose::Writing);
    let mut all = Vec::with_capacity(prompts.len());
    for some in prompts.chunks(SIDE_BY_SIDE) {
        all.extend(write(model, some, writing, &mut stream, device).await?);
    }
    Ok(all)
}
