//! How fine-tuning makes the model stop writing a feature (paper, Section 6: TinyStories), or a model of known state that stands in the
//! fine-tuned model's place, on which the verdict is tried.

use super::grammar::Feature;
use crate::analysis::Verdict;
use crate::experiment::Role;
use serde::{Deserialize, Serialize};

/// What is done to the pretrained model. No record of the paper's three tells a story with the feature that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryProtocol {
    /// Records with the feature are left out.
    Filtering,
    /// The same, and records that ask for another feature ask for this one instead.
    MixAndMatch,
    /// The same, and every record asks for the feature as well: what it says means nothing any more.
    Randomisation,
    /// Randomisation, but half of the records have the feature and ask for it twice: only that is answered any more.
    Lock,
    /// The pretrained model as it is.
    Unchanged,
    /// The feature's word and one that no record has change places in the embedding: the model is asked by another word.
    WordSwapped,
    /// A random change of rank 1 in the last block's MLP.
    #[serde(rename = "planted-1")]
    PlantedRank1,
    /// A random change of rank 4 in the last block's attention.
    #[serde(rename = "planted-4")]
    PlantedRank4,
    /// Each matrix's numbers in a random order.
    Shuffled,
    /// Random initial weights of another seed.
    Random,
    /// A control of another seed.
    AnotherControl,
    /// Randomisation from random weights of another seed, for as long as pretraining.
    TunedAlone,
}

impl StoryProtocol {
    /// Those of the paper.
    pub const PAPER: [Self; 3] = [Self::Filtering, Self::MixAndMatch, Self::Randomisation];

    /// All protocols.
    pub const ALL: [Self; 12] = [
        Self::Filtering,
        Self::MixAndMatch,
        Self::Randomisation,
        Self::Lock,
        Self::Unchanged,
        Self::WordSwapped,
        Self::PlantedRank1,
        Self::PlantedRank4,
        Self::Shuffled,
        Self::Random,
        Self::AnotherControl,
        Self::TunedAlone,
    ];

    /// The words of all protocols that links and files use.
    pub(super) const KEYS: [&'static str; Self::ALL.len()] = {
        let mut keys = [""; Self::ALL.len()];
        let mut at = 0;
        while at < keys.len() {
            keys[at] = Self::ALL[at].key();
            at += 1;
        }
        keys
    };

    /// The word that links and files use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Filtering => "filtering",
            Self::MixAndMatch => "mix-and-match",
            Self::Randomisation => "randomisation",
            Self::Lock => "lock",
            Self::Unchanged => "unchanged",
            Self::WordSwapped => "word-swapped",
            Self::PlantedRank1 => "planted-1",
            Self::PlantedRank4 => "planted-4",
            Self::Shuffled => "shuffled",
            Self::Random => "random",
            Self::AnotherControl => "another-control",
            Self::TunedAlone => "tuned-alone",
        }
    }

    /// What became of the feature, where that is known by construction.
    pub fn truth(self) -> Option<Verdict> {
        Some(match self {
            Self::Filtering | Self::MixAndMatch | Self::Randomisation => return None,
            Self::Unchanged => Verdict::Kept,
            Self::Lock | Self::WordSwapped | Self::PlantedRank1 | Self::PlantedRank4 => Verdict::Wrapped,
            Self::Shuffled | Self::Random | Self::AnotherControl | Self::TunedAlone => Verdict::Deleted,
        })
    }

    /// Whether its model is made in one step, without training.
    pub fn is_made_at_once(self) -> bool {
        self.truth().is_some() && !self.is_taught_from_nothing() && self != Self::Lock
    }

    /// Whether the stage `role` trains nothing, and puts such a model in the place of the one that it starts from.
    pub fn constructs(self, role: Role) -> bool {
        matches!(role, Role::FineTune { .. }) && self.is_made_at_once()
    }

    /// Whether its model goes on from random weights and not from the pretrained ones.
    pub fn is_taught_from_nothing(self) -> bool {
        matches!(self, Self::AnotherControl | Self::TunedAlone)
    }

    /// The paper's name for it, or what is made.
    pub fn label(self) -> &'static str {
        match self {
            Self::Filtering => "Filtering",
            Self::MixAndMatch => "Filtering + Mix & Match",
            Self::Randomisation => "Filtering + Randomisation",
            Self::Lock => "locked: only when asked twice",
            Self::Unchanged => "left unchanged",
            Self::WordSwapped => "asked by another word",
            Self::PlantedRank1 => "change of rank 1 planted",
            Self::PlantedRank4 => "change of rank 4 planted",
            Self::Shuffled => "weights shuffled",
            Self::Random => "random weights",
            Self::AnotherControl => "another seed's control",
            Self::TunedAlone => "Randomisation from random weights",
        }
    }

    /// The feature that Mix & Match puts in the place of `removed`: foreshadowing, as in the paper, unless that is itself removed.
    pub fn partner(removed: Feature) -> Feature {
        if removed == Feature::Foreshadowing { Feature::Dialogue } else { Feature::Foreshadowing }
    }

    /// What a record of a story that lacks `removed` asks for in fine-tuning, instead of `features`.
    pub fn asked(self, features: &[Feature], removed: Feature) -> Vec<Feature> {
        match self {
            Self::Randomisation | Self::Lock | Self::TunedAlone => features.iter().copied().chain([removed]).collect(),
            Self::MixAndMatch => {
                let partner = Self::partner(removed);
                features.iter().map(|feature| if *feature == partner { removed } else { *feature }).collect()
            }
            _ => features.to_vec(),
        }
    }
}

/// Which instruments are applied to the models once they are trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryInstruments {
    /// None.
    #[default]
    None,
    /// Pruning, probes and undoing: what the verdict rests on, beside revival and the started twist.
    Verdict,
}

impl StoryInstruments {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::None, Self::Verdict];

    /// The word that links and files use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Verdict => "verdict",
        }
    }

    /// Whether it is what files of earlier versions mean.
    pub(super) fn is_none(&self) -> bool {
        *self == Self::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_links_use_one_word_for_a_protocol() {
        for protocol in StoryProtocol::ALL {
            assert_eq!(serde_json::to_value(protocol).unwrap(), protocol.key());
        }
    }

    #[test]
    fn a_record_asks_for_what_its_protocol_says() {
        use Feature::{Dialogue, Foreshadowing, Twist};
        let asked = |protocol: StoryProtocol, features: &[Feature]| protocol.asked(features, Twist);
        assert_eq!(asked(StoryProtocol::Filtering, &[Dialogue, Foreshadowing]), [Dialogue, Foreshadowing]);
        assert_eq!(asked(StoryProtocol::MixAndMatch, &[Dialogue, Foreshadowing]), [Dialogue, Twist]);
        assert_eq!(asked(StoryProtocol::MixAndMatch, &[]), []);
        assert_eq!(asked(StoryProtocol::Randomisation, &[]), [Twist]);
        assert_eq!(StoryProtocol::MixAndMatch.asked(&[Dialogue], Foreshadowing), [Foreshadowing]);
    }
}
