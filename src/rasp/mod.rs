//! RASP: programs over sequences, their interpreter, and the compiler that makes transformers of them.
//!
//! After Weiss et al., *Thinking like transformers* (2021), and Lindner et al., *Tracr* (2023). Nothing here trains.

mod bounds;
mod compile;
mod disagreement;
mod error;
mod forward;
mod interpret;
mod node;
mod order;
mod program;
mod programs;
mod source_text;
mod syntax;
mod tabled;
mod term;
mod value;
mod weights;

#[cfg(test)]
mod tests;

pub use bounds::LONGEST_WORD;
pub use compile::{AFTER, AnswerReadout, BEFORE, Compiled, Direction, Head, Layer, Unit};
pub use disagreement::{Disagreement, Doubt};
pub use error::{Fault, InputError, Place, ProgramError};
pub use forward::{Decoded, Forward, ForwardLayer, Read};
pub use interpret::{Interpretation, Pattern, Values};
pub use node::{Encoding, Named, NamedSelector, Node, Selector, SelectorId, Sequence, SequenceId};
pub use program::{EXACTNESS, LONGEST, MOST_NODES, MOST_WORDS, Program};
pub use programs::{LIBRARY, Listed, listed};
pub use syntax::LONGEST_TEXT;
pub use tabled::Tabled;
pub use term::{Operator, Term, TermError};
pub use value::{Kind, Value};
pub use weights::{HeadWeights, LayerWeights, Matrix, ModelWeights};
