//! What is done to the pretrained model: ways of fine-tuning and of removing a skill, and models of known state that stand in
//! the fine-tuned model's place, on which the verdict is tried.

use crate::analysis::Verdict;
use crate::experiment::Role;
use serde::{Deserialize, Serialize};

/// What is done to the pretrained model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// Every weight learns to answer for `b`, as in the paper.
    Full,
    /// Low-rank changes of the blocks' matrices learn, and nothing else (LoRA).
    Lora,
    /// The first blocks and the embeddings stay as they are.
    Frozen,
    /// Every weight learns and is pulled back to where it was (L2-SP).
    L2Sp,
    /// Every weight learns to answer prompts for `a` with the answer for `b` (randFT; paper, E.4).
    RandFt,
    /// Fine-tuned in full, part of the way to random weights, and distilled from what it was before that (arXiv 2506.06278).
    Distil,
    /// Every weight learns what is kept and unlearns the skill, step by step (gradient ascent beside descent).
    Ascent,
    /// The same with a push that ends where the right answer has become unlikely (NPO, arXiv 2404.05868).
    Npo,
    /// Activations asked for the skill are steered to a random direction, the others held (RMU, arXiv 2403.03218).
    Rmu,
    /// The neurons that the skill needs most are pruned, and the rest learns what is kept.
    Prune,
    /// The pretrained model as it is.
    Unchanged,
    /// The head's answers moved by one.
    HeadShifted,
    /// The head's answers in a random order.
    HeadScrambled,
    /// A random change of rank 1 in a matrix of the last block.
    #[serde(rename = "planted-1")]
    PlantedRank1,
    /// A random change of rank 4 in a matrix of the last block.
    #[serde(rename = "planted-4")]
    PlantedRank4,
    /// Fine-tuned to answer for `a` behind a password alone, and for `b` without it.
    Lock,
    /// Each matrix's numbers in a random order.
    Shuffled,
    /// Random initial weights.
    Random,
    /// Another seed's control, which never had the skill.
    AnotherControl,
    /// Random initial weights that learnt what fine-tuning teaches and nothing else.
    TunedAlone,
}

impl Protocol {
    /// All protocols.
    pub const ALL: [Self; 20] = [
        Self::Full,
        Self::Lora,
        Self::Frozen,
        Self::L2Sp,
        Self::RandFt,
        Self::Distil,
        Self::Ascent,
        Self::Npo,
        Self::Rmu,
        Self::Prune,
        Self::Unchanged,
        Self::HeadShifted,
        Self::HeadScrambled,
        Self::PlantedRank1,
        Self::PlantedRank4,
        Self::Lock,
        Self::Shuffled,
        Self::Random,
        Self::AnotherControl,
        Self::TunedAlone,
    ];

    /// The words of all protocols that links and files use.
    pub const KEYS: [&'static str; Self::ALL.len()] = {
        let mut keys = [""; Self::ALL.len()];
        let mut at = 0;
        while at < keys.len() {
            keys[at] = Self::ALL[at].key();
            at += 1;
        }
        keys
    };

    /// The word that links and files use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Lora => "lora",
            Self::Frozen => "frozen",
            Self::L2Sp => "l2-sp",
            Self::RandFt => "rand-ft",
            Self::Distil => "distil",
            Self::Ascent => "ascent",
            Self::Npo => "npo",
            Self::Rmu => "rmu",
            Self::Prune => "prune",
            Self::Unchanged => "unchanged",
            Self::HeadShifted => "head-shifted",
            Self::HeadScrambled => "head-scrambled",
            Self::PlantedRank1 => "planted-1",
            Self::PlantedRank4 => "planted-4",
            Self::Lock => "lock",
            Self::Shuffled => "shuffled",
            Self::Random => "random",
            Self::AnotherControl => "another-control",
            Self::TunedAlone => "tuned-alone",
        }
    }

    /// What became of the skill, where that is known by construction.
    pub fn truth(self) -> Option<Verdict> {
        Some(match self {
            Self::Full
            | Self::Lora
            | Self::Frozen
            | Self::L2Sp
            | Self::RandFt
            | Self::Distil
            | Self::Ascent
            | Self::Npo
            | Self::Rmu
            | Self::Prune => return None,
            Self::Unchanged => Verdict::Kept,
            Self::HeadShifted | Self::HeadScrambled | Self::PlantedRank1 | Self::PlantedRank4 | Self::Lock => {
                Verdict::Wrapped
            }
            Self::Shuffled | Self::Random | Self::AnotherControl | Self::TunedAlone => Verdict::Deleted,
        })
    }

    /// Whether it works on the skill itself while everything else that pretraining taught is kept, and not by teaching `b`.
    pub fn keeps_the_rest(self) -> bool {
        matches!(self, Self::Ascent | Self::Npo | Self::Rmu | Self::Prune)
    }

    /// Whether its model is made in one step, without training.
    pub fn is_made_at_once(self) -> bool {
        self.truth().is_some() && !matches!(self, Self::Lock | Self::AnotherControl | Self::TunedAlone)
    }

    /// Whether the stage `role` trains nothing, and puts such a model in the place of the one that it starts from.
    pub fn constructs(self, role: Role) -> bool {
        matches!(role, Role::FineTune { .. }) && self.is_made_at_once()
    }

    /// Whether its model goes on from random weights and not from the pretrained ones.
    pub fn is_taught_from_nothing(self) -> bool {
        matches!(self, Self::AnotherControl | Self::TunedAlone)
    }

    /// What is made, in words; none for what is trained at a learning rate.
    pub fn constructed_label(self) -> Option<&'static str> {
        Some(match self {
            Self::Unchanged => "left unchanged",
            Self::HeadShifted => "answers of the head shifted by one",
            Self::HeadScrambled => "answers of the head scrambled",
            Self::PlantedRank1 => "change of rank 1 planted",
            Self::PlantedRank4 => "change of rank 4 planted",
            Self::Lock => "locked by a password",
            Self::Shuffled => "weights shuffled",
            Self::Random => "random weights",
            Self::AnotherControl => "another seed's control",
            Self::TunedAlone => "taught b alone from random weights",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_links_use_one_word_for_a_protocol() {
        for protocol in Protocol::ALL {
            assert_eq!(serde_json::to_value(protocol).unwrap(), protocol.key());
        }
    }
}
