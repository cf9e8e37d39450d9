//! The paper's figures and tables on PCFG and on stories as sweeps, the paper's own numbers beside them, and the rule by which one
//! of them counts as reproduced.

mod across;
mod claim;
mod class;
mod compiled;
mod compiled_exhibits;
mod departures;
mod exhibit;
mod exhibits;
mod mapping;
mod on_grammar;
mod on_stories;
mod outcome;
mod paper;
mod paper_tables;
mod reading;
mod report;
mod scale;
mod shipped_results;
mod stories_mapping;
mod table_1;
mod table_1_beside;
#[cfg(test)]
mod traced;

pub use across::Across;
pub use claim::{Claim, Contrast, Paper, Term};
pub use class::{AtRate, over_class};
pub use compiled::{CompiledCell, agreement, ended, table_3};
pub use compiled_exhibits::{COMPILED_EXHIBITS, CompiledExhibit};
pub use departures::{departures, stories_departures};
pub use exhibit::{Exhibit, Subject};
pub use exhibits::{EXHIBITS, exhibit};
pub use mapping::{MAPPING, six_digits, standing_for, stands_for};
pub use on_grammar::OnGrammar;
pub use on_stories::OnStories;
pub use outcome::Outcome;
pub use paper::{PAPER_PRETRAIN_RATE, PaperCell, PaperTask, paper_cells};
pub use paper_tables::{PaperTables, paper_tables};
pub use reading::{Agreeing, Checked, RULE, Reproduction, agreeing, checked, overall};
pub use report::gallery_report;
pub use scale::{Rate, Relevance, Scale};
pub use shipped_results::{RESULTS_LIST, ResultsError, ShippedResults, results_list_from_json, results_list_to_json};
pub use stories_mapping::STORIES_MAPPING;
pub use table_1::{STORIES_A_CELL, StoriesRate, StoriesRow, table_1};
pub use table_1_beside::{Beside, TABLE_1_RULE, Table1Cell, Table1Row, beside_table_1};
