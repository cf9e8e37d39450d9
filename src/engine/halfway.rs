//! A stage that was left halfway: what it takes to go on from there, and the file that keeps it.

use super::message::{MessageError, decode, encode};
use crate::VERSION;
use crate::experiment::{Plan, Point, Role, Stage, StageKey};
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

/// A stage that was left halfway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Halfway {
    /// The version of the program.
    pub version: String,
    /// Which stage: what it depends on.
    pub key: String,
    /// The device that it was on; only another of the same name goes on from it.
    pub device: String,
    /// Its measurements so far.
    pub points: Vec<Point>,
    /// Where it is.
    pub state: StageState,
}

/// Why a stage does not go on from a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HalfwayError {
    /// The bytes are none.
    #[error("it cannot be read: {0}")]
    Bytes(#[from] MessageError),
    /// It is of another version or stage, or cannot have come from this stage.
    #[error("it is not of this stage and version")]
    Other,
}

impl Halfway {
    /// The file's bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, HalfwayError> {
        Ok(encode(self)?)
    }

    /// Reads a file's bytes. What they hold is checked where a stage takes it.
    ///
    /// # Errors
    /// When they are no such file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HalfwayError> {
        Ok(decode(bytes)?)
    }

    /// Whether it is a state of `stage` of `plan`.
    pub(crate) fn is_of(&self, plan: &Plan, stage: &Stage) -> bool {
        let role: Role = stage.role;
        let StageState { learner, measured, seconds, .. } = &self.state;
        let points = self.points.iter().map(|p| p.step);
        let possible = |p: &Point| {
            p.loss.is_none_or(f32::is_finite)
                && p.accuracy.iter().all(|a| a.n == plan.spec.held_out && a.correct <= a.n)
        };
        self.version == VERSION
            && self.key == StageKey::new(&plan.spec, role).as_str()
            && learner.is_possible(stage.schedule.steps)
            && plan.spec.model().is_ok_and(|config| config == learner.weights.config)
            && points.eq(stage.measured_at.iter().take(*measured as usize).copied())
            && self.points.last().is_none_or(|p| p.step <= learner.steps)
            && self.points.iter().all(possible)
            && seconds.is_finite()
            && *seconds >= 0.0
    }
}
