//! One way of writing what files write in several: quotation marks, apostrophes and spaces.

/// What stands in files, and what is read in its place. The last three are UTF-8 that was once read as Windows-1252, as published
/// files of TinyStories have it.
const WRITTEN: [(&str, &str); 13] = [
    ("\u{2018}", "'"),
    ("\u{2019}", "'"),
    ("\u{201b}", "'"),
    ("\u{201c}", "\""),
    ("\u{201d}", "\""),
    ("\u{201e}", "\""),
    ("\u{2026}", "..."),
    ("\u{a0}", " "),
    ("\u{feff}", ""),
    ("\u{ad}", ""),
    ("â€™", "'"),
    ("â€œ", "\""),
    ("â€\u{9d}", "\""),
];

/// `text` with straight quotation marks.
pub(super) fn straightened(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    WRITTEN.iter().fold(
        text.to_owned(),
        |text, (from, to)| {
            if text.contains(from) { text.replace(from, to) } else { text }
        },
    )
}
