//! All of the paper's tables that exhibits are held against.

use super::paper::{PaperCell, paper_cells};
use super::table_1::{StoriesRow, table_1};

/// The paper's tables as data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaperTables {
    /// Tables 5 to 7.
    pub grammar: Vec<PaperCell>,
    /// Table 1.
    pub stories: Vec<StoriesRow>,
}

/// Reads them.
///
/// # Errors
/// When a table in this build cannot be read; tests hold that all can.
pub fn paper_tables() -> Result<PaperTables, csv::Error> {
    Ok(PaperTables { grammar: paper_cells()?, stories: table_1()? })
}
