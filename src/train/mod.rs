//! Training: the learning-rate schedule, one step of AdamW, and accuracy on held-out sets.
//!
//! Nothing here knows of files, stages or the web.

mod clip;
mod evaluate;
mod learner;
mod loss;
mod schedule;

pub use evaluate::{HeldOut, correct};
pub use learner::{AdamW, Learner, LearnerError};
pub use loss::{Objective, loss};
pub use schedule::Schedule;
