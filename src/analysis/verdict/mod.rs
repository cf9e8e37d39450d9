//! The verdict: kept, wrapped, partly deleted, deleted, never had, or not enough evidence.
//!
//! Three instruments vote, each on a scale from 0 (as in a model without the skill) to 1 (as in the model that has it):
//! present, absent, or unclear, which counts as silent. A model that had the skill has
//!
//! * kept it, if surely at least the share [`Thresholds::kept`] of its accuracy is left;
//! * lost the answers, if surely less than the share [`Thresholds::gone`] is left. Then the skill is wrapped by two
//!   votes present and none absent, deleted by two absent and none present, and partly deleted by votes of both kinds
//!   or two scores that lie clearly between. One vote alone is not enough evidence;
//! * partly lost it, if neither is sure: not enough evidence, whatever the votes.
//!
//! A model that did not have it before never had it by two votes absent and none present.
//!
//! Several seeds of one experiment: if each alone gives the same verdict, it is that one, because Student's interval of
//! two or three values can span everything although each seed is clear. Where they differ, the means of accuracies and
//! scores decide.
//!
//! All thresholds stand in [`THRESHOLDS`]; `unwrap calibrate` checks them on models whose truth is known.

mod evidence;
mod judgement;
mod scores;
mod thresholds;

pub use evidence::{Evidence, ProbeEvidence, PruningEvidence, Return, RevivalEvidence};
pub use judgement::{Judgement, Verdict, judge};
pub use scores::{Scores, Vote, vote};
pub use thresholds::{THRESHOLDS, Thresholds};

#[cfg(test)]
mod tests;
