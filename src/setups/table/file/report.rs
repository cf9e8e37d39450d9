//! What was found in a table and what was left out.

use serde::{Deserialize, Serialize};

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// An answer is missing, or the text.
    Missing,
    /// The text has too many words.
    Long,
    /// An answer has too many letters.
    LongAnswer,
    /// Bytes that are no UTF-8.
    Bytes,
    /// The same text with the same answers came before.
    Twice,
    /// The same text with other answers came before.
    Contradicts,
    /// The table was full.
    Beyond,
}

impl Reason {
    fn words(self) -> &'static str {
        match self {
            Self::Missing => "lack a text or an answer",
            Self::Long => "have more words than are learned",
            Self::LongAnswer => "have an answer that is too long",
            Self::Bytes => "have letters that are no UTF-8",
            Self::Twice => "came before",
            Self::Contradicts => "have a text that came before with other answers; the first is kept",
            Self::Beyond => "stand beyond the last that is read",
        }
    }
}

/// Rows that were left out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutRows {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub rows: u32,
    /// The number of the first of them, from 1.
    pub first: u32,
}

impl LeftOutRows {
    /// What was left out, in a sentence.
    pub fn sentence(&self) -> String {
        let (rows, first) = (self.rows, self.first);
        format!("{rows} that {} (the first is row {first})", self.reason.words())
    }
}

/// What was found and left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableReport {
    /// Bytes of the file.
    pub bytes: u32,
    /// What stands between columns.
    pub delimiter: char,
    /// The names of the three columns, where the first line has names.
    pub header: Option<[String; 3]>,
    /// Columns beside the three.
    pub further_columns: u32,
    /// Whether texts are read letter by letter, because they are single words.
    pub by_letters: bool,
    /// Rows that were found, taken or not.
    pub found: u32,
    /// Why others were left out.
    pub left_out: Vec<LeftOutRows>,
}

impl TableReport {
    /// Notes that a row is left out.
    pub(super) fn leave_out(&mut self, reason: Reason, row: u32) {
        match self.left_out.iter_mut().find(|left| left.reason == reason) {
            Some(left) => left.rows += 1,
            None => self.left_out.push(LeftOutRows { reason, rows: 1, first: row }),
        }
    }

    /// What stands between columns, in words.
    pub fn delimiter_words(&self) -> &'static str {
        match self.delimiter {
            '\t' => "tabs",
            ';' => "semicolons",
            '|' => "bars",
            _ => "commas",
        }
    }
}
