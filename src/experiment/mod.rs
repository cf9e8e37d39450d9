//! What to run, in which stages, what came out, and the link that carries it.
//!
//! A [`Spec`] is checked once and then trusted; a [`Plan`] follows from it; a [`Record`] holds what was measured.

mod calibrated;
mod checkpoint;
mod collection;
mod compiled;
mod decisive;
mod error;
mod evidence;
mod failed;
mod findings;
mod grid;
mod incoming;
mod inspection;
mod json;
mod link;
mod plan;
mod preset;
mod quantity;
mod question;
mod rate_scale;
mod record;
mod setting;
mod shared;
mod shares;
mod spec;
mod summary;
mod table;
mod words;

pub use crate::train::Accuracy;
pub use calibrated::{Calibrated, calibrated};
pub use checkpoint::{Checkpoint, CheckpointError, History, SHIPPED, shipped};
pub use collection::{
    Collected, CollectedRun, CollectionError, LONGEST_NAME, LONGEST_NOTES, PackedRun, collection_from_bytes,
    collection_to_bytes, cut, model_name,
};
pub use compiled::{
    COMPILED_SETTINGS, CompiledPart, CompiledPlan, CompiledRecord, CompiledSetting, CompiledSpec, CompiledSpecError,
    CompiledStage, CompiledSubject, Examined, Labelled, Strings, compiled_csv, compiled_setting, compiled_to_hash,
};
pub use decisive::StageKey;
pub use error::SpecError;
pub use evidence::{best_pruning, evidence, judged, verdict};
pub use failed::{FailedJob, JobId};
pub use findings::{BACK, sentences};
pub use grid::{Axis, Cell, Grid, GridError, MOST_CELLS, MOST_SEEDS, MOST_VALUES};
pub use incoming::{RecordError, checked_record, record_from_json};
pub use inspection::{LABELS, Part, Shown, first_samples, inspected, label_spread, samples_in_words};
pub use json::{spec_from_json, spec_to_json};
pub use link::{
    LINK_VERSION, Link, LinkError, Route, grid_to_hash, parse_compiled_hash, parse_hash, results_to_hash, sweep_of,
    to_hash,
};
pub use plan::{Plan, Role, Stage, StageId, Start};
pub use preset::Preset;
pub use quantity::Quantity;
pub use question::{Answered, Change, Finding, Question, Segment, Subject};
pub use rate_scale::{position_of, rate_at};
pub use record::{Measure, Point, Record, StageRecord};
pub use setting::{Kind, SETTINGS, Setting, setting};
pub use shared::{Comparison, SharedError, results_from_letters, results_to_letters};
pub use shares::rebalanced;
pub use spec::{Instruments, Protocol, Spec, TaskTokens};
pub use summary::{Mean, Placed, mean_at, placed, sweep_csv};
pub use table::to_csv;
pub use words::{answer_in_words, rate_in_words, role_in_words, seconds_in_words, skill_as_noun, skill_in_words};
