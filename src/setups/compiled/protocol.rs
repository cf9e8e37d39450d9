//! What is done to the compiled program: fine-tuning, or a model of known state that stands in the fine-tuned model's place, on which
//! the verdict is tried.

use crate::analysis::Verdict;
use crate::experiment::Role;
use serde::{Deserialize, Serialize};

/// What is done to the compiled program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CompiledProtocol {
    /// Every weight learns to answer as the target does, as in the paper.
    #[default]
    Full,
    /// The program as it was compiled.
    Unchanged,
    /// What writes one answer writes the next one.
    AnswersShifted,
    /// What writes one answer writes another one, at random.
    AnswersScrambled,
    /// A random change of rank 1 in the matrix that writes most into the answers.
    #[serde(rename = "planted-1")]
    PlantedRank1,
    /// Each matrix's numbers in a random order.
    Shuffled,
    /// Normal numbers as large as each matrix's.
    Random,
}

impl CompiledProtocol {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Full,
        Self::Unchanged,
        Self::AnswersShifted,
        Self::AnswersScrambled,
        Self::PlantedRank1,
        Self::Shuffled,
        Self::Random,
    ];

    /// The word that links and files use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Unchanged => "unchanged",
            Self::AnswersShifted => "answers-shifted",
            Self::AnswersScrambled => "answers-scrambled",
            Self::PlantedRank1 => "planted-1",
            Self::Shuffled => "shuffled",
            Self::Random => "random",
        }
    }

    /// What became of the skill, where that is known by construction.
    pub fn truth(self) -> Option<Verdict> {
        Some(match self {
            Self::Full => return None,
            Self::Unchanged => Verdict::Kept,
            Self::AnswersShifted | Self::AnswersScrambled | Self::PlantedRank1 => Verdict::Wrapped,
            Self::Shuffled | Self::Random => Verdict::Deleted,
        })
    }

    /// Whether the stage `role` trains nothing, and puts a model of known state in the place of the one that it starts from.
    pub fn constructs(self, role: Role) -> bool {
        matches!(role, Role::FineTune { .. }) && self != Self::Full
    }

    /// What is made, in words; none for what is trained at a learning rate.
    pub fn constructed_label(self) -> Option<&'static str> {
        Some(match self {
            Self::Full => return None,
            Self::Unchanged => "left unchanged",
            Self::AnswersShifted => "answers shifted by one",
            Self::AnswersScrambled => "answers scrambled",
            Self::PlantedRank1 => "change of rank 1 planted",
            Self::Shuffled => "weights shuffled",
            Self::Random => "random weights",
        })
    }

    /// Whether it is fine-tuning: what files of earlier versions mean.
    pub(super) fn is_full(&self) -> bool {
        *self == Self::Full
    }
}

/// Which instruments are applied to the models once they are trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CompiledInstruments {
    /// Pruning, and where the last position looks, as in the paper.
    #[default]
    Pruning,
    /// Probes and undoing as well, with random weights beside the control: what the verdict rests on.
    Verdict,
}

impl CompiledInstruments {
    /// Whether it is what files of earlier versions mean.
    pub(super) fn is_pruning(&self) -> bool {
        *self == Self::Pruning
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_links_use_one_word_for_a_protocol() {
        for protocol in CompiledProtocol::ALL {
            assert_eq!(serde_json::to_value(protocol).unwrap(), protocol.key());
        }
    }
}
