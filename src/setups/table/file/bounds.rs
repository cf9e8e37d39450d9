//! How much of a table is read.

/// The most bytes of a file.
pub const LARGEST_TABLE: usize = 16_000_000;
/// The most rows that are taken.
pub const MOST_ROWS: u32 = 20_000;
/// The most words of a text.
pub const LONGEST_TEXT: u32 = 64;
/// The most different words that models know; the commonest are taken.
pub const MOST_WORDS: u32 = 4000;
/// The most different answers.
pub const MOST_ANSWERS: u32 = 64;
/// The most letters of an answer.
pub const LONGEST_ANSWER: usize = 40;
