//! The paper's figures and tables on PCFG as sweeps at two scales, the paper's own numbers beside them, and the rule by which one
//! of them counts as reproduced.

mod claim;
mod compiled;
mod compiled_exhibits;
mod departures;
mod exhibit;
mod exhibits;
mod mapping;
mod outcome;
mod paper;
mod reading;
mod report;
mod scale;
#[cfg(test)]
mod traced;

pub use claim::{Claim, Contrast, Paper, Term};
pub use compiled::{CompiledCell, agreement, ended, table_3};
pub use compiled_exhibits::{COMPILED_EXHIBITS, CompiledExhibit};
pub use departures::departures;
pub use exhibit::{Across, Exhibit};
pub use exhibits::{EXHIBITS, exhibit};
pub use mapping::{MAPPING, six_digits, standing_for, stands_for};
pub use outcome::Outcome;
pub use paper::{PAPER_PRETRAIN_RATE, PaperCell, PaperTask, paper_cells};
pub use reading::{Agreeing, Checked, RULE, Reading, agreeing, checked, overall};
pub use report::gallery_report;
pub use scale::{Rate, Relevance, Scale};
