//! What an experiment knows of its file: name, hash and size, and how well classifiers of its labels do. The text itself is never in an
//! experiment, and a link asks for the file.

use super::classifier::{Judged, JudgedFeatures};
use super::file::MOST_RECORDS;
use crate::experiment::shortened;
use crate::setups::stories::grammar::Feature;
use crate::setups::visitor_file::{file_name, is_file_hash};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One record in so many is held out.
const HELD_OUT: u32 = 8;

/// A file of stories, told by everything that decides what is learnt from it. It is written `hash:records:counts:name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileIdentity {
    /// The first half of the SHA-256 of its bytes, as 32 hexadecimal digits.
    pub hash: String,
    /// Records that are taken from it.
    pub records: u32,
    /// What the classifier of each feature was judged.
    pub judged: JudgedFeatures,
    /// What it is called; decides nothing.
    pub name: String,
}

/// Why a text names no file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names no file of stories")]
pub struct NoFile(String);

impl FileIdentity {
    /// How many records are held out.
    pub fn held_out(&self) -> u32 {
        self.records / HELD_OUT
    }

    /// What the classifier of a feature was judged.
    pub fn judged(&self, feature: Feature) -> Judged {
        self.judged.get(feature as usize).copied().unwrap_or_default()
    }

    /// Whether both are the same file, whatever it is called.
    pub fn is_same(&self, other: &Self) -> bool {
        self.hash == other.hash && self.records == other.records && self.judged == other.judged
    }

    /// A name as it may stand in an experiment.
    pub(super) fn named(name: &str) -> String {
        file_name(name, "stories")
    }
}

impl fmt::Display for FileIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.hash, self.records)?;
        for (at, Judged { with, held_with, right, yes }) in self.judged.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{with}.{held_with}.{right}.{yes}")?;
        }
        write!(f, ":{}", self.name)
    }
}

impl FromStr for FileIdentity {
    type Err = NoFile;

    fn from_str(text: &str) -> Result<Self, NoFile> {
        read(text).ok_or_else(|| NoFile(shortened(text)))
    }
}

fn read(text: &str) -> Option<FileIdentity> {
    let mut parts = text.splitn(4, ':');
    let hash = parts.next()?;
    let records: u32 = parts.next()?.parse().ok()?;
    if !is_file_hash(hash) || !(1..=MOST_RECORDS).contains(&records) {
        return None;
    }
    let counts = |text: &str| {
        let numbers = text.split('.').map(|number| number.parse().ok()).collect::<Option<Vec<u32>>>()?;
        let [with, held_with, right, yes] = numbers[..] else { return None };
        Some(Judged { with, held_with, right, yes })
    };
    let judged = parts.next()?.split(',').map(counts).collect::<Option<Vec<_>>>()?;
    let judged = JudgedFeatures::try_from(judged).ok()?;
    let name = parts.next()?;
    let identity = FileIdentity { hash: hash.to_owned(), records, judged, name: name.to_owned() };
    let possible = judged.iter().all(|judged| judged.is_possible(records, identity.held_out()));
    (possible && name == FileIdentity::named(name)).then_some(identity)
}

impl TryFrom<String> for FileIdentity {
    type Error = NoFile;

    fn try_from(text: String) -> Result<Self, NoFile> {
        text.parse()
    }
}

impl From<FileIdentity> for String {
    fn from(identity: FileIdentity) -> Self {
        identity.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn identity() -> FileIdentity {
        let twist = Judged { with: 300, held_with: 40, right: 66, yes: 9 };
        let mut judged = [Judged::default(); 6];
        judged[Feature::Twist as usize] = twist;
        FileIdentity { hash: "0123456789abcdef".repeat(2), records: 1000, judged, name: "my tales: 1.txt".to_owned() }
    }

    #[test]
    fn a_written_identity_reads_back_the_same_and_a_name_may_have_colons() {
        let identity = identity();
        assert_eq!(identity.to_string().parse(), Ok(identity.clone()));
        assert_eq!((identity.held_out(), identity.judged(Feature::Twist).right), (125, 66));
        let renamed = FileIdentity { name: "other".to_owned(), ..identity.clone() };
        assert!(renamed.is_same(&identity) && renamed != identity);
    }

    #[test]
    fn impossible_counts_and_broken_hashes_are_refused() {
        let text = identity().to_string();
        for (from, to) in [
            ("0123", "012X"),
            ("0123", "012"),
            (":1000:", ":0:"),
            (":1000:", ":200001:"),
            ("300.40", "39.40"),
            ("40.66", "40.81"),
            ("66.9", "66.41"),
            ("66.9,", ""),
            ("my tales", " my tales"),
            ("my tales", "my\ntales"),
        ] {
            let broken = text.replacen(from, to, 1);
            assert_ne!(broken, text);
            assert!(broken.parse::<FileIdentity>().is_err(), "{broken}");
        }
        assert_eq!(FileIdentity::named("\u{7} \n"), "stories");
    }

    proptest! {
        #[test]
        fn no_text_whatever_makes_the_reader_panic(text in "\\PC*", tail in "[0-9a-f:.,]{0,120}") {
            let _ = text.parse::<FileIdentity>();
            let _ = tail.parse::<FileIdentity>();
        }
    }
}
