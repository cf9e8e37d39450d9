//! A record of a file: what it asks for, and its story.

use super::field::RecordField;
use crate::setups::stories::grammar::FeatureSet;

/// A record as it was read, with straight quotation marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRecord {
    /// The features that it names and that are known.
    pub features: FeatureSet,
    /// The words that it names, as they stand there; empty where it names none.
    pub words: String,
    /// Its summary; empty where it has none.
    pub summary: String,
    /// A sentence of the story; empty where it has none.
    pub sentence: String,
    /// The story; never empty.
    pub story: String,
}

/// Fields as they stand in the file, before anything is made of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawRecord {
    fields: [Option<String>; 5],
}

impl RawRecord {
    /// Whether it has the field.
    pub(super) fn has(&self, field: RecordField) -> bool {
        self.fields[field as usize].is_some()
    }

    /// Whether it has no field at all.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.iter().all(Option::is_none)
    }

    /// A field's text; none where it is missing.
    pub(super) fn get(&self, field: RecordField) -> Option<&str> {
        self.fields[field as usize].as_deref()
    }

    /// Writes a field anew.
    pub(super) fn set(&mut self, field: RecordField, text: String) {
        self.fields[field as usize] = Some(text);
    }

    /// Adds a line to a field.
    pub(super) fn add_line(&mut self, field: RecordField, line: &str) {
        let text = self.fields[field as usize].get_or_insert_default();
        text.push('\n');
        text.push_str(line);
    }
}

/// What a form of file is read as, piece by piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A record.
    Record(RawRecord),
    /// A record without an end mark; the next one began all the same.
    Unmarked(RawRecord),
    /// Text that belongs to no field, or a line that is no JSON.
    Unreadable,
    /// A field of another kind than a text or a list of texts.
    OtherKind,
    /// The file ends within it.
    Torn,
}
