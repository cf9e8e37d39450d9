//! Changes of texts by their words, numbers, signs and lines.

use crate::change::{pick, place, times};
use unwrap_lab::tasks::Stream;

/// What is put in place of a number.
const NUMBERS: [&str; 22] = [
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "0.5",
    "1e-6",
    "1e9",
    "1e308",
    "-1e308",
    "1e-320",
    "NaN",
    "inf",
    "64",
    "65",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "99999999999999999999999999",
    "0.1.2",
    "0,5",
    "1_000",
];
/// What is put between or in place of words.
const SIGNS: [&str; 20] = [
    "", " ", "\n", "\t", "\0", "\u{feff}", "“", "é", "🦀", "\u{202e}", "%", "&", "=", ";", ",", ":", "\"", "<script>",
    "#", "\\",
];

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// The text in pieces: words, and each sign by itself.
fn pieces(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut word = false;
    for c in text.chars() {
        match all.last_mut() {
            Some(last) if word && is_word(c) => last.push(c),
            _ => all.push(c.to_string()),
        }
        word = is_word(c);
    }
    all
}

/// `text` changed; `words` are those of its language.
pub(crate) fn changed(text: &str, words: &[&str], stream: &mut Stream) -> String {
    let mut all = pieces(text);
    for _ in 0..times(stream) {
        if all.is_empty() || all.len() > 60_000 {
            break;
        }
        let (at, other) = (place(all.len(), stream), place(all.len(), stream));
        match stream.below(11) {
            0 => drop(all.remove(at)),
            1 => all.insert(at, (*pick(words, stream)).to_owned()),
            2 => all[at] = (*pick(words, stream)).to_owned(),
            3 => all[at] = (*pick(&SIGNS, stream)).to_owned(),
            4 => all[at] = all[other].clone(),
            5 => all.swap(at, other),
            6 => number(&mut all, at, stream),
            7 => number(&mut all, other, stream),
            8 => {
                let count = 1_usize << stream.below(14);
                all[at] = all[at].repeat(count.min(1 + 50_000 / all[at].len().max(1)));
            }
            9 => {
                // A stretch again and again: lists, nesting, long lines.
                let end = (at + 1 + place(40, stream)).min(all.len());
                let stretch = all[at..end].to_vec();
                let size: usize = stretch.iter().map(String::len).sum();
                let count = (1_usize << stream.below(9)).min(1 + 200_000 / size.max(1));
                let again = (0..count).flat_map(|_| stretch.clone()).take(20_000);
                all.splice(at..at, again.collect::<Vec<_>>());
            }
            _ => lines(&mut all, stream),
        }
    }
    let text = all.concat();
    // A case is to be slow for what it asks for, and not for its length.
    if text.len() > 200_000 { text.chars().take(100_000).collect() } else { text }
}

/// The next number from `at` on becomes another.
fn number(all: &mut [String], at: usize, stream: &mut Stream) {
    let found = all[at..].iter_mut().find(|piece| piece.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(piece) = found {
        *piece = if stream.coin() { (*pick(&NUMBERS, stream)).to_owned() } else { stream.below(600).to_string() };
    }
}

/// A line is taken out, doubled under another name, or moved.
fn lines(all: &mut Vec<String>, stream: &mut Stream) {
    let text = all.concat();
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let (at, other) = (place(lines.len(), stream), place(lines.len(), stream));
    match stream.below(3) {
        0 => drop(lines.remove(at)),
        1 => lines.swap(at, other),
        _ => {
            let count = 1 << stream.below(8);
            let again: Vec<String> = (0..count)
                .map(|n| match lines[at].split_once(" =") {
                    Some((name, rest)) => format!("{name}{n} ={rest}"),
                    None => lines[at].clone(),
                })
                .collect();
            lines.splice(at..at, again);
        }
    }
    *all = pieces(&lines.join("\n"));
}
