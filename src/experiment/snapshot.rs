//! A training snapshot of a stage: what it takes to go on from there, and the file that keeps it.

use super::bytes::{MessageError, decode_kept, encode_kept};
use super::cache_key::CacheKey;
use super::plan::{Plan, Stage};
use super::point::Point;
use super::possible_points::point_is_possible;
use super::stage_state::StageState;
use crate::VERSION;
use serde::{Deserialize, Serialize};

/// A stage that was left half way, as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingSnapshot {
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
pub enum SnapshotError {
    /// The bytes are none.
    #[error("it cannot be read: {0}")]
    Bytes(#[from] MessageError),
    /// It is of another version or stage, or cannot have come from this stage.
    #[error("it is not of this stage and version")]
    Other,
}

impl TrainingSnapshot {
    /// The file's bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        Ok(encode_kept(self)?)
    }

    /// Reads a file's bytes. What they hold is checked where a stage takes it.
    ///
    /// # Errors
    /// When they are no such file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        Ok(decode_kept(bytes)?)
    }

    /// Whether it is a state of `stage` of `plan`.
    pub fn is_of(&self, plan: &Plan, stage: &Stage) -> bool {
        let StageState { learner, measured, seconds, .. } = &self.state;
        let points = self.points.iter().map(|p| p.step);
        self.version == VERSION
            && self.key == CacheKey::new(&plan.spec, stage.role).as_str()
            && learner.is_possible(stage.schedule.steps)
            && plan.spec.architecture(stage.role).is_ok_and(|own| own == learner.weights.architecture)
            && points.eq(stage.measured_at.iter().take(*measured as usize).copied())
            && self.points.last().is_none_or(|p| p.step <= learner.steps)
            && self.points.iter().all(|p| point_is_possible(p, &plan.spec, stage))
            && seconds.is_finite()
            && *seconds >= 0.0
    }
}
