//! Unwrap Lab trains small transformers and shows what fine-tuning does to a skill: is it deleted, or only wrapped?
//!
//! One way through the house: `Spec → Plan → Session → Event → Record → figure, verdict, link`. Each module below
//! knows only those above it in this list; ARCHITECTURE.md walks through the rooms.

pub mod tasks;

pub mod rasp;

#[cfg(feature = "tensor")]
mod kernel;

pub mod model;

pub mod train;

pub mod analysis;

pub mod experiment;

pub mod setups;

pub mod gallery;

pub mod truth;

pub mod engine;

pub mod schedule;

#[cfg(feature = "chart")]
pub mod chart;

#[cfg(feature = "calibration")]
pub mod calibration;

#[cfg(feature = "page")]
pub mod page;

#[cfg(feature = "worker")]
pub mod worker;

/// The version of this build, as the page, the engine and every Record state it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The first version whose trainings end with the same bits as this one's: what it kept and shipped serves this one too.
pub const RESULTS_SINCE: &str = "0.4.0";

/// Whether `version` computes what this one does, to the last bit.
pub fn has_same_results(version: &str) -> bool {
    [VERSION, RESULTS_SINCE].contains(&version)
}
