//! What the stages of an experiment are for.

use serde::{Deserialize, Serialize};

/// A stage's place in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StageId(pub u32);

/// What a stage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Learns the skill under the sampling prior.
    Pretrain,
    /// Learns the other skill only: the model that never had the first (Scr. of the paper).
    PretrainControl,
    /// Fine-tunes the pretrained model at one of the rates.
    FineTune {
        /// Index into the rates.
        rate: u32,
    },
    /// Reverse fine-tuning (reFT) of a fine-tuned model on the first skill.
    Revive {
        /// Index into the rates.
        rate: u32,
    },
    /// Scr. + FT: the control learns the first skill.
    ReviveControl,
    /// A model of random initial weights learns the first skill.
    ReviveScratch,
    /// Another seed's control: initial weights and samples of its own.
    AnotherControl {
        /// Which one, from 1 on.
        index: u32,
    },
    /// Scr. + FT of another seed's control.
    ReviveAnother {
        /// Which one, from 1 on.
        index: u32,
    },
}

impl Role {
    /// Whether the stage asks for the pretrained skill again (its figure has a logarithmic axis).
    pub fn revives(self) -> bool {
        matches!(self, Self::Revive { .. } | Self::ReviveControl | Self::ReviveScratch | Self::ReviveAnother { .. })
    }

    /// The name that files use, without the index of a rate.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pretrain => "pretrain",
            Self::PretrainControl => "pretrain_control",
            Self::FineTune { .. } => "fine_tune",
            Self::Revive { .. } => "revive",
            Self::ReviveControl => "revive_control",
            Self::ReviveScratch => "revive_scratch",
            Self::AnotherControl { .. } => "another_control",
            Self::ReviveAnother { .. } => "revive_another",
        }
    }

    /// Its index into the rates, where it has one.
    pub fn rate(self) -> Option<u32> {
        match self {
            Self::FineTune { rate } | Self::Revive { rate } => Some(rate),
            _ => None,
        }
    }

    /// The same stage where its rate is the only one.
    #[must_use]
    pub fn of_only_rate(self) -> Self {
        match self {
            Self::FineTune { .. } => Self::FineTune { rate: 0 },
            Self::Revive { .. } => Self::Revive { rate: 0 },
            other => other,
        }
    }

    /// How fingerprints name it. The form is older than this function and never changes.
    pub fn fingerprint_key(self) -> String {
        match self {
            Self::Pretrain => "Pretrain".to_owned(),
            Self::PretrainControl => "PretrainControl".to_owned(),
            Self::FineTune { rate } => format!("FineTune {{ rate: {rate} }}"),
            Self::Revive { rate } => format!("Revive {{ rate: {rate} }}"),
            Self::ReviveControl => "ReviveControl".to_owned(),
            Self::ReviveScratch => "ReviveScratch".to_owned(),
            Self::AnotherControl { index } => format!("AnotherControl {{ index: {index} }}"),
            Self::ReviveAnother { index } => format!("ReviveAnother {{ index: {index} }}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_name_roles_as_they_always_did() {
        let roles = [
            Role::Pretrain,
            Role::FineTune { rate: 2 },
            Role::Revive { rate: 0 },
            Role::ReviveScratch,
            Role::ReviveAnother { index: 1 },
        ];
        for role in roles {
            assert_eq!(role.fingerprint_key(), format!("{role:?}"));
        }
    }
}
