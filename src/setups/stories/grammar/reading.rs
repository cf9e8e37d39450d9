//! What the reader finds in a story.

use super::feature::FeatureSet;
use super::flaw::Flaw;
use super::kind::Kind;
use super::sort::Sort;
use super::vocabulary::Word;
use std::ops::Range;

/// What a story has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its sentences in order.
    pub sentences: Vec<Sentence>,
    /// Its coherent twists in order.
    pub twists: Vec<Twist>,
    /// Sentences worded as a twist, coherent or not.
    pub attempts: usize,
    /// The features that coherent sentences give it.
    pub features: FeatureSet,
    /// The first thing that is wrong with it; none if it is valid.
    pub flaw: Option<Flaw>,
}

impl Reading {
    /// Whether one opening comes first, every sentence reads and agrees with what is known, and the story ends.
    pub fn is_valid(&self) -> bool {
        self.flaw.is_none()
    }

    /// Whether a sentence is worded as a twist, coherent or not.
    pub fn is_worded(&self) -> bool {
        self.attempts > 0
    }
}

/// A sentence as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its kind; none if no sentence of the grammar begins here, and words are skipped up to the next full stop.
    pub kind: Option<Kind>,
    /// Whether it agrees with what is known and may stand here.
    pub coherent: bool,
    /// Its words in the story, with the turn before a twist.
    pub span: Range<usize>,
    /// Where its body begins, after the turn.
    pub body: usize,
}

/// A coherent twist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twist {
    /// What it changes.
    pub sort: Sort,
    /// Its number in [`Reading::sentences`].
    pub sentence: usize,
    /// Its words in the story, with the turn.
    pub span: Range<usize>,
    /// Where its body begins, after the turn.
    pub body: usize,
    /// What was known.
    pub old: Word,
    /// What is known from here on.
    pub new: Word,
}
