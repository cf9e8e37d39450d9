//! Reads a table whole: finds its columns, bounds it, and leaves out rows that cannot be learnt from.

use super::bounds::{LARGEST_TABLE, LONGEST_ANSWER, LONGEST_TEXT, MOST_ROWS};
use super::columns::{columns, delimiter, records};
use super::error::TableError;
use super::report::{Reason, TableReport};
use crate::setups::corpus::words::words_of;
use crate::setups::visitor_file::decoded;
use std::collections::HashMap;

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// The text, its letters apart where they are its words.
    pub text: String,
    /// The old answer.
    pub old: String,
    /// The new answer.
    pub new: String,
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReading {
    /// Its rows, in order; no text stands twice.
    pub rows: Vec<RawRow>,
    /// What was found and left out.
    pub report: TableReport,
}

/// Reads a table.
///
/// # Errors
/// A sentence when it is none.
pub fn read_table(bytes: &[u8]) -> Result<TableReading, TableError> {
    let text = decoded(bytes, LARGEST_TABLE)?;
    if text.trim().is_empty() {
        return Err(TableError::Empty);
    }
    let delimiter = delimiter(&text).ok_or(TableError::Columns)?;
    let mut all = records(&text, delimiter).peekable();
    let first = all.next().ok_or(TableError::Empty)?;
    let (columns, names) = columns(&first, all.peek());
    let cell = |record: &csv::StringRecord, which: usize| record.get(columns[which]).unwrap_or_default().to_owned();
    let raw =
        |record: csv::StringRecord| RawRow { text: cell(&record, 0), old: cell(&record, 1), new: cell(&record, 2) };
    let mut report = TableReport {
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        delimiter: char::from(delimiter),
        header: names.then(|| [0, 1, 2].map(|which| cell(&first, which))),
        further_columns: (first.len() as u32).saturating_sub(3),
        ..TableReport::default()
    };
    let rows: Vec<RawRow> = (!names).then_some(first).into_iter().chain(all).map(raw).collect();
    report.found = rows.len() as u32;
    report.by_letters = are_single_words(&rows);
    let mut taken: Vec<RawRow> = Vec::new();
    // Where each text was taken.
    let mut places: HashMap<String, usize> = HashMap::new();
    for (number, row) in (1..).zip(rows) {
        let row = if report.by_letters { RawRow { text: apart(&row.text), ..row } } else { row };
        match taken_as(&row, &taken, &places) {
            Ok(words) => {
                places.insert(words, taken.len());
                taken.push(row);
            }
            Err(reason) => report.leave_out(reason, number),
        }
    }
    if taken.is_empty() {
        return Err(TableError::NoRows(report.found));
    }
    Ok(TableReading { rows: taken, report })
}

/// The words of a row's text, if it can be taken.
fn taken_as(row: &RawRow, taken: &[RawRow], places: &HashMap<String, usize>) -> Result<String, Reason> {
    if [&row.text, &row.old, &row.new].into_iter().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
        return Err(Reason::Bytes);
    }
    let words: Vec<_> = words_of(&row.text).take(LONGEST_TEXT as usize + 1).collect();
    if words.is_empty() || row.old.is_empty() || row.new.is_empty() {
        return Err(Reason::Missing);
    }
    if words.len() > LONGEST_TEXT as usize {
        return Err(Reason::Long);
    }
    if [&row.old, &row.new].into_iter().any(|answer| answer.chars().count() > LONGEST_ANSWER) {
        return Err(Reason::LongAnswer);
    }
    let words = words.join(" ");
    if let Some(before) = places.get(&words).and_then(|place| taken.get(*place)) {
        let same = before.old == row.old && before.new == row.new;
        return Err(if same { Reason::Twice } else { Reason::Contradicts });
    }
    if taken.len() >= MOST_ROWS as usize {
        return Err(Reason::Beyond);
    }
    Ok(words)
}

/// Whether most texts are one word of several letters: then the letters are what is learnt from.
fn are_single_words(rows: &[RawRow]) -> bool {
    let single = |row: &&RawRow| words_of(&row.text).nth(1).is_none() && row.text.chars().nth(1).is_some();
    2 * rows.iter().filter(single).count() > rows.len()
}

/// A text with its letters apart.
pub(in crate::setups::table) fn apart(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(|c| [c, ' ']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> TableReading {
        read_table(text.as_bytes()).unwrap()
    }

    fn cells(reading: &TableReading) -> Vec<[&str; 3]> {
        reading.rows.iter().map(|row| [row.text.as_str(), &row.old, &row.new]).collect()
    }

    #[test]
    fn commas_semicolons_tabs_and_quotes_make_the_same_rows() {
        let expected = [["one, two", "2", "3"], ["four", "1", "2"]];
        for text in [
            "\"one, two\",2,3\nfour,1,2\n",
            "one, two;2;3\r\nfour;1;2",
            "one, two\t2\t3\nfour\t1\t2",
            "\u{feff}text;old answer;new answer\none, two;2;3\n\nfour;1;2",
            "New,Text,Old\n3,\"one, two\",2\n2,four,1",
            "words,count,more\n\"one, two\",2,3\nfour,1,2\n",
        ] {
            assert_eq!(cells(&read(text)), expected, "{text}");
        }
    }

    #[test]
    fn rows_that_cannot_be_learnt_from_are_counted_by_their_reason() {
        let long = "a ".repeat(65);
        let text = format!("a b,1,2\nA  b,1,2\na b,1,3\nc d,1,\n{long},1,2\nc d,{},2\nc d,2,3\n", "x".repeat(41));
        let reading = read(&text);
        assert_eq!(cells(&reading), [["a b", "1", "2"], ["c d", "2", "3"]]);
        let left: Vec<_> = reading.report.left_out.iter().map(|left| (left.reason, left.rows, left.first)).collect();
        assert_eq!(
            left,
            [
                (Reason::Twice, 1, 2),
                (Reason::Contradicts, 1, 3),
                (Reason::Missing, 1, 4),
                (Reason::Long, 1, 5),
                (Reason::LongAnswer, 1, 6)
            ]
        );
        let many: String = (0..MOST_ROWS + 7).map(|n| format!("w{n} x,1,2\n")).collect();
        let full = read(&many);
        assert_eq!((full.rows.len() as u32, full.report.left_out[0].rows), (MOST_ROWS, 7));
    }

    #[test]
    fn texts_that_are_single_words_are_read_letter_by_letter() {
        let reading = read("abca,2,3\nbbca,1,2\n");
        assert!(reading.report.by_letters);
        assert_eq!(cells(&reading)[0][0], "a b c a ");
        assert!(!read("a,2,3\nb,1,2\n").report.by_letters);
    }

    #[test]
    fn what_is_no_table_is_refused_in_a_sentence() {
        let refused = |bytes: &[u8]| read_table(bytes).unwrap_err().to_string();
        assert_eq!(refused(b" \n"), "there is nothing in it");
        assert!(refused(b"step,loss\n1,2.5\n").contains("no three columns"));
        assert!(refused(b"Once upon a time there was a cat.\nThe end.").contains("no three columns"));
        assert!(refused(b"\xff\xfea\0b\0").contains("UTF-16"));
        assert!(refused(b"a,,\nb,,\n").contains("none of its 2 rows"));
    }
}
