//! Why training stops.

use crate::model::ReadError;

/// Why training cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LearnerError {
    /// The device did not deliver a value.
    #[error("the device stopped answering: {0}")]
    Device(String),
    /// The loss is no longer a finite number.
    #[error("the loss is no longer a finite number; a smaller learning rate may help")]
    Diverged,
    /// The worker that was to share the steps is lost.
    #[error("the second worker stopped: {0}")]
    GradientWorker(String),
    /// The weights could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}
