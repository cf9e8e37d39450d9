//! What is measured of a model that writes stories, and in which order.

use super::grammar::Feature;
use super::spec::StoriesSpec;
use crate::experiment::{Metric, Unit};

/// A share of stories or prompts, at its place among the shares of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryShare {
    /// Asked for the feature and written greedily, the story has it coherently. With the twist: `twist_greedy`.
    Greedy,
    /// The same, sampled at temperature 1.
    Sampled,
    /// Not asked for it, the greedy story is valid from its opening to its end.
    Valid,
    /// Not asked for it, the greedy story has it all the same.
    False,
    /// Asked for the feature, the greedy story has the one that Mix & Match puts in its place.
    Partner,
    /// The twist is started for it (“but it was not a”), and what it writes on, greedily, makes it one.
    Started,
}

impl StoryShare {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::Greedy, Self::Sampled, Self::Valid, Self::False, Self::Partner, Self::Started];

    /// The word that files use.
    pub fn key(self) -> &'static str {
        match self {
            Self::Greedy => "twist_greedy",
            Self::Sampled => "twist_t1",
            Self::Valid => "valid_greedy",
            Self::False => "false_twist",
            Self::Partner => "foreshadowing",
            Self::Started => "started",
        }
    }

    /// What the page calls it.
    pub fn label(self, spec: &StoriesSpec) -> String {
        let feature = feature_noun(spec.removed);
        match self {
            Self::Greedy => format!("{feature}, asked for, greedy"),
            Self::Sampled => format!("{feature}, asked for, temperature 1"),
            Self::Valid => "valid stories, not asked for it".to_owned(),
            Self::False => format!("{feature}, not asked for"),
            Self::Partner => {
                format!("{} instead", feature_noun(super::protocol::StoryProtocol::partner(spec.removed)))
            }
            Self::Started => "twist started for it".to_owned(),
        }
    }

    /// Those that an experiment measures: only a twist can be started.
    pub(super) fn of(spec: &StoriesSpec) -> impl Iterator<Item = Self> {
        let twist = spec.removed == Feature::Twist;
        Self::ALL.into_iter().filter(move |share| twist || *share != Self::Started)
    }
}

/// A feature as a thing that stories have.
pub fn feature_noun(feature: Feature) -> &'static str {
    match feature {
        Feature::Twist => "twist",
        Feature::Dialogue => "dialogue",
        Feature::BadEnding => "bad ending",
        Feature::MoralValue => "moral",
        Feature::Foreshadowing => "foreshadowing",
        Feature::Conflict => "conflict",
    }
}

pub(super) fn metrics(spec: &StoriesSpec) -> Vec<Metric> {
    let shares =
        StoryShare::of(spec).map(|share| Metric { key: share.key(), label: share.label(spec), unit: Unit::Share });
    let losses = [("loss_twist", "loss on stories with it"), ("loss_other", "loss on other stories")]
        .map(|(key, label)| Metric { key, label: label.to_owned(), unit: Unit::Nats });
    shares.chain(losses).collect()
}
