//! Procedural tasks on strings of a probabilistic grammar: vocabulary, samples, labels and the spurious correlation.
//!
//! Everything here is plain host data drawn from the project's own seeded streams; no tensor is known in this room.
//! The definitions follow Setup 1 (PCFG) of Jain et al., ICLR 2024.

mod batch;
mod composition;
mod counter;
mod domain;
mod family;
mod grammar;
mod indexer;
mod letter;
mod mixture;
mod prior;
mod sample;
mod stream;
mod values;
mod vocabulary;

#[cfg(test)]
mod domain_tests;

pub use batch::Batch;
pub use domain::{Correlation, Domain, DomainError, Sizes};
pub use family::{Families, FamiliesError, Family, PromptToken, Skill, Task};
pub use grammar::text as grammar_text;
pub use letter::{Letter, Operand};
pub use mixture::{Labels, Mixture, PASSWORD, TaskDistribution};
pub use prior::{PriorError, SamplingPrior};
pub use sample::{Format, Layout, Sample};
pub use stream::{Purpose, Stream};
pub use values::Values;
pub use vocabulary::{Token, Vocabulary};
