//! What a program is made of: sequences and selectors, and how each of them is computed from others.

use super::error::Place;
use super::term::Term;
use super::value::Kind;

/// A sequence of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SequenceId(pub(super) usize);

/// A selector of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SelectorId(pub(super) usize);

/// How a sequence lies in the residual stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// One direction for each value.
    Categorical,
    /// One direction, and the value is the length along it.
    Numerical,
}

/// How a sequence is computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Sequence {
    /// The string itself.
    Tokens,
    /// 0, 1, 2 and so on.
    Indices,
    /// A term of each value.
    Map {
        /// Over x.
        term: Term,
        /// Of this sequence.
        of: SequenceId,
    },
    /// A term of two values at the same position.
    Zip {
        /// Over x and y.
        term: Term,
        /// x comes from here and y from there.
        of: [SequenceId; 2],
    },
    /// A weighted sum of two numerical sequences.
    Blend {
        /// Of each.
        weights: [f64; 2],
        /// Both sequences.
        of: [SequenceId; 2],
    },
    /// What stands at the selected positions: the value itself where it is categorical, the mean where it is numerical.
    Aggregate {
        /// Which positions.
        by: SelectorId,
        /// Of this sequence.
        of: SequenceId,
    },
    /// How many positions are selected.
    Width {
        /// By this selector.
        of: SelectorId,
    },
}

/// Which positions (keys) each position (query) selects.
#[derive(Clone, Debug, PartialEq)]
pub enum Selector {
    /// Those for which the term holds.
    Select {
        /// x of the term.
        keys: SequenceId,
        /// y of the term.
        queries: SequenceId,
        /// True for a selected pair.
        predicate: Term,
    },
    /// All of them.
    All,
    /// Those that both select.
    Both([SelectorId; 2]),
    /// Those that one or the other selects.
    Either([SelectorId; 2]),
    /// Those that it does not select.
    Except(SelectorId),
}

/// A sequence with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The program's name for it.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
    /// How it lies in the residual stream.
    pub encoding: Encoding,
    /// How it is computed.
    pub sequence: Sequence,
    /// Where it was written.
    pub place: Option<Place>,
}

/// A selector with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedSelector {
    /// The program's name for it.
    pub name: String,
    /// Which positions.
    pub selector: Selector,
    /// Where it was written.
    pub place: Option<Place>,
}

/// A sequence or a selector, in the order in which a program is read from its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A sequence.
    Sequence(SequenceId),
    /// A selector.
    Selector(SelectorId),
}
