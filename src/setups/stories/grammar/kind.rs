//! The kinds of sentences, the facts that each tells, and the feature that each gives a story.

use super::feature::Feature;
use super::sort::Sort;

/// What a sentence does in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Begins the story: hero, thing, and what the thing is like.
    Open,
    /// Tells which animal has the thing.
    Who,
    /// Tells where the thing is.
    Where,
    /// Tells what the animal is like.
    Trait,
    /// Tells nothing new.
    Fill,
    /// Says a told fact again, in wordings that twists have too.
    Same,
    /// Somebody speaks.
    Dialogue,
    /// Hero and animal quarrel.
    Conflict,
    /// Tells of a sign.
    Hint,
    /// The event of the sign comes.
    Fulfil,
    /// A good ending.
    Good,
    /// A bad ending.
    Bad,
    /// The lesson.
    Moral,
    /// A told fact turns out to be another.
    Twist,
}

impl Kind {
    /// All kinds, in the order in which their wordings are tried.
    pub const ALL: [Self; 14] = [
        Self::Open,
        Self::Who,
        Self::Where,
        Self::Trait,
        Self::Fill,
        Self::Same,
        Self::Dialogue,
        Self::Conflict,
        Self::Hint,
        Self::Fulfil,
        Self::Good,
        Self::Bad,
        Self::Moral,
        Self::Twist,
    ];

    /// The kind in a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "opening",
            Self::Who => "animal",
            Self::Where => "place",
            Self::Trait => "trait",
            Self::Fill => "filler",
            Self::Same => "confirmation",
            Self::Dialogue => "dialogue",
            Self::Conflict => "conflict",
            Self::Hint => "sign",
            Self::Fulfil => "event",
            Self::Good => "good ending",
            Self::Bad => "bad ending",
            Self::Moral => "lesson",
            Self::Twist => "twist",
        }
    }

    /// The facts that a sentence of this kind tells, where it has a slot for them.
    pub fn tells(self) -> &'static [Sort] {
        match self {
            Self::Open => &[Sort::Hero, Sort::Object, Sort::Adjective],
            Self::Who => &[Sort::Animal],
            Self::Where => &[Sort::Place],
            Self::Trait => &[Sort::Trait],
            Self::Hint => &[Sort::Sign],
            _ => &[],
        }
    }

    /// The feature that a story has by a sentence of this kind.
    pub fn feature(self) -> Option<Feature> {
        match self {
            Self::Twist => Some(Feature::Twist),
            Self::Dialogue => Some(Feature::Dialogue),
            Self::Bad => Some(Feature::BadEnding),
            Self::Moral => Some(Feature::MoralValue),
            Self::Fulfil => Some(Feature::Foreshadowing),
            Self::Conflict => Some(Feature::Conflict),
            _ => None,
        }
    }

    /// Whether a story ends with it.
    pub fn is_ending(self) -> bool {
        matches!(self, Self::Good | Self::Bad)
    }
}
