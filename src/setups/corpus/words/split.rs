//! Splits text into words and signs, by the word boundaries of Unicode (UAX 29), in small letters.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

/// The words and signs of `text`, without what only separates them. “Don't” is one word, “well-known” three.
pub fn words_of(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.split_word_bounds().filter(|word| !word.trim().is_empty()).map(|word| {
        if word.chars().any(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_are_told_apart_and_capitals_are_not() {
        let words: Vec<Cow<'_, str>> = words_of("\"Don't go,\" said Ben.\r\n\r\nÉlan well-known 3.5!").collect();
        let expected = ["\"", "don't", "go", ",", "\"", "said", "ben", ".", "élan", "well", "-", "known", "3.5", "!"];
        assert_eq!(words, expected);
        assert_eq!(words_of(" \n\t").count(), 0);
    }
}
