//! Why a story is not valid, in sentences that a visitor can read.

use super::kind::Kind;
use super::sort::Sort;
use super::vocabulary::Word;

/// What is wrong with a story: the first thing, in its own order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// No sentence of the grammar begins here.
    #[error("no sentence reads “{} …”", texts(words))]
    Unreadable {
        /// The place in the story, from 0.
        at: usize,
        /// The words from there, up to six.
        words: Vec<Word>,
    },
    /// A sentence says something else than what is known.
    #[error("a sentence ({kind}) has the {sort} “{said}”, but {known}", kind = kind.name(), sort = sort.name(),
        said = said.text(), known = known_as(*known))]
    Contradiction {
        /// The sentence's kind.
        kind: Kind,
        /// What it is about.
        sort: Sort,
        /// What the sentence says.
        said: Word,
        /// What is known.
        known: Option<Word>,
    },
    /// A twist says something else than what is known, beside what it changes.
    #[error("the twist has the {sort} “{said}”, but {known}", sort = sort.name(), said = said.text(),
        known = known_as(*known))]
    FalseDenial {
        /// What it is about.
        sort: Sort,
        /// What the twist says.
        said: Word,
        /// What is known.
        known: Option<Word>,
    },
    /// A twist changes what was never told.
    #[error("the twist changes the {sort}, but the story never told it", sort = sort.name())]
    NeverTold {
        /// What it would change.
        sort: Sort,
    },
    /// A twist ends where it begins.
    #[error("the twist turns “{word}” into itself", word = word.text())]
    ChangesNothing {
        /// The word.
        word: Word,
    },
    /// A twist's new word is not the double of the old one.
    #[error("the twist turns “{old}” into “{new}”, which is not its double", old = old.text(), new = new.text())]
    NotTheDouble {
        /// What is known.
        old: Word,
        /// What the twist makes of it.
        new: Word,
    },
    /// An event is not that of the sign.
    #[error("after “{sign}” came “{event}”, which is another sign's event", sign = sign.text(), event = event.text())]
    WrongEvent {
        /// The sign that the sentence names.
        sign: Word,
        /// The event that it tells of.
        event: Word,
    },
    /// A story begins again.
    #[error("the story opens a second time")]
    SecondOpening,
    /// A story begins with something else than an opening.
    #[error("the story has no opening")]
    NoOpening,
    /// A story goes on after its ending, with something else than a lesson.
    #[error("the story goes on after its ending")]
    AfterTheEnding,
    /// A story stops without an ending.
    #[error("the story has no ending")]
    NoEnding,
}

fn texts(words: &[Word]) -> String {
    words.iter().map(|word| word.text()).collect::<Vec<_>>().join(" ")
}

fn known_as(known: Option<Word>) -> String {
    match known {
        Some(word) => format!("it is “{}”", word.text()),
        None => "none is known yet".to_owned(),
    }
}
