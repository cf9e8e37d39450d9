//! What the visitor thinks became of the skill, asked before the instruments tell.

use crate::analysis::Verdict;

/// A guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    Deleted,
    Wrapped,
    Unsure,
}

impl Guess {
    pub(super) const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Deleted, "guess-deleted", "It is deleted"),
        (Self::Wrapped, "guess-wrapped", "It is still there, covered"),
        (Self::Unsure, "guess-unsure", "I cannot tell"),
    ];

    /// What to say of it beside the verdict.
    pub(super) fn beside(self, verdict: Verdict) -> &'static str {
        match (self, verdict) {
            (Self::Wrapped, Verdict::Wrapped) | (Self::Deleted, Verdict::Deleted) => "You guessed it.",
            (Self::Unsure, _) => "From its answers alone it could not be told.",
            _ => "You guessed otherwise. Its answers alone could not tell.",
        }
    }
}
