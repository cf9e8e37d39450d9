//! The closed vocabulary: 199 words and signs, each one token.
//!
//! Numbers follow from the order in [`TEXTS`] alone, which never changes, so that a checkpoint means the same
//! everywhere.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Every word in the order of its number: marks, titles, features, the words of each sort, then those of the sentences.
const TEXTS: &str = "<pad> <end> features: words: summary: story: \
    twist dialogue badending moralvalue foreshadowing conflict \
    mia tom lily ben sara max anna leo zoe sam \
    frog prince duck swan dog wolf cat tiger \
    ball egg hat nest lamp star cake stone boat shoe book box \
    barn attic garden cellar forest cave tent shed \
    kind mean brave shy happy sad strong weak wise silly \
    red blue big small old new shiny soft \
    clouds smoke wind tracks whispers sparkles \
    rain fire storm bear ghost fairy \
    share listen wait help ask try \
    once had a . one day found got there was that loved took the gave to ran off with it lent then went hid in put \
    kept thought looked followed did not give up suddenly dark but afraid oh ! fell down all along really \
    \" where is my ? said i love this , please me meet am do take and both wanted began fight angry shouted at \
    first came noticed from far away soon as warned been right : because of ready for \
    home smiled became friends laughed hugged they played never saw again lost cried broke alone learned always now \
    knew no ever empty only surprise guess what truth has";

static WORDS: [Word; Word::COUNT] = {
    let mut words = [Word(0); Word::COUNT];
    let mut id = 0;
    while id < Word::COUNT {
        words[id] = Word(id as u8);
        id += 1;
    }
    words
};

static BY_ID: LazyLock<Vec<&'static str>> = LazyLock::new(|| TEXTS.split_whitespace().collect());

static BY_TEXT: LazyLock<HashMap<&'static str, Word>> =
    LazyLock::new(|| BY_ID.iter().copied().zip(WORDS.iter().copied()).collect());

/// A token of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Word(u8);

/// A number that no word has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no word number {0}; the vocabulary has {count} words, numbered from 0", count = Word::COUNT)]
pub struct UnknownWord(pub u8);

impl Word {
    /// Words in the vocabulary.
    pub const COUNT: usize = 199;
    /// Fills a sequence up after its end.
    pub const PAD: Self = Self(0);
    /// Ends a record.
    pub const END: Self = Self(1);
    /// The title before the features.
    pub const FEATURES: Self = Self(2);
    /// The title before the words that a story is to have.
    pub const WORDS: Self = Self(3);
    /// The title before the summary.
    pub const SUMMARY: Self = Self(4);
    /// The title before the story.
    pub const STORY: Self = Self(5);

    /// Every word, in the order of their numbers.
    pub fn all() -> &'static [Self] {
        &WORDS
    }

    /// The word of this number, below [`Word::COUNT`].
    pub fn from_id(id: u8) -> Option<Self> {
        WORDS.get(usize::from(id)).copied()
    }

    /// The word's number, below [`Word::COUNT`].
    pub fn id(self) -> u8 {
        self.0
    }

    /// The word as it is written: lower case, a sign, or a mark such as `<end>`.
    pub fn text(self) -> &'static str {
        BY_ID.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// The word that is written so.
    pub fn parse(text: &str) -> Option<Self> {
        BY_TEXT.get(text).copied()
    }

    /// The words of a text with spaces between them; none if one of them is not in the vocabulary.
    pub fn parse_all(text: &str) -> Option<Vec<Self>> {
        text.split_whitespace().map(Self::parse).collect()
    }

    /// Whether the word ends a sentence.
    pub fn ends_sentence(self) -> bool {
        matches!(self.text(), "." | "!" | "?")
    }
}

impl TryFrom<u8> for Word {
    type Error = UnknownWord;
    fn try_from(id: u8) -> Result<Self, UnknownWord> {
        Self::from_id(id).ok_or(UnknownWord(id))
    }
}

impl From<Word> for u8 {
    fn from(word: Word) -> Self {
        word.0
    }
}
