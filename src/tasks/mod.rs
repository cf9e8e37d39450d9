//! Procedural tasks on strings of a probabilistic grammar: vocabulary, samples, labels and the spurious correlation.
//!
//! Everything here is plain host data drawn from the project's own seeded streams; no tensor is known in this room.
//! The definitions follow Setup 1 (PCFG) of Jain et al., ICLR 2024.

mod batch;
mod counter;
mod grammar;
mod prior;
mod sample;
mod stream;
mod vocabulary;

pub use batch::{Batch, Mixture};
pub use counter::{Correlation, Counter, CounterError, Counts};
pub use grammar::text as grammar_text;
pub use prior::{PriorError, SamplingPrior};
pub use sample::{Format, Layout, Sample};
pub use stream::{Purpose, Stream};
pub use vocabulary::{Letter, Operand, Token, Vocabulary};
