//! What every experiment has, whatever its setup: specification, settings, stages and analyses, what came out, and the link and the files that
//! carry it.
//!
//! A [`Spec`] is checked once and then trusted; a [`Plan`] follows from it; a [`Record`] holds what was measured.

mod analysis;
mod bytes;
mod cache_key;
mod cell_result;
mod checkpoint;
mod collecting;
mod collection;
mod comparison;
mod curves;
mod error;
mod failed;
mod findings;
mod fingerprint;
mod grid;
mod held_out_prompts;
mod job_words;
mod json;
mod link;
mod link_error;
mod links_in_text;
mod measured_quantity;
mod merged;
mod metric;
mod plan;
mod point;
mod possible_findings;
mod possible_points;
mod quantity;
mod rate_scale;
mod rechecked;
mod record;
mod record_file;
mod role;
mod route;
mod schema;
mod setting;
mod setup;
mod setup_words;
mod shared;
mod shared_losses;
mod shares;
mod snapshot;
mod stage_state;
mod summary;
mod table;
mod title;
mod transformers;
mod transit;
mod typescript;
mod validate;
mod verdict;
mod words;
mod zip_file;

#[cfg(feature = "tensor")]
mod constructed_training;
#[cfg(feature = "tensor")]
mod gpt_training;
#[cfg(feature = "tensor")]
mod removal;
#[cfg(feature = "tensor")]
mod work;

pub use analysis::{Analysis, AnalysisResult, Change, FinishedAnalysis, ModelRef, Segment};
pub use bytes::{MessageError, decode, decode_kept, encode, encode_kept, is_undamaged};
pub use cache_key::CacheKey;
pub use cell_result::CellResult;
pub use checkpoint::{Checkpoint, CheckpointError, History};
pub use collecting::{Collecting, collection_from_bytes};
pub use collection::{
    Collected, CollectedRun, CollectionError, LONGEST_NAME, LONGEST_NOTES, collection_to_bytes, cut, model_name,
};
pub use comparison::Comparison;
pub use curves::{Curve, Curves};
pub use error::{SpecError, shortened};
pub use failed::{FailedJob, JobId};
pub use findings::sentences;
pub use fingerprint::hex16;
pub use grid::{Axis, Cell, Grid, GridError, MOST_CELLS, MOST_SEEDS, MOST_VALUES};
pub use held_out_prompts::HeldOutPrompts;
pub use json::{spec_from_json, spec_to_json, to_json};
pub use link::{Link, grid_to_hash, parse_hash, results_to_hash, sweep_of, to_hash};
pub use link_error::{LINK_VERSION, LinkError};
pub use links_in_text::{LinksInText, MOST_LINKS, links_in_text};
pub use metric::{BACK, Measure, Metric, Unit, Values};
pub use plan::{Plan, PlannedAnalysis, Stage, Start, spread_by_ratio, spread_evenly, spread_in_parts};
pub use point::Point;
pub use quantity::{Quantity, Reft};
pub use rate_scale::{position_of, rate_at};
pub use rechecked::Rechecked;
pub use record::{Record, StageRecord};
pub use record_file::record_to_json;
pub use role::{Role, StageId};
pub use route::Route;
pub use schema::{record_schema, spec_schema};
pub use setting::{Field, Kind, Setting, field, joined, number, numbers, within_ranges};
pub(crate) use setup::methods_of_table;
pub use setup::{Setup, SetupKind, Spec, WritingLimits, register, setup_called};
pub use setup_words::SetupWords;
pub use shared::{SharedError, results_from_letters, results_to_letters};
pub use shares::rebalanced;
pub use snapshot::{SnapshotError, TrainingSnapshot};
pub use stage_state::StageState;
pub use summary::{Mean, Placed, interval_at, mean_at, placed, sweep_csv, verdict_at};
pub use table::to_csv;
pub use title::title;
pub use transformers::{TransformersError, transformers_folder, transformers_zip};
pub use typescript::declarations;
pub use validate::{LARGEST_RECORD, RecordError, checked_record, record_from_json};
pub use verdict::{REVIVED, best_pruning, return_of, verdict};
pub use words::{counted, rate_label, seconds_label};

#[cfg(feature = "tensor")]
pub use constructed_training::{Begin, Candidates, ConstructedTraining};
#[cfg(feature = "tensor")]
pub use gpt_training::{GptStage, GptTraining};
#[cfg(feature = "tensor")]
pub use removal::{BeginGpt, Removal, RemovalTraining};
#[cfg(feature = "tensor")]
pub use work::{Analyser, Step, Training, models_of};
