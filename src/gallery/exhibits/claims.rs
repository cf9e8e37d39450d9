//! What the paper says of several exhibits, and the kinds of claims that are made.

use super::super::claim::{Claim, Contrast, Paper, Term};
use crate::experiment::Quantity::{Pretrained, SkillBroken, Speedup};

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

/// `more` less O_PT at a place, which by the paper's text amounts to all that fine-tuning took there.
pub(super) const fn all_of_it(words: &'static str, more: Term, at: [usize; 2]) -> Claim {
    let taken = Contrast::of(Term(Pretrained, at), Term(SkillBroken, at));
    Claim { words, contrast: Contrast::of(more, Term(SkillBroken, at)), paper: Paper::As(taken) }
}

pub(super) const fn faster(words: &'static str, at: [usize; 2], factor: f64) -> Claim {
    Claim { words, contrast: Contrast { more: Term(Speedup, at), less: None }, paper: Paper::Factor(factor) }
}
