//! What the paper says of several exhibits, and the kinds of claims that are made.

use super::super::claim::{Claim, Contrast, Paper, Term};
use crate::experiment::Quantity::{SkillBroken, Speedup};

pub(super) const WRAPPED: &str = "Weakly relevant, C_Tr = 1: b is right where the shortcut holds and wrong elsewhere (O_FT at C_Te = 1 less C_Te = 0).";
pub(super) const GENERAL_LOST: &str = "Weakly relevant, C_Tr = 0: the a's are lost (O_PT before less after).";
pub(super) const SMALL_SURVIVES: &str =
    "C_Tr = 0: the smallest rate leaves the a's alone, the largest takes them (O_PT at one less the other).";
pub(super) const PRUNED_BACK: &str = "Pruning brings the a's back (O_PT of the pruned model less O_PT before pruning).";
pub(super) const STILL_READ: &str =
    "Probes still read the answer for a that the model no longer gives (best probe less O_PT).";

pub(super) const fn same(words: &'static str, more: Term, less: Term) -> Claim {
    Claim { words, contrast: Contrast::of(more, less), paper: Paper::Same }
}

/// `more` than O_PT at a place, which the paper shows in a figure without a number.
pub(super) const fn unstated(words: &'static str, more: Term, at: [usize; 2]) -> Claim {
    Claim { words, contrast: Contrast::of(more, Term(SkillBroken, at)), paper: Paper::Unstated }
}

/// A share of right answers from `level` percent on, which the paper says in words without a number.
pub(super) const fn still(words: &'static str, what: Term, level: f64) -> Claim {
    Claim { words, contrast: Contrast { more: what, less: None }, paper: Paper::FromLevel(level) }
}

/// A revival faster than its control, by a factor that the paper states.
pub(super) const fn faster(words: &'static str, at: [usize; 2], factor: f64) -> Claim {
    Claim { words, contrast: Contrast { more: Term(Speedup, at), less: None }, paper: Paper::Factor(factor) }
}

/// A revival faster than its control, by a factor that the paper does not state.
pub(super) const fn faster_somehow(words: &'static str, at: [usize; 2]) -> Claim {
    Claim { words, contrast: Contrast { more: Term(Speedup, at), less: None }, paper: Paper::Unstated }
}
