//! What instruments ask of a model that writes stories: prompts whose stories should have the feature, prompts whose stories should hold
//! together, and the loss on stories that have it.

use super::batch::StoryBatch;
use super::cost::ASKED;
use super::grammar::{Feature, StoryRecord};
use super::plan::{Corpus, StoriesPlan};
use super::writing::{ReadStory, ids, share, stories};
use crate::analysis::{Answering, Questions, SkillLoss};
use crate::model::{Choice, Gpt, Weights};
use crate::tasks::{Purpose, Stream};
use crate::train::{Accuracy, WeighedLoss, gradient_of_parts, loss_at};
use burn::tensor::Device;

/// Prompts, and what a story must be to count.
struct PromptSet {
    prompts: Vec<Vec<u32>>,
    /// The feature that counts; none where the story must be valid.
    feature: Option<Feature>,
}

/// Sets of prompts.
pub(super) struct StoryQuestions {
    sets: Vec<PromptSet>,
    seed: u32,
    device: Device,
}

/// Which sets are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// The feature on prompts that a number is chosen on, the feature on reported ones, and validity where it is not asked for.
    All,
    /// The first two.
    Feature,
    /// The last two.
    Reported,
}

impl StoryQuestions {
    /// `how_many` prompts of each set at most.
    pub(super) fn new(plan: &StoriesPlan, asking: Asking, how_many: u32, device: &Device) -> Self {
        let (spec, n) = (&plan.spec, how_many.min(plan.spec.held_out) as usize);
        let prompts = |records: Vec<StoryRecord>| records.iter().map(|record| ids(&record.prompt())).collect();
        let drawn = |corpus, stream: &mut Stream| (0..n).map(|_| plan.draw(corpus, stream)).collect::<Vec<_>>();
        let mut choosing = Stream::new(spec.seed, Purpose::Choosing);
        let feature = Some(spec.removed);
        let mut sets = Vec::new();
        if asking != Asking::Reported {
            sets.push(PromptSet { prompts: prompts(drawn(Corpus::With, &mut choosing)), feature });
        }
        let (with, without) = plan.held_out();
        let first = |records: Vec<StoryRecord>| records.into_iter().take(n).collect();
        sets.push(PromptSet { prompts: prompts(first(with)), feature });
        if asking != Asking::Feature {
            sets.push(PromptSet { prompts: prompts(first(without)), feature: None });
        }
        Self { sets, seed: spec.seed, device: device.clone() }
    }
}

impl Questions for StoryQuestions {
    fn answered<'a>(&'a self, weights: &'a Weights) -> Answering<'a, Vec<Accuracy>> {
        Box::pin(async move {
            let model = Gpt::from_weights(weights, &self.device);
            let mut found = Vec::with_capacity(self.sets.len());
            for set in &self.sets {
                let written = stories(&model, &set.prompts, Choice::Greedy, self.seed, &self.device).await?;
                let counts = |story: &ReadStory| match set.feature {
                    Some(feature) => story.has(feature),
                    None => story.is_valid(),
                };
                found.push(share(&written, &counts));
            }
            Ok(found)
        })
    }
}

/// The loss on stories that have the feature.
pub(super) struct StoryLoss {
    batch: StoryBatch,
    device: Device,
}

impl StoryLoss {
    pub(super) fn new(plan: &StoriesPlan, device: &Device) -> Self {
        let mut stream = Stream::new(plan.spec.seed, Purpose::Scoring);
        let records: Vec<StoryRecord> = (0..ASKED).map(|_| plan.draw(Corpus::With, &mut stream)).collect();
        Self { batch: StoryBatch::of(&records), device: device.clone() }
    }
}

impl SkillLoss for StoryLoss {
    fn gradient<'a>(&'a self, weights: &'a Weights) -> Answering<'a, Vec<Vec<f32>>> {
        let StoryBatch { size, inputs, places, targets } = &self.batch;
        let loss = move |model: &Gpt, device: &Device| loss_at(model, inputs, *size, (places, targets), device);
        let whole: WeighedLoss<'a> = (1.0, Box::new(loss));
        Box::pin(gradient_of_parts(weights, std::iter::once(whole), &self.device))
    }
}
