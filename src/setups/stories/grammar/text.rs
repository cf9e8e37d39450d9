//! Tokens as English: capitals, “an” before vowels, and no space before a full stop or inside quotation marks.

use super::sort::Sort;
use super::vocabulary::Word;

/// The words before `<end>` as a person reads them.
pub fn show(words: &[Word]) -> String {
    let mut shown = String::new();
    let mut begins = true;
    let mut quoted = false;
    for (at, word) in words.iter().enumerate() {
        let text = word.text();
        if *word == Word::END {
            break;
        }
        if text == "\"" {
            quoted = !quoted;
            if quoted && !shown.is_empty() {
                shown.push(' ');
            }
            shown.push('"');
            begins = quoted;
            continue;
        }
        let before_vowel = words.get(at + 1).is_some_and(|next| next.text().starts_with(['a', 'e', 'i', 'o', 'u']));
        let text = if text == "a" && before_vowel { "an" } else { text };
        let is_sign = matches!(text, "." | "!" | "?" | "," | ":");
        let opens_quote = quoted && shown.ends_with('"');
        if !is_sign && !opens_quote && !shown.is_empty() {
            shown.push(' ');
        }
        if begins || Sort::Hero.has(*word) || text == "i" {
            push_capitalised(&mut shown, text);
        } else {
            shown.push_str(text);
        }
        begins = word.ends_sentence();
    }
    shown
}

fn push_capitalised(shown: &mut String, text: &str) {
    let mut letters = text.chars();
    shown.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    shown.push_str(letters.as_str());
}
