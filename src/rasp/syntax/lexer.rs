//! From the characters of a line to words, numbers, quoted words and signs, each with its place.

use super::super::error::{Fault, Place, ProgramError};
use std::fmt;

/// One piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name, or a word of the language.
    Word(String),
    /// Without a sign.
    Number(f64),
    /// A word in quotes, without them.
    Quoted(String),
    /// One of [`SIGNS`].
    Sign(&'static str),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Number(number) => number.fmt(f),
            Self::Quoted(word) => write!(f, "\"{word}\""),
            Self::Sign(sign) => f.write_str(sign),
        }
    }
}

/// Longer ones before those that they begin with.
const SIGNS: [&str; 16] = ["==", "!=", "<=", ">=", "(", ")", ",", "=", "+", "-", "*", "/", "%", "<", ">", "!"];

/// What text editors make of straight quotes while one types.
const CURLY: [char; 5] = ['“', '”', '„', '‟', '″'];

/// A token and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) place: Place,
}

/// The characters of a line and where reading is.
struct Characters<'a> {
    all: &'a [char],
    next: usize,
    line: u32,
}

impl Characters<'_> {
    fn place(&self) -> Place {
        Place { line: self.line, column: self.next as u32 + 1 }
    }

    fn peek(&self) -> Option<char> {
        self.all.get(self.next).copied().filter(|c| *c != '#')
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next += 1;
        }
    }

    fn while_it_is(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = &self.all[self.next..];
        let text: String = rest.iter().copied().take_while(|c| *c != '#' && wanted(*c)).collect();
        self.next += text.chars().count();
        text
    }

    /// What stands between two quotes, where `#` is a character as any other. A straight quote ends at the next straight one.
    fn quoted(&mut self) -> Result<String, ProgramError> {
        let start = self.place();
        let is_straight = self.all.get(self.next) == Some(&'"');
        let rest = &self.all[self.next + 1..];
        let ends = |c: &char| *c == '"' || (!is_straight && CURLY.contains(c));
        let Some(length) = rest.iter().position(ends) else {
            let wanted = "a second quote on this line".to_owned();
            return Err(Fault::Syntax { wanted, found: "the end of the line".to_owned() }.at(Some(start)));
        };
        self.next += length + 2;
        Ok(rest[..length].iter().collect())
    }

    /// Whether a word follows that stands in curly quotes. Such a sign by itself is a word as any other.
    fn is_in_curly_quotes(&self) -> bool {
        let rest = &self.all[self.next..];
        let word = rest.iter().position(|c| c.is_whitespace() || *c == '#').map_or(rest, |end| &rest[..end]);
        let ends = |c: &char| *c == '"' || CURLY.contains(c);
        word.first().is_some_and(|c| CURLY.contains(c)) && word.iter().skip(2).any(ends)
    }

    fn number(&mut self) -> Result<f64, ProgramError> {
        let start = self.place();
        let mut text = self.while_it_is(|c| c.is_ascii_digit());
        if self.peek() == Some('.') && self.all.get(self.next + 1).is_some_and(char::is_ascii_digit) {
            self.next += 1;
            text = format!("{text}.{}", self.while_it_is(|c| c.is_ascii_digit()));
        }
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        number.ok_or_else(|| Fault::Limits("this number is too large".to_owned()).at(Some(start)))
    }
}

/// The tokens of a line.
///
/// # Errors
/// For a quote that is not closed, a number beyond all bounds, and a character that begins nothing.
pub(super) fn tokens(line: &str, number: u32) -> Result<Vec<Lexeme>, ProgramError> {
    let all: Vec<char> = line.chars().collect();
    let mut characters = Characters { all: &all, next: 0, line: number };
    let mut found = Vec::new();
    loop {
        characters.skip_space();
        let place = characters.place();
        let Some(first) = characters.peek() else { return Ok(found) };
        let token = if first.is_alphabetic() || first == '_' {
            Token::Word(characters.while_it_is(|c| c.is_alphanumeric() || c == '_'))
        } else if first.is_ascii_digit() {
            Token::Number(characters.number()?)
        } else if first == '"' || CURLY.contains(&first) {
            Token::Quoted(characters.quoted()?)
        } else {
            let rest = &all[characters.next..];
            let stands = |sign: &&&str| sign.chars().enumerate().all(|(n, c)| rest.get(n) == Some(&c));
            let Some(sign) = SIGNS.iter().find(stands) else {
                let wanted = "a name, a number, a word in quotes or a sign such as “(”".to_owned();
                return Err(Fault::Syntax { wanted, found: format!("“{first}”") }.at(Some(place)));
            };
            characters.next += sign.chars().count();
            Token::Sign(sign)
        };
        found.push(Lexeme { token, place });
    }
}

/// A word of a vocabulary.
pub(super) struct Written {
    pub(super) text: String,
    /// Whether it stood in quotes, so that digits are no number.
    pub(super) quoted: bool,
}

/// The words of a vocabulary's line after its first: what stands between spaces, or in quotes.
///
/// # Errors
/// For a quote that is not closed, a quote within a word, and a quoted word that is empty or has a space, which no string
/// could contain.
pub(super) fn words(line: &str, number: u32) -> Result<Vec<Written>, ProgramError> {
    let all: Vec<char> = line.chars().collect();
    let mut characters = Characters { all: &all, next: 0, line: number };
    let mut found = Vec::new();
    loop {
        characters.skip_space();
        let place = characters.place();
        let Some(first) = characters.peek() else { break };
        let quoted = first == '"' || characters.is_in_curly_quotes();
        let mut text = if quoted { characters.quoted()? } else { characters.while_it_is(|c| !c.is_whitespace()) };
        // A comma behind a word separates it from the next. By itself it is a word.
        if quoted && characters.peek() == Some(',') {
            characters.next += 1;
        } else if !quoted && text.chars().count() > 1 && text.ends_with(',') {
            text.pop();
        }
        if !quoted && text.contains(',') && text != "," {
            let wanted = "spaces between words, and quotes around a word that has a comma".to_owned();
            return Err(Fault::Syntax { wanted, found: format!("“{text}”") }.at(Some(place)));
        }
        let open = characters.peek().is_some_and(|next| !next.is_whitespace());
        if open || text.contains('"') || text.is_empty() || text.contains(char::is_whitespace) {
            let wanted = "words with spaces between them, without spaces or quotes inside".to_owned();
            return Err(Fault::Syntax { wanted, found: format!("“{text}”") }.at(Some(place)));
        }
        found.push(Written { text, quoted });
    }
    Ok(found.split_off(1.min(found.len())))
}
