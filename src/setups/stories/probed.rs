//! Stories that probes read: whether they have the feature, and whether it is asked for. The two are independent here, so that neither
//! gives the other away.

use super::batch::StoryBatch;
use super::grammar::{Feature, StoryRecord};
use super::plan::{Corpus, StoriesPlan};
use crate::analysis::{PROBE_TEST, PROBE_TRAINING};
use crate::tasks::{Purpose, Stream};

/// What is known of a story, and where it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProbedStory {
    /// The record.
    pub(super) record: StoryRecord,
    /// Whether the story has the feature, and whether the prompt asks for it, as 0 or 1.
    pub(super) labels: [u32; 2],
}

impl ProbedStory {
    /// The positions of the last word and of `story:` in a batch's row.
    pub(super) fn places(&self) -> [u32; 2] {
        let asked = self.record.prompt().len() - 1;
        // The last token is `<end>`, which is predicted and never read.
        let last = (self.record.token_count() - 2).min(StoryBatch::CONTEXT - 1);
        [last, asked].map(|place| place as u32)
    }
}

/// The stories that probes are trained on and, behind them, those that test them.
pub(super) fn probed(plan: &StoriesPlan) -> Vec<ProbedStory> {
    let mut stream = Stream::new(plan.spec.seed, Purpose::Probing);
    let removed = plan.spec.removed;
    (0..PROBE_TRAINING + PROBE_TEST)
        .map(|_| {
            let (present, asked) = (stream.chance(0.5), stream.chance(0.5));
            let record = plan.draw(if present { Corpus::With } else { Corpus::Without }, &mut stream);
            let others = record.features.iter().copied().filter(|feature| *feature != removed);
            let features: Vec<Feature> = others.chain(asked.then_some(removed)).collect();
            ProbedStory { record: record.headed_by(&features), labels: [u32::from(present), u32::from(asked)] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::grammar::Word;
    use super::super::spec::StoriesSpec;
    use super::*;

    #[test]
    fn what_is_asked_tells_nothing_of_what_is_there_and_the_places_are_the_storys() {
        let stories = probed(&StoriesPlan::new(StoriesSpec::default()).unwrap());
        let count = |present, asked| stories.iter().filter(|own| own.labels == [present, asked]).count();
        let quarter = stories.len() / 4;
        for (present, asked) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            assert!(count(present, asked).abs_diff(quarter) < quarter / 4);
        }
        for own in stories.iter().take(200) {
            assert_eq!(own.record.story.twist.is_some(), own.labels[0] == 1);
            assert_eq!(own.record.features.contains(&Feature::Twist), own.labels[1] == 1);
            let [last, asked] = own.places().map(|place| own.record.tokens()[place as usize]);
            assert_eq!(asked, Word::STORY);
            assert_eq!(Some(&last), own.record.story.words.last());
        }
    }
}
