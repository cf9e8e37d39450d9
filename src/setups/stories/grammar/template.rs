//! A sentence with slots: `a {A} had it .` has one for an animal, and `{A2}` is one for what a twist makes of it.

use super::facts::Facts;
use super::sort::Sort;
use super::vocabulary::Word;

/// A place in a template for a word of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The word that is known, or told here.
    Told(Sort),
    /// The word that a twist puts in its place.
    Changed(Sort),
}

impl Slot {
    /// The sort of its words.
    pub fn sort(self) -> Sort {
        match self {
            Self::Told(sort) | Self::Changed(sort) => sort,
        }
    }

    /// Reads `{A}` or `{A2}`.
    fn parse(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('{')?.strip_suffix('}')?;
        let (inner, changed) = match inner.strip_suffix('2') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        let sort = Sort::ALL.into_iter().find(|sort| inner.chars().eq([sort.letter()]))?;
        Some(if changed { Self::Changed(sort) } else { Self::Told(sort) })
    }
}

/// One place of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Always this word.
    Word(Word),
    /// A word of a sort.
    Slot(Slot),
}

/// A sentence with slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

/// The word that stands in each slot, in the order in which slots occur first.
pub(super) type Bindings = Vec<(Slot, Word)>;

impl Template {
    /// Reads words and slots with spaces between them. A word that is in no vocabulary becomes the padding, which no
    /// story has; a test holds that the grammar has no such word.
    pub(super) fn parse(text: &str) -> Self {
        let piece = |part: &str| match Slot::parse(part) {
            Some(slot) => Piece::Slot(slot),
            None => Piece::Word(Word::parse(part).unwrap_or(Word::PAD)),
        };
        Self(text.split_whitespace().map(piece).collect())
    }

    /// Words and slots in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Whether the slot occurs.
    pub fn has(&self, slot: Slot) -> bool {
        self.0.contains(&Piece::Slot(slot))
    }

    /// Every slot, as often as it occurs.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(*slot),
            Piece::Word(_) => None,
        })
    }

    /// The sentence with what is known and what a twist changes; none while a slot has no word.
    pub fn fill(&self, facts: &Facts, changed: Option<Word>) -> Option<Vec<Word>> {
        fill(&self.0, facts, changed)
    }

    /// The beginning of the sentence, up to the first such slot; none if a slot before it has no word.
    pub fn fill_until(&self, slot: Slot, facts: &Facts) -> Option<Vec<Word>> {
        let end = self.0.iter().position(|piece| *piece == Piece::Slot(slot))?;
        fill(&self.0[..end], facts, None)
    }

    /// Which words fill the slots if `words` begin with this sentence. A slot has the same word wherever it occurs.
    pub(super) fn find(&self, words: &[Word]) -> Option<Bindings> {
        let words = words.get(..self.0.len())?;
        let fits = |(piece, word): (&Piece, &Word)| match piece {
            Piece::Word(own) => own == word,
            Piece::Slot(slot) => slot.sort().has(*word),
        };
        if !self.0.iter().zip(words).all(fits) {
            return None;
        }
        let mut found = Bindings::new();
        for (piece, word) in self.0.iter().zip(words) {
            let Piece::Slot(slot) = piece else { continue };
            match bound(&found, *slot) {
                Some(other) if other != *word => return None,
                Some(_) => {}
                None => found.push((*slot, *word)),
            }
        }
        Some(found)
    }
}

/// The word in a slot.
pub(super) fn bound(bindings: &[(Slot, Word)], slot: Slot) -> Option<Word> {
    bindings.iter().find(|(other, _)| *other == slot).map(|(_, word)| *word)
}

fn fill(pieces: &[Piece], facts: &Facts, changed: Option<Word>) -> Option<Vec<Word>> {
    let word = |piece: &Piece| match piece {
        Piece::Word(word) => Some(*word),
        Piece::Slot(Slot::Told(sort)) => facts.get(*sort),
        Piece::Slot(Slot::Changed(_)) => changed,
    };
    pieces.iter().map(word).collect()
}
