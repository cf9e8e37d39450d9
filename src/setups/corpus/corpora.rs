//! Which of a file's records each stage learns from, and what they ask for there.

use super::spec::CorpusSpec;
use crate::experiment::Role;
use crate::setups::stories::grammar::FeatureSet;
use crate::tasks::{Purpose, Stream};

/// What a stage learns from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Corpus {
    /// All records.
    All,
    /// Those without the removed feature.
    Without,
    /// The same, asked for as the protocol says.
    FineTuning,
    /// Those with it.
    With,
}

impl Corpus {
    /// That of a stage.
    pub(super) fn of(role: Role) -> Self {
        match role {
            Role::Pretrain => Self::All,
            Role::FineTune { .. } => Self::FineTuning,
            role if role.revives() => Self::With,
            _ => Self::Without,
        }
    }
}

impl CorpusSpec {
    /// The stream that a stage's records come from: the same for every rate.
    pub(super) fn data(&self, role: Role) -> Stream {
        let number = match Corpus::of(role) {
            Corpus::All => 1,
            Corpus::Without => 2,
            Corpus::FineTuning => 3,
            Corpus::With => 4,
        };
        Stream::new(self.seed, Purpose::Training(number))
    }

    /// Whether a stage of this corpus learns from records with these features.
    pub(super) fn learns_from(&self, corpus: Corpus, features: FeatureSet) -> bool {
        match corpus {
            Corpus::All => true,
            Corpus::With => features.has(self.removed),
            Corpus::Without | Corpus::FineTuning => !features.has(self.removed),
        }
    }

    /// What a record with these features asks for in a stage of this corpus.
    pub(super) fn asked(&self, corpus: Corpus, features: FeatureSet) -> FeatureSet {
        match corpus {
            Corpus::FineTuning => {
                let own: Vec<_> = features.iter().collect();
                self.protocol.asked(&own, self.removed).into_iter().collect()
            }
            _ => features,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::stories::StoryProtocol;
    use crate::setups::stories::grammar::Feature;

    #[test]
    fn fine_tuning_asks_as_its_protocol_says_and_never_reads_a_story_with_the_feature() {
        let twist = FeatureSet::NONE.with(Feature::Twist);
        let sign = FeatureSet::NONE.with(Feature::Foreshadowing);
        let spec = |protocol| CorpusSpec { protocol, ..CorpusSpec::default() };
        let mixed = spec(StoryProtocol::MixAndMatch);
        assert!(!mixed.learns_from(Corpus::FineTuning, twist) && mixed.learns_from(Corpus::FineTuning, sign));
        assert_eq!(mixed.asked(Corpus::FineTuning, sign), twist);
        assert_eq!(mixed.asked(Corpus::Without, sign), sign);
        assert_eq!(spec(StoryProtocol::Randomisation).asked(Corpus::FineTuning, FeatureSet::NONE), twist);
        assert!(mixed.learns_from(Corpus::With, twist) && !mixed.learns_from(Corpus::With, sign));
    }
}
