//! Words of a file: how text is split, how often each word stands there, and the tokens that a model of the commonest words reads.

mod ranking;
mod split;
mod vocabulary;

pub(in crate::setups) use ranking::Counting;
pub use ranking::Ranking;
pub use split::words_of;
pub use vocabulary::{SPECIAL, Title, Vocabulary};
