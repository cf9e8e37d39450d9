//! What a story has told so far: at most one word of each sort.

use super::sort::Sort;
use super::vocabulary::Word;

/// The known word of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts([Option<Word>; Sort::ALL.len()]);

impl Facts {
    /// The known word of a sort.
    pub fn get(&self, sort: Sort) -> Option<Word> {
        self.0[sort as usize]
    }

    /// Takes a word for the fact.
    pub fn set(&mut self, sort: Sort, word: Word) {
        self.0[sort as usize] = Some(word);
    }

    /// Takes a word for the fact unless one is known.
    pub fn set_first(&mut self, sort: Sort, word: Word) {
        self.0[sort as usize].get_or_insert(word);
    }

    /// Takes what a twist makes of a fact. Of another animal it is not known what it is like.
    pub fn twist(&mut self, sort: Sort, new: Word) {
        self.set(sort, new);
        if sort == Sort::Animal {
            self.0[Sort::Trait as usize] = None;
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}
