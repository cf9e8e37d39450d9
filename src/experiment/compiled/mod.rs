//! Experiments on compiled skills (paper, Setup 2): a RASP program is compiled to a transformer, which is fine-tuned to answer as another
//! program does, pruned weight by weight, and trained on its first skill again.
//!
//! The walk is that of the other experiments, on smaller parts: [`CompiledSpec`], [`CompiledPlan`], [`CompiledRecord`].

mod error;
mod link;
mod part;
mod plan;
mod record;
mod setting;
mod spec;
mod strings;
mod table;

pub use error::CompiledSpecError;
pub(super) use link::compiled_from_query;
pub use link::compiled_to_hash;
pub use part::{CompiledPart, CompiledSubject};
pub use plan::CompiledPlan;
pub use record::{CompiledRecord, CompiledStage, Examined};
pub use setting::{COMPILED_SETTINGS, CompiledSetting, compiled_setting};
pub use spec::CompiledSpec;
pub use strings::{Labelled, Strings};
pub use table::compiled_csv;
