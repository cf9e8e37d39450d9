//! Jobs that could not be done: which they are, and why.

use super::analysis::Analysis;
use super::role::Role;
use serde::{Deserialize, Serialize};

/// A job of an experiment: a stage, told by its role, or an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobId {
    /// Trains a stage.
    Stage(Role),
    /// Does an analysis.
    #[serde(rename = "question")]
    Analysis(Analysis),
}

/// A job that could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedJob {
    /// Which one.
    pub job: JobId,
    /// Why, in a sentence without its full stop.
    pub why: String,
}

/// Longest reason that is kept, in characters.
pub(super) const LONGEST_REASON: usize = 1_000;
/// Why a stage failed that goes on from one that failed.
const START_FAILED: &str = "its start failed";
/// Why an analysis failed of a model that was not trained.
const MODEL_FAILED: &str = "the training of a model that it needs failed";

impl FailedJob {
    /// A job that failed itself; a reason that is too long is cut.
    pub fn new(job: JobId, why: &str) -> Self {
        Self { job, why: why.chars().take(LONGEST_REASON).collect() }
    }

    /// A job that could not be begun because one before it failed.
    pub fn behind(job: JobId) -> Self {
        let why = match job {
            JobId::Stage(_) => START_FAILED,
            JobId::Analysis(_) => MODEL_FAILED,
        };
        Self { job, why: why.to_owned() }
    }

    /// Whether it failed itself, and not because of one before it.
    pub fn is_own(&self) -> bool {
        ![START_FAILED, MODEL_FAILED].contains(&self.why.as_str())
    }
}
