//! Right answers out of a number of samples.

use serde::{Deserialize, Serialize};

/// Right answers out of a number of samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Right answers.
    pub correct: u32,
    /// Samples asked.
    pub n: u32,
}

impl Accuracy {
    /// The share of right answers in percent; 0 of 0 is 0.
    pub fn percent(self) -> f64 {
        100.0 * f64::from(self.correct) / f64::from(self.n.max(1))
    }
}
