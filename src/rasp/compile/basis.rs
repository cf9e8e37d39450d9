//! The residual stream's basis: one named direction for each value of a categorical sequence, one for a numerical sequence,
//! one that is always 1, and one for the token that stands before every string.

use super::super::value::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The token before every string, to which attention goes when nothing is selected.
pub const BEFORE: &str = "compiler_bos";
/// The token after strings that are shorter than others. Nothing masks it.
pub const AFTER: &str = "compiler_pad";
/// The direction that every token sets to 1.
pub(in super::super) const ONE: &str = "one";

/// A direction of the residual stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Direction {
    /// Whose it is: the sequence's name and its number in reading order.
    pub name: String,
    /// Which of its values; none for a numerical sequence.
    pub value: Option<Value>,
}

impl Direction {
    pub(super) fn of(name: &str, value: Value) -> Self {
        Self { name: name.to_owned(), value: Some(value) }
    }

    pub(super) fn alone(name: &str) -> Self {
        Self { name: name.to_owned(), value: None }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{}:{value}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// The directions in order, and where each of them stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Basis(BTreeMap<Direction, usize>);

impl Basis {
    pub(super) fn of(directions: impl IntoIterator<Item = Direction>) -> Self {
        let mut places = BTreeMap::new();
        for direction in directions {
            places.insert(direction, 0);
        }
        places.values_mut().enumerate().for_each(|(index, place)| *place = index);
        Self(places)
    }

    /// Where a direction stands. Every direction that a block asks for was laid out before.
    pub(super) fn index(&self, direction: &Direction) -> usize {
        self.0.get(direction).copied().unwrap_or_default()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn into_directions(self) -> Vec<Direction> {
        self.0.into_keys().collect()
    }
}
