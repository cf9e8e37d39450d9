//! Walking through the tokens of a line: what comes next, where, and the error when it is not what has to come.

use super::super::error::{Fault, Place, ProgramError};
use super::lexer::{Lexeme, Token};

/// How deep calls and terms may be nested; so much is also the height of the largest term.
pub(super) const DEEPEST: usize = 100;
/// Values in the terms of one definition. The compiler works terms out for tens of thousands of pairs.
pub(super) const MOST_PARTS: usize = 500;

/// A place in the tokens of a line.
pub(super) struct Cursor {
    lexemes: Vec<Lexeme>,
    next: usize,
    /// Behind the last token.
    end: Place,
    depth: usize,
    /// Values of terms so far.
    parts: usize,
}

impl Cursor {
    pub(super) fn over(lexemes: Vec<Lexeme>, end: Place) -> Self {
        Self { lexemes, next: 0, end, depth: 0, parts: 0 }
    }

    pub(super) fn peek(&self) -> Option<&Token> {
        self.lexemes.get(self.next).map(|lexeme| &lexeme.token)
    }

    /// The next token if it is a word.
    pub(super) fn peek_word(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Whether the token after the next is this sign.
    pub(super) fn sign_follows(&self, sign: &str) -> bool {
        matches!(self.lexemes.get(self.next + 1), Some(Lexeme { token: Token::Sign(s), .. }) if *s == sign)
    }

    /// Where the next token stands.
    pub(super) fn place(&self) -> Place {
        self.lexemes.get(self.next).map_or(self.end, |lexeme| lexeme.place)
    }

    pub(super) fn advance(&mut self) {
        self.next += 1;
    }

    /// Takes the next token if it is this word.
    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let is = self.peek_word() == Some(word);
        self.next += usize::from(is);
        is
    }

    /// Takes the next token if it is this sign.
    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.next += usize::from(is);
        is
    }

    pub(super) fn sign(&mut self, sign: &str) -> Result<(), ProgramError> {
        if self.takes(sign) { Ok(()) } else { Err(self.wanted(format!("“{sign}”"))) }
    }

    /// A name or word of the language.
    pub(super) fn word(&mut self, what: &str) -> Result<String, ProgramError> {
        let Some(word) = self.peek_word().map(str::to_owned) else { return Err(self.wanted(what)) };
        self.next += 1;
        Ok(word)
    }

    /// A number, with or without a minus sign.
    pub(super) fn number(&mut self, what: &str) -> Result<f64, ProgramError> {
        let sign = if self.takes("-") { -1.0 } else { 1.0 };
        let Some(Token::Number(number)) = self.peek() else { return Err(self.wanted(what)) };
        let number = sign * number;
        self.next += 1;
        Ok(number)
    }

    pub(super) fn end(&self) -> Result<(), ProgramError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.wanted("the end of the line")) }
    }

    /// The error that something else has to come next.
    pub(super) fn wanted(&self, wanted: impl Into<String>) -> ProgramError {
        let found = self.peek().map_or_else(|| "the end of the line".to_owned(), |token| format!("“{token}”"));
        Fault::Syntax { wanted: wanted.into(), found }.at(Some(self.place()))
    }

    /// Goes one level deeper for as long as `read` runs.
    pub(super) fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ProgramError>,
    ) -> Result<T, ProgramError> {
        if self.depth == DEEPEST {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    /// Takes the next token as one more value of a term.
    pub(super) fn part(&mut self) -> Result<(), ProgramError> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            let text = format!("the terms of a definition have at most {MOST_PARTS} values");
            return Err(Fault::Limits(text).at(Some(self.place())));
        }
        self.advance();
        Ok(())
    }

    pub(super) fn too_deep(&self) -> ProgramError {
        Fault::Limits(format!("calls and terms are nested at most {DEEPEST} deep")).at(Some(self.place()))
    }
}
