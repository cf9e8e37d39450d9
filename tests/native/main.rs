//! Claims about the whole engine on this machine, in one program: each program that the tests link costs a minute.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, missing_docs)]

mod command_line;
mod compiled_skills;
mod determinism;
mod gallery_results;
mod golden_0_4_0;
mod gradients;
mod learned;
mod micro_batches;
mod one_session;
mod planted_wrapper;
mod protocols;
mod pytorch_fused;
mod rasp_golden;
mod schema;
mod shown_run;
mod stories;
mod story_file;
mod table;
mod transformers_folder;
mod truth;

#[path = "../gradient/mod.rs"]
mod gradient;
#[path = "../pytorch/mod.rs"]
mod pytorch;
