//! Little stories as plain data: a closed vocabulary, a generator of records, and an exact reader.
//!
//! A record asks for features and tells a story that has them. The generator draws records from a seeded stream; the
//! reader says of any words which features they have, where a twist stands, and why a story does not hold together.

mod denial;
mod facts;
mod feature;
mod flaw;
mod kind;
mod plan;
mod prior;
mod reader;
mod reading;
mod record;
mod sampler;
mod sort;
mod story;
mod template;
mod text;
mod vocabulary;
mod wording;

#[cfg(test)]
mod tests;

pub use denial::DenialStart;
pub use facts::Facts;
pub use feature::{Feature, FeatureSet, MOST_FEATURES};
pub use flaw::Flaw;
pub use kind::Kind;
pub use prior::{FeaturePrior, FeaturePriorError};
pub use reader::read;
pub use reading::{Reading, Sentence, Twist};
pub use record::{Header, LONGEST_RECORD, StoryRecord, until_end};
pub use sampler::{SamplerError, StorySampler};
pub use sort::{Sort, double, event_of};
pub use story::{LONGEST_STORY, Story, StoryPart};
pub use template::{Piece, Slot, Template};
pub use text::show;
pub use vocabulary::{UnknownWord, Word};
pub use wording::{WORDINGS, Wording, Wordings};
