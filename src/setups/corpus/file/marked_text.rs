//! TinyStories-Instruct text: fields on lines in any order, each of one line or more, and a mark after each record.

use super::field::RecordField;
use super::record::{Piece, RawRecord};

/// Closes a record.
pub(super) const END_OF_TEXT: &str = "<|endoftext|>";

/// What is read between two marks.
#[derive(Default)]
struct Open {
    record: RawRecord,
    /// The field that lines are added to.
    field: Option<RecordField>,
    /// Whether text stands outside any field.
    stray: bool,
}

/// Gives every piece of `text` to `take`, in order. A record that the file ends in is torn; in a file without any mark, which cannot show
/// where its last record ends, the last one is whole if it ends with a sentence.
pub(super) fn read(text: &str, mut take: impl FnMut(Piece)) {
    let mut open = Open::default();
    let mut marked = false;
    for line in text.lines() {
        let mut parts = line.split(END_OF_TEXT);
        open.read_line(parts.next().unwrap_or_default(), &mut take);
        for part in parts {
            marked = true;
            open.close(&mut take);
            open.read_line(part, &mut take);
        }
    }
    if open.record.is_empty() && !open.stray {
        return;
    }
    let whole = !marked && !open.stray && open.record.get(RecordField::Story).is_some_and(ends_a_sentence);
    take(if whole { Piece::Unmarked(open.record) } else { Piece::Torn });
}

fn ends_a_sentence(story: &str) -> bool {
    story.trim_end().trim_end_matches(['"', '\'', '”', '’']).ends_with(['.', '!', '?'])
}

impl Open {
    fn read_line(&mut self, line: &str, take: &mut impl FnMut(Piece)) {
        if let Some((field, text)) = headed(line) {
            // A field that comes again is the next record's: the mark between them is missing.
            if self.record.has(field) {
                take(Piece::Unmarked(std::mem::take(&mut self.record)));
                self.stray = false;
            }
            self.record.set(field, text.to_owned());
            self.field = Some(field);
        } else if let Some(field) = self.field {
            self.record.add_line(field, line);
        } else {
            self.stray |= !line.trim().is_empty();
        }
    }

    fn close(&mut self, take: &mut impl FnMut(Piece)) {
        let Self { record, stray, .. } = std::mem::take(self);
        match (record.is_empty(), stray) {
            (false, _) => take(Piece::Record(record)),
            (true, true) => take(Piece::Unreadable),
            // Two marks in a row.
            (true, false) => {}
        }
    }
}

/// The field that a line begins, with what stands behind its name.
fn headed(line: &str) -> Option<(RecordField, &str)> {
    let (name, text) = line.split_once(':')?;
    Some((RecordField::parse(name)?, text.trim()))
}
