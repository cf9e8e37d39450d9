//! How much of a program is read, run and compiled. A text is short, and what it asks for is not: its terms are worked out for
//! every pair of positions or of values.

use super::node::{Selector, Sequence};
use super::term::Term;

/// Characters of the longest name, and of the longest word: each unit and each direction has its own copy.
pub const LONGEST_WORD: usize = 64;
/// Steps that the interpreter takes on the longest string. A step is a part of a term for one pair of positions.
pub(super) const MOST_ON_A_STRING: u64 = 1 << 22;
/// Steps that tables take on a string that a model is trained on: thousands of those are drawn before training begins.
pub(super) const MOST_ON_A_DRAW: u64 = 40_000;
/// The same for a target that has too many values for tables and is interpreted, which takes longer.
pub(super) const MOST_ON_AN_INTERPRETED_DRAW: u64 = 6_000;
/// Steps that the compiler takes: parts of terms for each value, or pair of values.
pub(super) const MOST_OVER_VALUES: u64 = 1 << 22;
/// Weights of the largest model, zeros included.
pub(super) const MOST_WEIGHTS: u64 = 1 << 22;

impl Term {
    /// Values and operators.
    pub(super) fn parts(&self) -> u64 {
        1 + match self {
            Self::X | Self::Y | Self::Constant(_) => 0,
            Self::Not(of) | Self::Negative(of) => of.parts(),
            Self::Two(_, left, right) => left.parts() + right.parts(),
            Self::If(condition, then, otherwise) => condition.parts() + then.parts() + otherwise.parts(),
        }
    }
}

impl Sequence {
    /// Steps on a string of `length` tokens.
    pub(super) fn steps(&self, length: u64) -> u64 {
        match self {
            Self::Tokens | Self::Indices | Self::Blend { .. } => length,
            Self::Map { term, .. } | Self::Zip { term, .. } => length * term.parts(),
            Self::Aggregate { .. } | Self::Width { .. } => length * length,
        }
    }
}

impl Selector {
    /// Steps on a string of `length` tokens.
    pub(super) fn steps(&self, length: u64) -> u64 {
        let parts = if let Self::Select { predicate, .. } = self { predicate.parts() } else { 1 };
        length * length * parts
    }
}
