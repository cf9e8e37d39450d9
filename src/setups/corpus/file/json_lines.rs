//! JSON lines: an object on each line, with the fields of a record in any order.

use super::field::RecordField;
use super::record::{Piece, RawRecord};
use serde_json::{Map, Value};

/// Gives every piece of `text` to `take`, in order. A last line that is no JSON and has no end is torn.
pub(super) fn read(text: &str, mut take: impl FnMut(Piece)) {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let whole = text.ends_with('\n');
    while let Some(line) = lines.next() {
        let is_torn = !whole && lines.peek().is_none();
        take(match serde_json::from_str::<Map<String, Value>>(line) {
            Ok(object) => of_object(&object),
            Err(_) if is_torn => Piece::Torn,
            Err(_) => Piece::Unreadable,
        });
    }
}

fn of_object(object: &Map<String, Value>) -> Piece {
    let mut record = RawRecord::default();
    for (name, value) in object {
        let Some(field) = RecordField::parse(name) else { continue };
        match value {
            Value::Null => {}
            Value::String(text) => record.set(field, text.clone()),
            Value::Array(items) => {
                let Some(texts) = items.iter().map(Value::as_str).collect::<Option<Vec<_>>>() else {
                    return Piece::OtherKind;
                };
                record.set(field, texts.join(", "));
            }
            _ => return Piece::OtherKind,
        }
    }
    Piece::Record(record)
}
