//! Right answers out of a number of samples.

use serde::{Deserialize, Serialize};

/// Right answers out of a number of samples. What is read from outside never has more right answers than samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Counts")]
pub struct Accuracy {
    /// Right answers.
    pub correct: u32,
    /// Samples asked.
    pub n: u32,
}

/// An accuracy as it is read.
#[derive(Deserialize)]
struct Counts {
    correct: u32,
    n: u32,
}

impl TryFrom<Counts> for Accuracy {
    type Error = String;

    fn try_from(Counts { correct, n }: Counts) -> Result<Self, String> {
        if correct > n { Err(format!("{correct} right answers of {n}")) } else { Ok(Self { correct, n }) }
    }
}

impl Accuracy {
    /// The share of right answers in percent; 0 of 0 is 0.
    pub fn percent(self) -> f64 {
        100.0 * f64::from(self.correct) / f64::from(self.n.max(1))
    }
}
