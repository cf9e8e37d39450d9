//! A job of a run, and how far it is: a stage that is trained, or an analysis.

use crate::experiment::{JobId, TrainingSnapshot};
use crate::model::Weights;

/// A worker's number. No two workers of a driver have the same, not even one after the other.
pub type WorkerId = u32;

/// A job fails when so many workers are lost on it without its getting ahead: it may be what they are lost to.
pub const LOSSES_OF_A_JOB: u32 = 3;

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum State {
    /// Nobody is on it.
    Waiting,
    /// A worker is on it.
    Running {
        worker: WorkerId,
        /// Steps taken; of an analysis 0.
        step: u32,
        /// The share of an analysis's work that is done, in `[0, 1]`; of a stage 0.
        share: f64,
        /// Seconds of work so far.
        seconds: f64,
    },
    Finished {
        /// Seconds of work.
        seconds: f64,
    },
    /// It cannot be done; the Record says why.
    Failed,
}

/// A job with all that a run knows of it.
pub(super) struct Job {
    pub(super) id: JobId,
    pub(super) state: State,
    /// Workers that were lost on it since it last got ahead.
    pub(super) losses: u32,
    /// What a finished stage ended with.
    pub(super) weights: Option<Weights>,
    /// Where a stage was last left.
    pub(super) snapshot: Option<TrainingSnapshot>,
}

impl Job {
    /// A job that waits.
    pub(super) fn new(id: JobId) -> Self {
        Self { id, state: State::Waiting, losses: 0, weights: None, snapshot: None }
    }

    /// Whether `worker` is on it.
    pub(super) fn is_with(&self, worker: WorkerId) -> bool {
        matches!(self.state, State::Running { worker: by, .. } if by == worker)
    }

    /// Whether anybody is on it.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.state, State::Running { .. })
    }

    /// Whether nothing more will come of it.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Finished { .. } | State::Failed)
    }
}
