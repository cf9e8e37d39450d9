//! The engine: a Session that trains in bounded slices, and the messages it speaks.
//!
//! The web worker, the page, the command line and the tests are thin shells around what is here. Session, devices and
//! benchmark are tensor code; the rest is plain.

mod compared;
mod message;
mod workload;

#[cfg(feature = "tensor")]
mod analysis_work;
#[cfg(feature = "tensor")]
mod bench;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
mod check;
#[cfg(feature = "tensor")]
mod device;
#[cfg(feature = "tensor")]
mod prompts;
#[cfg(feature = "tensor")]
mod remeasure;
#[cfg(feature = "tensor")]
mod replies;
#[cfg(feature = "tensor")]
mod session;
#[cfg(feature = "tensor")]
mod stage_bench;
#[cfg(feature = "tensor")]
mod stage_work;
#[cfg(feature = "cli")]
mod thread;
#[cfg(feature = "tensor")]
mod writing;
#[cfg(feature = "tensor")]
mod writing_bench;

pub use compared::{Compared, FASTER_BY};
#[cfg(test)]
pub(crate) use message::ROUNDS_TWICE;
pub use message::{BenchResult, Command, DeviceKind, Event, WritingSpeed};
pub use workload::Workload;

#[cfg(feature = "tensor")]
pub use bench::Bench;
#[cfg(all(feature = "tensor", not(target_family = "wasm")))]
pub use device::open_graphics;
#[cfg(feature = "tensor")]
pub use device::{DeviceError, Opened, open};
#[cfg(feature = "tensor")]
pub use replies::replies_to;
#[cfg(feature = "tensor")]
pub use session::{Session, StartGradientWorker};
#[cfg(feature = "cli")]
pub use thread::GradientThread;
#[cfg(feature = "tensor")]
pub use writing_bench::WritingBench;
