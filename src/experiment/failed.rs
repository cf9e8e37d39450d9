//! Jobs that could not be done: which they are, and why.

use super::plan::Role;
use super::question::Question;
use super::spec::Spec;
use super::words::role_in_words;
use serde::{Deserialize, Serialize};

/// A job of an experiment: a stage, told by its role, or a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobId {
    /// Trains a stage.
    Stage(Role),
    /// Answers a question.
    Question(Question),
}

impl JobId {
    /// In words.
    pub fn words(self, spec: &Spec) -> String {
        match self {
            Self::Stage(role) => role_in_words(role, spec),
            Self::Question(question) => question.words(spec),
        }
    }
}

/// A job that could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedJob {
    /// Which one.
    pub job: JobId,
    /// Why, in a sentence without its full stop.
    pub why: String,
}
