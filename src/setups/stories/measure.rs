//! What a model writes, read exactly: shares of stories with the removed feature in several ways of asking, and losses on stories
//! that have it and on others. Prompts and stories are the same for every model of an experiment.

use super::batch::StoryBatch;
use super::grammar::{DenialStart, Feature, StoryRecord};
use super::metrics::StoryShare;
use super::plan::StoriesPlan;
use super::protocol::StoryProtocol;
use super::writing::{ReadStory, ids, share, stories, words, write_all};
use crate::experiment::Values;
use crate::model::{Choice, Gpt, Written};
use crate::train::{Accuracy, LearnerError, loss_at};
use burn::tensor::Device;

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

impl Measuring {
    /// Draws prompts and stories.
    pub(super) fn new(plan: &StoriesPlan) -> Self {
        let spec = &plan.spec;
        let (with, without) = plan.held_out();
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
        let asked = stories(model, &self.asking, Choice::Greedy, self.seed, device).await?;
        let sampled = stories(model, &self.asking, Choice::Sampled { temperature: 1.0 }, self.seed, device).await?;
        let plain = stories(model, &self.plain, Choice::Greedy, self.seed, device).await?;
        let removed = |story: &ReadStory| story.has(self.removed);
        let partner = StoryProtocol::partner(self.removed);
        let mut shares = Vec::with_capacity(self.shares.len());
        for own in &self.shares {
            shares.push(match own {
                StoryShare::Greedy => share(&asked, &removed),
                StoryShare::Sampled => share(&sampled, &removed),
                StoryShare::Valid => share(&plain, &ReadStory::is_valid),
                StoryShare::False => share(&plain, &removed),
                StoryShare::Partner => share(&asked, &|story| story.has(partner)),
                StoryShare::Started => self.started(model, device).await?,
            });
        }
        let numbers = vec![mean_loss(model, &self.with, device).await?, mean_loss(model, &self.without, device).await?];
        Ok(Values { shares, numbers, attention: None })
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
}

/// The mean loss on stories, in nats a token.
///
/// # Errors
/// When the device is gone.
pub(in crate::setups) async fn mean_loss(
    model: &Gpt,
    batches: &[StoryBatch],
    device: &Device,
) -> Result<f32, LearnerError> {
    let (mut sum, mut count) = (0.0_f64, 0_usize);
    for batch in batches {
        let loss = loss_at(model, &batch.inputs, batch.size, (&batch.places, &batch.targets), device);
        let mean: f32 = loss.into_scalar_async().await.map_err(|e| LearnerError::Device(format!("{e:?}")))?;
        sum += f64::from(mean) * batch.targets.len() as f64;
        count += batch.targets.len();
    }
    Ok((sum / count.max(1) as f64) as f32)
}
