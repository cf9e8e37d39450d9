//! The instruments: what is still inside a model, whatever it answers. Pruning finds the wrapper, probes read the
//! residual stream, attention shows where the model looks, patching and weight transplants where the change sits; the
//! verdict weighs them.
//!
//! What was found is plain data; finding it is tensor code. Nothing here knows of experiments or devices' kinds.

mod attention;
mod change;
mod constructed;
mod granularity;
mod interval;
mod lens_reading;
mod letter_attention;
mod patching;
mod probing;
mod pruning;
mod transplant;
mod undone;
mod verdict;
mod weight_pruning;

#[cfg(feature = "tensor")]
mod answer_probe;
#[cfg(feature = "tensor")]
mod attend;
#[cfg(feature = "tensor")]
mod lens;
#[cfg(feature = "tensor")]
mod patch;
#[cfg(feature = "tensor")]
mod place_probe;
#[cfg(feature = "tensor")]
mod probe;
#[cfg(feature = "tensor")]
mod prune;
#[cfg(feature = "tensor")]
mod prune_weights;
#[cfg(feature = "tensor")]
mod questions;
#[cfg(feature = "tensor")]
mod undo;

pub use attention::{AttentionMass, Reply};
pub use change::{MatrixChange, changes};
pub use constructed::{
    another_seed, columns_moved, deranged, head_scrambled, head_shifted, noised, planted, random, rows_swapped,
    shuffled,
};
pub use granularity::{Granularity, Lane, PrunableUnit, lanes, prunable_units, pruned, scores};
pub use interval::{Interval, over_seeds, wilson};
pub use lens_reading::{LensLevel, LensReading, lens_level_label, likeliest};
pub use letter_attention::{LetterAttention, letter_attention};
pub use patching::{PatchedCell, Patching, Positions};
pub use probing::{AnswerProbes, PROBE_STEPS, PROBE_TEST, PROBE_TRAINING, ProbeLevel, Probes};
pub use pruning::{
    CHOOSE_UP_TO, GRID, Mode, Pruning, PruningCurve, PruningGrid, PruningPoint, RANDOM_DRAWS, RANDOM_GRID,
    RANDOM_SAMPLES, RandomPoint,
};
pub use transplant::{LINE_POINTS, LinePoint, ModelPart, WeightTransplant, linear_interpolation, parts, transplanted};
pub use undone::{UNDONE_GRID, Undone, UndonePlace, UndonePoint};
pub use verdict::{
    Evidence, Judgement, ProbeEvidence, PruningEvidence, Return, RevivalEvidence, Score, Scores, Selectivity,
    StartedEvidence, THRESHOLDS, Thresholds, UndoneEvidence, Verdict, Vote, judge,
};
pub use weight_pruning::{MOST_REMOVED, RemovedWeight, TRIED, WeightCurve, WeightPruning};

#[cfg(feature = "tensor")]
pub use answer_probe::{AnswerProbing, ProbedStrings};
#[cfg(feature = "tensor")]
pub use attend::{ask, attention_mass};
#[cfg(feature = "tensor")]
pub use lens::{Lens, LensTexts};
#[cfg(feature = "tensor")]
pub use patch::Patch;
#[cfg(feature = "tensor")]
pub use place_probe::{PlaceProbing, ProbedPlaces};
#[cfg(feature = "tensor")]
pub use probe::{LinearProbes, Probing};
#[cfg(feature = "tensor")]
pub use prune::{Prune, PruningSets};
#[cfg(feature = "tensor")]
pub use prune_weights::{PruneWeights, WeightPruningSets};
#[cfg(feature = "tensor")]
pub use questions::{AnswerLoss, Answering, CompiledQuestions, GptQuestions, Questions, SkillLoss};
#[cfg(feature = "tensor")]
pub use undo::Undo;
