//! Why a calibration cannot be reported, in sentences that name the cell or the file.

use crate::chart::ChartError;
use crate::tasks::PriorError;

/// What is wrong with cells, files or figures.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// A value of a cell lies outside its range.
    #[error("{name} of a cell is {value}; it must be {expected}")]
    Value {
        /// The field.
        name: &'static str,
        /// What it holds.
        value: f64,
        /// What it may hold.
        expected: &'static str,
    },
    /// The probabilities of a cell are no sampling prior.
    #[error(transparent)]
    Prior(#[from] PriorError),
    /// Two cells differ in nothing but what was measured, so that one of them would count as a seed of its own.
    #[error("seed {seed} is there twice at C_Tr = {c_tr}, learning rate {rate:e} and share {share} of the steps")]
    Twice {
        /// The seed.
        seed: u32,
        /// `C_Tr` of both.
        c_tr: f64,
        /// Learning rate of both.
        rate: f64,
        /// Share of the steps of both.
        share: f64,
    },
    /// CSV that cannot be read or written; the message has the line.
    #[error("the CSV cannot be used: {0}")]
    Csv(#[from] csv::Error),
    /// What made the cells cannot be read or written.
    #[error("what made the cells cannot be used: {0}")]
    Made(#[from] serde_json::Error),
    /// A figure cannot be drawn.
    #[error("a figure cannot be drawn: {0}")]
    Chart(#[from] ChartError),
}
