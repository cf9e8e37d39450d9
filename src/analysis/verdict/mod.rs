//! The verdict: kept, wrapped, partly deleted, deleted, never had, or not enough evidence.
//!
//! Five instruments vote, each on a scale from 0 (as in a model without the skill) to 1 (as in the model that has it): present,
//! absent, or unclear, which counts as silent. Floors are those of models with nothing: a control and random weights. Pruning and
//! undoing may say “present” only: there is much that they do not find. The fifth, starting, is there for skills that can be started for the
//! model, as a twist can. A model that had the skill has
//!
//! * kept it, if surely at least the share [`Thresholds::kept`] of its accuracy is left;
//! * lost the answers, if surely less than the share [`Thresholds::gone`] is left. Then the skill is wrapped by two votes present,
//!   unless the probe says absent; deleted by two votes absent and none present; partly deleted by two scores that lie clearly
//!   between and no vote. One vote alone is not enough evidence;
//! * partly lost it, if neither is sure: not enough evidence, whatever the votes.
//!
//! A model that did not have it before never had it by two votes absent and none present.
//!
//! Several seeds of one experiment are pooled by votes, so that more data never weakens a clear seed.
//!
//! All thresholds stand in [`THRESHOLDS`]; `unwrap truth` holds the rule against models whose truth is known.

mod evidence;
mod judgement;
mod scores;
mod thresholds;

pub use evidence::{
    Evidence, ProbeEvidence, PruningEvidence, Return, RevivalEvidence, Selectivity, StartedEvidence, UndoneEvidence,
};
pub use judgement::{Judgement, Verdict, judge};
pub use scores::{Score, Scores, Vote};
pub use thresholds::{THRESHOLDS, Thresholds};

#[cfg(test)]
mod tests;
