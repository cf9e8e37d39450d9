//! What can be wrong with a program or its input, and where.

use super::term::TermError;
use super::value::Kind;
use std::fmt;

/// A place in a program's text, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a program is refused, with the place where that shows.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}{fault}", place.map(|p| format!("{p}: ")).unwrap_or_default())]
pub struct ProgramError {
    /// Where; none for a program that was not written as text.
    pub place: Option<Place>,
    /// What.
    pub fault: Fault,
}

/// What is wrong with a program.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The text cannot be read.
    #[error("expected {wanted}, found {found}")]
    Syntax {
        /// What could stand there.
        wanted: String,
        /// What stands there.
        found: String,
    },
    /// A name that nothing has.
    #[error("nothing is called “{0}”")]
    Unknown(String),
    /// A name that is taken.
    #[error("“{0}” is already defined, or a word of the language")]
    Taken(String),
    /// A selector where a sequence is needed, or the reverse.
    #[error("“{name}” is {found}; {wanted} is needed here")]
    WrongSort {
        /// Its name.
        name: String,
        /// What it is.
        found: &'static str,
        /// What is needed.
        wanted: &'static str,
    },
    /// A term and its values do not fit.
    #[error(transparent)]
    Term(#[from] TermError),
    /// A select's predicate that is neither true nor false.
    #[error("a select compares: its term has to be true or false, and this one is {0}")]
    Predicate(Kind),
    /// A numerical sequence of tokens.
    #[error("tokens have no size, so that this cannot be numerical")]
    TokensAsNumbers,
    /// Something is too large, or missing.
    #[error("{0}")]
    Limits(String),
    /// It can be run, but not be compiled to a transformer.
    #[error("this cannot be compiled: {0}")]
    NotCompilable(String),
}

impl Fault {
    /// At a place.
    pub fn at(self, place: Option<Place>) -> ProgramError {
        ProgramError { place, fault: self }
    }
}

/// Why a program cannot run on a string.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// No token.
    #[error("the string is empty; give it between 1 and {0} tokens")]
    Empty(usize),
    /// More tokens than the program allows.
    #[error("the string has {found} tokens, and this program takes at most {most}")]
    TooLong {
        /// Tokens of the string.
        found: usize,
        /// The program's length.
        most: usize,
    },
    /// A token that the vocabulary lacks.
    #[error("“{0}” is not in the program's vocabulary")]
    Unknown(String),
}
