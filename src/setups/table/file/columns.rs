//! What stands between columns, and which three are the text and its answers.

use csv::{ReaderBuilder, StringRecord, Trim};

/// What may stand between columns. Where two fit a file equally well, the first is meant: texts have commas more often than tabs.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];
/// Lines that are looked at to find out.
const LOOKED_AT: usize = 200;

/// Names of columns, in small letters.
const TEXTS: [&str; 7] = ["text", "input", "prompt", "question", "sentence", "string", "x"];
const OLD: [&str; 8] = ["old answer", "old", "answer", "skill", "before", "label", "original", "y"];
const NEW: [&str; 7] = ["new answer", "new", "target", "after", "new label", "fine-tuned", "shifted"];

/// The records of `text`, whatever their lengths.
pub(super) fn records(text: &str, delimiter: u8) -> impl Iterator<Item = StringRecord> {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    // Text of any kind makes records: what is no UTF-8 was replaced before.
    reader.into_records().map_while(Result::ok)
}

/// What stands between the columns of `text`; none where no three columns are found.
pub(super) fn delimiter(text: &str) -> Option<u8> {
    let even = |delimiter: u8| {
        let lengths: Vec<usize> = records(text, delimiter).take(LOOKED_AT).map(|record| record.len()).collect();
        let alike = |length: usize| lengths.iter().filter(|own| **own == length).count();
        lengths.iter().filter(|length| **length >= 3).map(|length| alike(*length)).max().unwrap_or(0)
    };
    let most = DELIMITERS.into_iter().map(even).max().filter(|most| *most > 0)?;
    DELIMITERS.into_iter().find(|delimiter| even(*delimiter) == most)
}

/// Which columns are the text, the old and the new answer, and whether `first` has names instead of a row.
pub(super) fn columns(first: &StringRecord, second: Option<&StringRecord>) -> ([usize; 3], bool) {
    let named =
        |names: &[&str]| first.iter().position(|cell| names.contains(&cell.to_lowercase().replace('_', " ").as_str()));
    let found = [named(&TEXTS), named(&OLD), named(&NEW)];
    if let [Some(text), Some(old), Some(new)] = found {
        return ([text, old, new], true);
    }
    let is_number = |record: &StringRecord, at: usize| record.get(at).is_some_and(|cell| cell.parse::<f64>().is_ok());
    let numbers = |record: &StringRecord| is_number(record, 1) && is_number(record, 2);
    let names = found.iter().flatten().count() >= 2 || second.is_some_and(|second| numbers(second) && !numbers(first));
    ([0, 1, 2], names)
}
