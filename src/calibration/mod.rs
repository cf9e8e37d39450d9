//! Our numbers beside the paper's: cells of a sweep, how far they agree with the paper's Table 5, and a report of it.
//!
//! Plain data in, text out: nothing here trains, measures or writes to a disk.

mod agreement;
mod baseline;
mod bootstrap;
mod cell;
mod correlation;
mod correlation_section;
mod csv_text;
mod error;
mod figures;
mod files;
mod finding;
mod made;
mod markdown;
mod markdown_table;
mod mean;
mod pairing;
mod report;
mod rules;
mod stored_cells;
mod table;

pub use agreement::{Agreement, BesideBaseline, Disagreement, agree, beside_baseline};
pub use baseline::{BASELINE, baseline};
pub use bootstrap::RESAMPLES;
pub use cell::{Cell, from_csv, to_csv};
pub use correlation::spearman;
pub use error::CalibrationError;
pub use finding::{FindingRow, findings_csv, findings_from_csv};
pub use made::Made;
pub use mean::{CellMean, means};
pub use pairing::{Matching, Pair, pairs};
pub use report::Report;
pub use rules::finding_rows;
pub use stored_cells::StoredCells;
pub use table::paired_csv;

#[cfg(test)]
mod tests;
