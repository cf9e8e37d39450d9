//! Claims about the grammar of stories: against the reference's tables, and about what is drawn and read.

mod distribution;
mod golden;
mod properties;
mod rules;

use super::{FeaturePrior, FeatureSet, StoryRecord, StorySampler, Word};
use crate::tasks::{Purpose, Stream};

/// Words of a text.
fn words(text: &str) -> Vec<Word> {
    Word::parse_all(text).unwrap_or_else(|| panic!("not all in the vocabulary: {text}"))
}

fn stream(seed: u32) -> Stream {
    Stream::new(seed, Purpose::Training(0))
}

/// Records by the default prior.
fn records(seed: u32, count: usize) -> impl Iterator<Item = StoryRecord> {
    records_with(seed, count, |_| true)
}

fn records_with(seed: u32, count: usize, wanted: impl Fn(FeatureSet) -> bool) -> impl Iterator<Item = StoryRecord> {
    let sampler = StorySampler::new(FeaturePrior::default(), wanted).unwrap();
    let mut stream = stream(seed);
    (0..count).map(move |_| sampler.draw(&mut stream))
}
