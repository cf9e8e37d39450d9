//! The parts of an experiment on a compiled skill: what one worker does at a time.

use super::super::plan::Role;
use serde::{Deserialize, Serialize};

/// One piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompiledPart {
    /// Fine-tuning of the compiled model at one rate.
    FineTune {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// Reverse fine-tuning of a fine-tuned model.
    Revive {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// The control, the compiled target, is trained on the skill that it never had.
    Control,
    /// Pruning, weight by weight.
    Prune {
        /// The model.
        subject: CompiledSubject,
    },
}

/// A model that is pruned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompiledSubject {
    /// After fine-tuning at one rate.
    Tuned {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// The compiled target: a model that never had the skill.
    NeverHad,
}

impl CompiledPart {
    /// The part whose weights this one starts from; none where it is a compiled program.
    pub fn after(self) -> Option<Self> {
        match self {
            Self::FineTune { .. } | Self::Control | Self::Prune { subject: CompiledSubject::NeverHad } => None,
            Self::Revive { rate } | Self::Prune { subject: CompiledSubject::Tuned { rate } } => {
                Some(Self::FineTune { rate })
            }
        }
    }

    /// The role that a part of training has in other experiments; none for pruning.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::FineTune { rate } => Some(Role::FineTune { rate }),
            Self::Revive { rate } => Some(Role::Revive { rate }),
            Self::Control => Some(Role::ReviveControl),
            Self::Prune { .. } => None,
        }
    }

    /// Whether it starts from the compiled target instead of the compiled skill.
    pub fn is_of_control(self) -> bool {
        matches!(self, Self::Control | Self::Prune { subject: CompiledSubject::NeverHad })
    }
}
