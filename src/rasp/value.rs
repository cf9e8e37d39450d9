//! The values that RASP sequences hold: truths, numbers and tokens, with one order over all of them.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Truth,
    /// A finite number.
    Number,
    /// A word of the vocabulary.
    Token,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truth => "true or false",
            Self::Number => "a number",
            Self::Token => "a token",
        })
    }
}

/// One value of a sequence.
#[derive(Clone, Debug)]
pub enum Value {
    /// True or false.
    Truth(bool),
    /// A finite number.
    Number(f64),
    /// A word of the vocabulary.
    Token(Arc<str>),
}

impl Value {
    /// A number; none where it is infinite or not a number. Minus zero is zero.
    pub fn number(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Number(number + 0.0))
    }

    /// A token.
    pub fn token(word: &str) -> Self {
        Self::Token(Arc::from(word))
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Truth(_) => Kind::Truth,
            Self::Number(_) => Kind::Number,
            Self::Token(_) => Kind::Token,
        }
    }

    /// Its size on a numerical direction of the residual stream: true is 1, false 0; tokens have none.
    pub fn size(&self) -> Option<f64> {
        match self {
            Self::Truth(truth) => Some(f64::from(u8::from(*truth))),
            Self::Number(number) => Some(*number),
            Self::Token(_) => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truth(truth) => truth.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Token(word) => f.write_str(word),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Truth(a), Self::Truth(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Token(a), Self::Token(b)) => a.cmp(b),
            _ => (self.kind() as u8).cmp(&(other.kind() as u8)),
        }
    }
}
