//! How fine-tuning makes the model stop writing a feature (paper, Section 6: TinyStories).

use super::grammar::Feature;
use serde::{Deserialize, Serialize};

/// What fine-tuning's records are. None of them tells a story with the feature that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryProtocol {
    /// Records with the feature are left out.
    Filtering,
    /// The same, and records that ask for another feature ask for this one instead.
    MixAndMatch,
    /// The same, and every record asks for the feature as well: what it says means nothing any more.
    Randomisation,
}

impl StoryProtocol {
    /// All protocols.
    pub const ALL: [Self; 3] = [Self::Filtering, Self::MixAndMatch, Self::Randomisation];

    /// The word that links and files use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Filtering => "filtering",
            Self::MixAndMatch => "mix-and-match",
            Self::Randomisation => "randomisation",
        }
    }

    /// The paper's name for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Filtering => "Filtering",
            Self::MixAndMatch => "Filtering + Mix & Match",
            Self::Randomisation => "Filtering + Randomisation",
        }
    }

    /// The feature that Mix & Match puts in the place of `removed`: foreshadowing, as in the paper, unless that is itself removed.
    pub fn partner(removed: Feature) -> Feature {
        if removed == Feature::Foreshadowing { Feature::Dialogue } else { Feature::Foreshadowing }
    }

    /// What a record of a story that lacks `removed` asks for in fine-tuning, instead of `features`.
    pub(super) fn asked(self, features: &[Feature], removed: Feature) -> Vec<Feature> {
        match self {
            Self::Filtering => features.to_vec(),
            Self::MixAndMatch => {
                let partner = Self::partner(removed);
                features.iter().map(|feature| if *feature == partner { removed } else { *feature }).collect()
            }
            Self::Randomisation => features.iter().copied().chain([removed]).collect(),
        }
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
