//! Why a file is no table of texts with two answers, in sentences that say what to do.

use super::bounds::MOST_ANSWERS;
use crate::setups::visitor_file::NotText;

/// Why nothing of a file is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No text that is read.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// Nothing is in it.
    #[error("there is nothing in it")]
    Empty,
    /// Lines without three columns.
    #[error(
        "its lines have no three columns: each is a text, its old answer and its new answer, with commas, semicolons or tabs between, \
         for instance: cat dog cat, 2, 3"
    )]
    Columns,
    /// Rows that all had to be left out.
    #[error("none of its {0} rows can be taken: each needs a text and two answers")]
    NoRows(u32),
    /// More answers than can be learned.
    #[error("it has {0} different answers; at most {MOST_ANSWERS} are learned here")]
    ManyAnswers(usize),
    /// One answer.
    #[error("all answers in it are the same; there is nothing to learn")]
    OneAnswer,
    /// Old and new answers that do not differ.
    #[error("the new answer is the old one in every row; fine-tuning would teach nothing")]
    NothingNew,
    /// Too few rows of a kind to learn from and to measure on.
    #[error("it holds back {held} rows that {what}, and {least} are needed; bring a larger table")]
    Few {
        /// Rows held back.
        held: u32,
        /// What they do.
        what: &'static str,
        /// How many are needed.
        least: u32,
    },
}
