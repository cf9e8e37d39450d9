//! The engine: a Session that trains in bounded slices, the messages it speaks, and stages left halfway.
//!
//! The web worker, the page, the command line and the tests are thin shells around what is here. Session, devices and
//! benchmark are tensor code; the rest is plain.

mod halfway;
mod message;
mod workload;

#[cfg(feature = "tensor")]
mod bench;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
mod check;
#[cfg(feature = "tensor")]
mod device;
#[cfg(feature = "tensor")]
mod inquiry;
#[cfg(feature = "tensor")]
mod part;
#[cfg(feature = "tensor")]
mod session;
#[cfg(feature = "cli")]
mod thread;

pub use halfway::{Halfway, HalfwayError, StageState};
#[cfg(test)]
pub(crate) use message::ROUNDS_TWICE;
pub use message::{BenchResult, Command, DeviceKind, Event, MessageError, decode, encode};
pub use workload::Workload;

#[cfg(feature = "tensor")]
pub use bench::Bench;
#[cfg(all(feature = "tensor", not(target_family = "wasm")))]
pub use device::open_graphics;
#[cfg(feature = "tensor")]
pub use device::{DeviceError, Opened, open};
#[cfg(feature = "tensor")]
pub use session::{Helpers, Session};
#[cfg(feature = "cli")]
pub use thread::Companion;
