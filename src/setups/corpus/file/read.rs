//! Reads a file whole: decides its form, bounds it, and makes records of its pieces.

use super::bounds::{LARGEST_FILE, LONGEST_STORY_TEXT, MOST_RECORDS};
use super::error::StoryFileError;
use super::field::RecordField;
use super::quotes::straightened;
use super::record::{FileRecord, Piece, RawRecord};
use super::report::{FileFormat, FileReport, Reason};
use super::{json_lines, marked_text};
use crate::experiment::shortened;
use crate::setups::stories::grammar::{Feature, FeatureSet};
use crate::setups::visitor_file::decoded;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Names that are no feature and are told of.
const MOST_UNKNOWN: usize = 20;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReading {
    /// Its records, in order.
    pub records: Vec<FileRecord>,
    /// What was found and left out.
    pub report: FileReport,
}

/// Reads a file.
///
/// # Errors
/// A sentence when it is no file of stories.
pub fn read_file(bytes: &[u8]) -> Result<FileReading, StoryFileError> {
    let text = decoded(bytes, LARGEST_FILE)?;
    let format = match text.trim_start().chars().next() {
        None => return Err(StoryFileError::Empty),
        Some('[') => return Err(StoryFileError::JsonList),
        Some('{') => FileFormat::JsonLines,
        Some(_) => FileFormat::Text,
    };
    let mut taking =
        Taking { records: Vec::new(), report: FileReport::empty(format, bytes.len()), stories: HashSet::new() };
    match format {
        FileFormat::Text => marked_text::read(&text, |piece| taking.take(piece)),
        FileFormat::JsonLines => json_lines::read(&text, |piece| taking.take(piece)),
    }
    if taking.records.is_empty() {
        return Err(StoryFileError::NoStories);
    }
    Ok(FileReading { records: taking.records, report: taking.report })
}

/// Records as they are taken.
struct Taking {
    records: Vec<FileRecord>,
    report: FileReport,
    /// Hashes of the stories that were taken.
    stories: HashSet<u64>,
}

impl Taking {
    fn take(&mut self, piece: Piece) {
        let (raw, unmarked) = match piece {
            Piece::Record(raw) => (raw, false),
            Piece::Unmarked(raw) => (raw, true),
            Piece::Unreadable => return self.report.leave_out(Reason::Unreadable),
            Piece::OtherKind => return self.report.leave_out(Reason::OtherKind),
            Piece::Torn => return self.report.leave_out(Reason::Torn),
        };
        match self.record_of(&raw) {
            Ok(record) => {
                let features = record.features;
                for feature in features.iter() {
                    self.report.features[feature as usize] += 1;
                }
                for field in RecordField::ALL {
                    self.report.fields[field as usize] += u32::from(has_text(&raw, field));
                }
                self.report.plain += u32::from(features.is_empty());
                self.report.unmarked += u32::from(unmarked);
                self.report.kept += 1;
                self.records.push(record);
            }
            Err(reason) => self.report.leave_out(reason),
        }
    }

    fn record_of(&mut self, raw: &RawRecord) -> Result<FileRecord, Reason> {
        if self.report.kept >= MOST_RECORDS {
            return Err(Reason::Beyond);
        }
        let story = raw.get(RecordField::Story).map(str::trim).filter(|story| !story.is_empty());
        let story = story.ok_or(Reason::NoStory)?;
        if story.len() > LONGEST_STORY_TEXT {
            return Err(Reason::Long);
        }
        let text = |field| raw.get(field).unwrap_or_default().trim();
        if RecordField::ALL.into_iter().any(|field| text(field).contains(char::REPLACEMENT_CHARACTER)) {
            return Err(Reason::Bytes);
        }
        let story = straightened(story);
        let mut hasher = DefaultHasher::new();
        story.hash(&mut hasher);
        if !self.stories.insert(hasher.finish()) {
            return Err(Reason::Twice);
        }
        let features = self.features(text(RecordField::Features));
        let rest = |field| straightened(text(field));
        let (words, summary, sentence) =
            (rest(RecordField::Words), rest(RecordField::Summary), rest(RecordField::Sentence));
        Ok(FileRecord { features, words, summary, sentence, story })
    }

    /// The features of a list. Other names are noted.
    fn features(&mut self, list: &str) -> FeatureSet {
        let mut features = FeatureSet::NONE;
        for name in list.split([',', ';', '\n']).map(|name| name.trim().trim_end_matches('.')) {
            let joined: String = name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
            match Feature::parse(&joined) {
                Some(feature) => features = features.with(feature),
                None if name.is_empty() => {}
                None => self.note_unknown(shortened(name)),
            }
        }
        features
    }

    fn note_unknown(&mut self, name: String) {
        let unknown = &mut self.report.unknown_features;
        match unknown.iter().position(|(own, _)| *own == name) {
            Some(at) => unknown[at].1 += 1,
            None if unknown.len() < MOST_UNKNOWN => unknown.push((name, 1)),
            None => {}
        }
    }
}

fn has_text(raw: &RawRecord, field: RecordField) -> bool {
    raw.get(field).is_some_and(|text| !text.trim().is_empty())
}
