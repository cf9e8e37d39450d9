//! Why a truth bench cannot be read or written.

/// Why a truth bench cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TruthError {
    /// A table is no CSV, or a row of it cannot be read.
    #[error("the table of the truth bench cannot be read: {0}")]
    Csv(#[from] csv::Error),
    /// The table cannot be put together.
    #[error("the table of the truth bench cannot be written: {0}")]
    Write(String),
}
