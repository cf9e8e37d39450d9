//! What was found in a file, what was left out, and why.

use super::field::RecordField;
use crate::setups::stories::grammar::Feature;
use serde::{Deserialize, Serialize};

/// The two forms of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFormat {
    /// Fields on lines, `<|endoftext|>` after each record.
    Text,
    /// An object on each line.
    JsonLines,
}

impl FileFormat {
    /// What the page calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "TinyStories-Instruct text",
            Self::JsonLines => "JSON lines",
        }
    }
}

/// Why a record is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// It has no story.
    NoStory,
    /// An earlier record has the same story.
    Twice,
    /// The story is longer than any that is read.
    Long,
    /// It has bytes that are no UTF-8.
    Bytes,
    /// Text outside any field, or a line that is no JSON.
    Unreadable,
    /// A field is neither text nor a list of texts.
    OtherKind,
    /// The file ends within it.
    Torn,
    /// More records than are taken stand before it.
    Beyond,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::NoStory,
        Self::Twice,
        Self::Long,
        Self::Bytes,
        Self::Unreadable,
        Self::OtherKind,
        Self::Torn,
        Self::Beyond,
    ];

    /// The reason in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoStory => "without a story",
            Self::Twice => "with the same story as an earlier one",
            Self::Long => "with a story longer than any that is read",
            Self::Bytes => "with bytes that are no text",
            Self::Unreadable => "that cannot be read: text outside any field, or a line that is no JSON object",
            Self::OtherKind => "with a field that is neither a text nor a list of texts",
            Self::Torn => "that the file ends in the middle of",
            Self::Beyond => "beyond the most that are taken",
        }
    }
}

/// Records that were left out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub count: u32,
    /// The first of them, counted from 1 among all records of the file.
    pub first: u32,
}

impl LeftOut {
    /// What was left out, why, and where the first of it stands.
    pub fn sentence(&self) -> String {
        let records = if self.count == 1 { "record" } else { "records" };
        format!("{} {records} {}; the first is number {}", self.count, self.reason.label(), self.first)
    }
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its form.
    pub format: FileFormat,
    /// Its size in bytes.
    pub bytes: u32,
    /// Records that were taken.
    pub kept: u32,
    /// Of those, how many have each feature.
    pub features: [u32; 6],
    /// Of those, how many name no feature that is known.
    pub plain: u32,
    /// Of those, how many have each field.
    pub fields: [u32; 5],
    /// Of those, how many had no end mark and were told from the next by a field that came again.
    pub unmarked: u32,
    /// What was left out, in the order of [`Reason::ALL`].
    pub left_out: Vec<LeftOut>,
    /// Names that stand among features and are none that is known, each with how many records have it; at most twenty.
    pub unknown_features: Vec<(String, u32)>,
}

impl FileReport {
    /// A report of a file with nothing in it.
    pub(super) fn empty(format: FileFormat, bytes: usize) -> Self {
        Self {
            format,
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
            kept: 0,
            features: [0; 6],
            plain: 0,
            fields: [0; 5],
            unmarked: 0,
            left_out: Vec::new(),
            unknown_features: Vec::new(),
        }
    }

    /// Records of the file, those left out included.
    pub fn found(&self) -> u32 {
        self.kept + self.left_out.iter().map(|left| left.count).sum::<u32>()
    }

    /// How many records were left out for a reason.
    pub fn left_out_for(&self, reason: Reason) -> u32 {
        self.left_out.iter().find(|left| left.reason == reason).map_or(0, |left| left.count)
    }

    /// How many of the records have a field.
    pub fn with(&self, field: RecordField) -> u32 {
        self.fields[field as usize]
    }

    /// How many of the records have a feature.
    pub fn having(&self, feature: Feature) -> u32 {
        self.features[feature as usize]
    }

    /// Notes that the next record is left out.
    pub(super) fn leave_out(&mut self, reason: Reason) {
        let first = self.found() + 1;
        match self.left_out.iter_mut().find(|left| left.reason == reason) {
            Some(left) => left.count += 1,
            None => {
                self.left_out.push(LeftOut { reason, count: 1, first });
                self.left_out.sort_by_key(|left| left.reason as u8);
            }
        }
    }
}
