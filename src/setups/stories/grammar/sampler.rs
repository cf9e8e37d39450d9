//! Draws records: features by their prior and a filter, then a story with them that is short enough.

use super::feature::FeatureSet;
use super::prior::FeaturePrior;
use super::record::StoryRecord;
use super::story::Story;
use crate::tasks::{Purpose, Stream};

/// Stories drawn for a set of features before the features are drawn again.
const TRIES: usize = 40;
/// Sets of features that are tried to see whether there are such records at all.
const TRIED_FIRST: usize = 500;
/// Sets of features that are tried for a record, so that its time is bounded. Where one in 500 sets gives a record,
/// all of these fail with a probability below 1e-17.
const TRIED: usize = 20_000;

/// Draws records with the features that are wanted.
#[derive(Clone, Debug)]
pub struct StorySampler {
    /// The wanted sets and how likely each is; together 1 at most.
    sets: Vec<(FeatureSet, f64)>,
    example: StoryRecord,
}

/// Why no records can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SamplerError {
    /// The features wanted are never drawn.
    #[error("the features wanted are never drawn together; give them a larger share, or want at most three")]
    NeverDrawn,
    /// Stories with the features come out too long.
    #[error("of {drawn} stories with the features wanted, all came out too long; want fewer features")]
    TooLong {
        /// Stories drawn.
        drawn: usize,
    },
}

impl StorySampler {
    /// Draws features by `prior`, and keeps those sets of at most three that are `wanted`.
    ///
    /// # Errors
    /// When none is wanted that can be drawn, or 20,000 stories with wanted features come out too long.
    pub fn new(prior: FeaturePrior, wanted: impl Fn(FeatureSet) -> bool) -> Result<Self, SamplerError> {
        let sets: Vec<(FeatureSet, f64)> = prior.sets().into_iter().filter(|(set, _)| wanted(*set)).collect();
        if sets.is_empty() {
            return Err(SamplerError::NeverDrawn);
        }
        // Any stream will do: this record is only what is left when all else fails.
        let mut stream = Stream::new(0, Purpose::Spreading);
        let example =
            draw(&sets, TRIED_FIRST, &mut stream).ok_or(SamplerError::TooLong { drawn: TRIED_FIRST * TRIES })?;
        Ok(Self { sets, example })
    }

    /// Draws a record, in bounded time.
    pub fn draw(&self, stream: &mut Stream) -> StoryRecord {
        draw(&self.sets, TRIED, stream).unwrap_or_else(|| self.example.clone())
    }

    /// The wanted sets of features and how likely each is drawn, before stories that come out too long are drawn again.
    pub fn sets(&self) -> &[(FeatureSet, f64)] {
        &self.sets
    }
}

fn draw(sets: &[(FeatureSet, f64)], tried: usize, stream: &mut Stream) -> Option<StoryRecord> {
    (0..tried).find_map(|_| {
        let features = draw_set(sets, stream)?;
        let story = (0..TRIES).find_map(|_| Story::draw(features, stream))?;
        Some(StoryRecord::around(story, features, stream))
    })
}

fn draw_set(sets: &[(FeatureSet, f64)], stream: &mut Stream) -> Option<FeatureSet> {
    let mut rest = f64::from(stream.unit()) * sets.iter().map(|(_, likely)| likely).sum::<f64>();
    for (set, likely) in sets {
        if rest < *likely {
            return Some(*set);
        }
        rest -= likely;
    }
    // Rounding can leave a sliver above the sum.
    sets.last().map(|(set, _)| *set)
}
