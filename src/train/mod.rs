//! Training: the learning-rate schedule, one step of AdamW, and accuracy on held-out sets.
//!
//! Nothing here knows of files, stages or the web. Schedule and settings are plain data; the rest is tensor code.

mod accuracy;
mod compiled_batch;
mod fine_tuning_method;
mod momentum;
mod schedule;
mod settings;
mod state;

#[cfg(feature = "tensor")]
mod clip;
#[cfg(feature = "tensor")]
mod compiled;
#[cfg(feature = "tensor")]
mod error;
#[cfg(feature = "tensor")]
mod evaluate;
#[cfg(feature = "tensor")]
mod gradient;
#[cfg(feature = "tensor")]
mod learner;
#[cfg(feature = "tensor")]
mod loss;
#[cfg(feature = "tensor")]
mod micro_batch;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
mod one_pass;
#[cfg(feature = "tensor")]
mod parameter_constraint;
#[cfg(feature = "tensor")]
mod removal;

pub use accuracy::Accuracy;
pub use compiled_batch::CompiledBatch;
pub use fine_tuning_method::FineTuningMethod;
pub use momentum::Momentum;
pub use schedule::Schedule;
pub use settings::{AdamW, Objective};
pub use state::LearnerState;

#[cfg(feature = "tensor")]
pub use compiled::{CompiledLearner, compiled_correct, compiled_gradient};
#[cfg(feature = "tensor")]
pub use error::LearnerError;
#[cfg(feature = "tensor")]
pub use evaluate::{HeldOut, correct};
#[cfg(feature = "tensor")]
pub use gradient::{WeighedLoss, gradient, gradient_of_parts};
#[cfg(feature = "tensor")]
pub use learner::Learner;
#[cfg(feature = "tensor")]
pub use loss::{answer_logits, distillation_loss, loss, loss_at};
#[cfg(feature = "tensor")]
pub use micro_batch::{GradientWorker, MicroBatch, MicroBatchGradient, Promised, is_large};
#[cfg(feature = "tensor")]
pub use removal::{RemovalLoss, Remover};
