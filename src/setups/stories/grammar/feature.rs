//! The six features that a record asks for.

use super::vocabulary::Word;
use serde::{Deserialize, Serialize};

/// The most features that a record asks for.
pub const MOST_FEATURES: usize = 3;

/// A feature of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feature {
    /// A told fact turns out to be another.
    Twist,
    /// Somebody speaks.
    Dialogue,
    /// The ending is sad.
    BadEnding,
    /// The story ends with a lesson.
    MoralValue,
    /// A sign comes first, and later its event.
    Foreshadowing,
    /// Hero and animal quarrel.
    Conflict,
}

impl Feature {
    /// All features, in the order of their tokens.
    pub const ALL: [Self; 6] =
        [Self::Twist, Self::Dialogue, Self::BadEnding, Self::MoralValue, Self::Foreshadowing, Self::Conflict];

    /// The feature's token as text.
    pub fn name(self) -> &'static str {
        self.word().text()
    }

    /// The feature as files of records write it.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Twist => "Twist",
            Self::Dialogue => "Dialogue",
            Self::BadEnding => "Badending",
            Self::MoralValue => "Moralvalue",
            Self::Foreshadowing => "Foreshadowing",
            Self::Conflict => "Conflict",
        }
    }

    /// The feature of that name, in capitals or not.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.file_name().eq_ignore_ascii_case(name))
    }

    /// The feature's token.
    pub fn word(self) -> Word {
        // The vocabulary has the features in this order, after two marks and four titles.
        Word::all()[usize::from(Word::STORY.id()) + 1 + self as usize]
    }
}

/// A set of features, without an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FeatureSet(u8);

impl FeatureSet {
    /// No feature.
    pub const NONE: Self = Self(0);

    /// Every set there is, of up to six features.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..1 << Feature::ALL.len()).map(Self)
    }

    /// Whether the feature is in it.
    pub fn has(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u8) != 0
    }

    /// The set with the feature in it.
    #[must_use]
    pub fn with(self, feature: Feature) -> Self {
        Self(self.0 | (1 << feature as u8))
    }

    /// The set without the feature.
    #[must_use]
    pub fn without(self, feature: Feature) -> Self {
        Self(self.0 & !(1 << feature as u8))
    }

    /// Whether every feature of it is in `other`.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// How many features are in it.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether no feature is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its features, in the order of their tokens.
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.into_iter().filter(move |feature| self.has(*feature))
    }
}

impl FromIterator<Feature> for FeatureSet {
    fn from_iter<I: IntoIterator<Item = Feature>>(features: I) -> Self {
        features.into_iter().fold(Self::NONE, Self::with)
    }
}
