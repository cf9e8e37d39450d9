//! What to run, in which stages, what came out, and the link that carries it.
//!
//! A [`Spec`] is checked once and then trusted; a [`Plan`] follows from it; a [`Record`] holds what was measured.

mod error;
mod json;
mod link;
mod plan;
mod preset;
mod record;
mod setting;
mod spec;
mod table;

pub use error::SpecError;
pub use json::{spec_from_json, spec_to_json};
pub use link::{LINK_VERSION, Link, LinkError, Route, parse_hash, to_hash};
pub use plan::{Plan, Role, Stage, StageId, Start};
pub use preset::Preset;
pub use record::{Accuracy, Measure, Point, Record, StageRecord};
pub use setting::{Kind, SETTINGS, Setting, setting};
pub use spec::Spec;
pub use table::to_csv;
