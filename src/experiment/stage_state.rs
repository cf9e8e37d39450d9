//! Where a stage is: what it takes to go on from there.

use crate::train::LearnerState;
use serde::{Deserialize, Serialize};

/// What a Session needs to go on with a stage; the same results come out as without the stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageState {
    /// The learner.
    pub learner: LearnerState,
    /// Measurements made.
    pub measured: u32,
    /// Where the stage's stream of samples is.
    pub position: u64,
    /// Seconds of work so far.
    pub seconds: f64,
}
