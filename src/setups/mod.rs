//! The paper's setups, one folder each: data, settings, presets, stages, analyses, evidence and words. What an experiment is, and everything
//! that is done with one, is written once, elsewhere.

pub mod compiled;
pub mod corpus;
pub mod grammar;
pub mod learned;
pub mod stories;
pub mod table;
pub mod two_labels;

mod gpt_cost;
mod gpt_evidence;
mod held_file;
mod latest_plan;
mod shipped;
mod shown;
pub mod visitor_file;

pub use held_file::{FileKind, HeldFile, held, held_stories, held_table, hold};
pub use shipped::{SHIPPED, Shipped, shipped};
pub use shown::{SHOWN_ANSWERS, SHOWN_FOLDER, SHOWN_MODELS, SHOWN_RECORD, ShownModel, first_text, shown_spec};

use crate::experiment::{SetupKind, register};

/// Every setup, the default first.
pub static SETUPS: [&SetupKind; 6] =
    [&grammar::GRAMMAR, &compiled::COMPILED, &learned::LEARNED, &table::TABLE, &stories::STORIES, &corpus::STORY_FILE];

/// Makes every setup known to what reads links, files and messages. Each program begins with it.
pub fn install() {
    SETUPS.into_iter().for_each(register);
}
