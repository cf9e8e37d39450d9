//! What to run, in which stages, what came out, and the link that carries it.
//!
//! A [`Spec`] is checked once and then trusted; a [`Plan`] follows from it; a [`Record`] holds what was measured.

mod calibrated;
mod checkpoint;
mod error;
mod evidence;
mod findings;
mod json;
mod link;
mod plan;
mod preset;
mod question;
mod rate_scale;
mod record;
mod setting;
mod spec;
mod table;
mod words;

pub use crate::train::Accuracy;
pub use calibrated::{Calibrated, calibrated};
pub use checkpoint::{Checkpoint, CheckpointError, History, SHIPPED, shipped};
pub use error::SpecError;
pub use evidence::{best_pruning, evidence, judged, verdict};
pub use findings::{BACK, sentences};
pub use json::{spec_from_json, spec_to_json};
pub use link::{LINK_VERSION, Link, LinkError, Route, parse_hash, to_hash};
pub use plan::{Plan, Role, Stage, StageId, Start};
pub use preset::Preset;
pub use question::{Answered, Change, Finding, Question, Segment, Subject};
pub use rate_scale::{position_of, rate_at};
pub use record::{Measure, Point, Record, StageRecord};
pub use setting::{Kind, SETTINGS, Setting, setting};
pub use spec::{Instruments, Spec};
pub use table::to_csv;
pub use words::{rate_in_words, role_in_words, seconds_in_words};
