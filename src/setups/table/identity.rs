//! What an experiment knows of its table: name, hash and what was counted in it. The rows themselves are never in an experiment, and a link
//! asks for the table.

use super::file::{LONGEST_TEXT, MOST_ANSWERS, MOST_ROWS, MOST_WORDS};
use crate::experiment::shortened;
use crate::setups::visitor_file::{file_name, is_file_hash};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Tokens beside words and answers: the one before a text, and the one that stands for every other word.
pub(super) const SPECIAL: u32 = 2;

/// A table, told by everything that decides what is learnt from it. It is written
/// `hash:rows.carried.words.answers.longest.free.telling.holding:name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TableIdentity {
    /// The first half of the SHA-256 of its bytes, as 32 hexadecimal digits.
    pub hash: String,
    /// Rows that are taken from it.
    pub rows: u32,
    /// How many of them carry the shortcut.
    pub carried: u32,
    /// Words that models know.
    pub words: u32,
    /// Different answers, old and new together.
    pub answers: u32,
    /// Words of the longest text.
    pub longest: u32,
    /// Whether enough held-out rows are free of the shortcut to measure the skill on. Otherwise it is measured on rows whose answers differ.
    pub has_free_rows: bool,
    /// Held-out rows that the skill is measured on.
    pub telling: u32,
    /// Held-out rows that carry the shortcut.
    pub holding: u32,
    /// What it is called; decides nothing.
    pub name: String,
}

/// Why a text names no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names no table")]
pub struct NoTable(String);

impl TableIdentity {
    /// A name as it may stand in an experiment.
    pub(super) fn named(name: &str) -> String {
        file_name(name, "table")
    }

    /// Tokens of its models.
    pub(super) fn tokens(&self) -> usize {
        (SPECIAL + self.words + self.answers) as usize
    }

    /// The most rows that each held-out set can have.
    pub fn measurable(&self) -> u32 {
        self.telling.min(self.holding)
    }

    /// The share of rows that carry the shortcut, in hundredths.
    pub fn carried_share(&self) -> f64 {
        (100.0 * f64::from(self.carried) / f64::from(self.rows.max(1))).round() / 100.0
    }

    /// Whether both are the same table, whatever it is called.
    pub fn is_same(&self, other: &Self) -> bool {
        self.clone().unnamed() == other.clone().unnamed()
    }

    /// The same without a name.
    pub(super) fn unnamed(self) -> Self {
        Self { name: Self::named(""), ..self }
    }

    fn is_possible(&self) -> bool {
        (1..=MOST_ROWS).contains(&self.rows)
            && self.carried <= self.rows
            && (1..=MOST_WORDS).contains(&self.words)
            && (2..=MOST_ANSWERS).contains(&self.answers)
            && (1..=LONGEST_TEXT).contains(&self.longest)
            && self.telling <= self.rows
            && self.holding <= self.carried
            && self.name == Self::named(&self.name)
    }
}

impl fmt::Display for TableIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hash, rows, carried, words, answers, longest, telling, holding, name, .. } = self;
        let free = u32::from(self.has_free_rows);
        write!(f, "{hash}:{rows}.{carried}.{words}.{answers}.{longest}.{free}.{telling}.{holding}:{name}")
    }
}

impl FromStr for TableIdentity {
    type Err = NoTable;

    fn from_str(text: &str) -> Result<Self, NoTable> {
        read(text).filter(TableIdentity::is_possible).ok_or_else(|| NoTable(shortened(text)))
    }
}

fn read(text: &str) -> Option<TableIdentity> {
    let mut parts = text.splitn(3, ':');
    let hash = parts.next().filter(|hash| is_file_hash(hash))?.to_owned();
    let counts = parts.next()?.split('.').map(|number| number.parse().ok()).collect::<Option<Vec<u32>>>()?;
    let [rows, carried, words, answers, longest, free @ (0 | 1), telling, holding] = counts[..] else { return None };
    let (has_free_rows, name) = (free == 1, parts.next()?.to_owned());
    Some(TableIdentity { hash, rows, carried, words, answers, longest, has_free_rows, telling, holding, name })
}

impl TryFrom<String> for TableIdentity {
    type Error = NoTable;

    fn try_from(text: String) -> Result<Self, NoTable> {
        text.parse()
    }
}

impl From<TableIdentity> for String {
    fn from(identity: TableIdentity) -> Self {
        identity.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "0123456789abcdef0123456789abcdef:500.405.12.9.14.1.30.80:my rows: 1.csv";

    #[test]
    fn a_written_identity_reads_back_the_same_and_impossible_ones_are_refused() {
        let identity: TableIdentity = TEXT.parse().unwrap();
        assert_eq!(identity.to_string(), TEXT);
        assert_eq!((identity.measurable(), identity.carried_share(), identity.tokens()), (30, 0.81, 23));
        let renamed = TableIdentity { name: "other".to_owned(), ..identity.clone() };
        assert!(renamed.is_same(&identity) && renamed != identity);
        for (from, to) in [
            ("0123", "012X"),
            (":500.", ":0."),
            (":500.", ":20001."),
            (".405.", ".501."),
            (".12.9.", ".12.1."),
            (".1.30.", ".2.30."),
            (".30.80", ".30.406"),
            (".30.80", ".30"),
            ("my rows", " my rows"),
        ] {
            let broken = TEXT.replacen(from, to, 1);
            assert_ne!(broken, TEXT);
            assert!(broken.parse::<TableIdentity>().is_err(), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn no_text_whatever_makes_the_reader_panic(text in "\\PC*", tail in "[0-9a-f:.]{0,80}") {
            let _ = text.parse::<TableIdentity>();
            let _ = tail.parse::<TableIdentity>();
        }
    }
}
