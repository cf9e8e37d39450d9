//! Named experiments. A link carries only what differs from one of them.

use super::protocol::Protocol;
use super::spec::{GrammarSpec, Instruments, ReviveOn, TaskTokens};
use crate::model::ModelSize;
use crate::tasks::{Families, Format, SamplingPrior, Skill};
use crate::train::Objective;

/// A named experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// What files and links without a preset mean: a small Counter on which fine-tuning wraps the skill, within a minute on two CPU cores.
    Quick,
    /// What a visitor meets first: three rates, of which one deletes the skill, one wraps it and one leaves it alone.
    Fates,
    /// The same for longer and measured on more samples.
    Clear,
    /// A strongly relevant skill and no spurious correlation: small rates leave it alone, large ones take it away.
    Relevant,
    /// No spurious correlation and large rates: the skill is really damaged.
    Erase,
    /// A model of one block, for checking engines; too small to show the findings.
    Micro,
    /// The paper's sizes, meant for the native program.
    Paper,
}

impl Preset {
    /// All presets; of two that are as near to an experiment the earlier one names it.
    pub const ALL: [Self; 7] =
        [Self::Quick, Self::Clear, Self::Relevant, Self::Erase, Self::Micro, Self::Paper, Self::Fates];

    /// The word a link and a file use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Fates => "fates",
            Self::Clear => "clear",
            Self::Relevant => "relevant",
            Self::Erase => "erase",
            Self::Micro => "micro",
            Self::Paper => "paper",
        }
    }

    /// A sentence on what it is and where it departs from the paper.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Quick => {
                "Weakly relevant skill, spurious correlation in every fine-tuning sample (C_Tr = 1). Departs from the paper: \
                 28 thousand parameters instead of 3 million, hundreds of steps instead of tens of thousands, a text of \
                 16 letters counted whole, and P(b) = 0 in pretraining instead of 0.001."
            }
            Self::Fates => {
                "As the quick experiment, at three rates with three fates: 3e-2 deletes the skill, 3e-4 wraps it, 3e-6 leaves it alone. \
                 Revivals last 600 steps, so that the controls learn the skill."
            }
            Self::Clear => {
                "As the quick experiment, with half as many steps again in each stage and 512 texts for each accuracy."
            }
            Self::Relevant => {
                "Strongly relevant skill: pretraining asks for a, b and c, and fine-tuning has no spurious correlation \
                 (C_Tr = 0). The smallest rate leaves the skill alone, the largest takes it away. Sizes as in the quick \
                 experiment."
            }
            Self::Erase => {
                "Weakly relevant skill and no spurious correlation (C_Tr = 0): nothing of the skill is of use to fine-tuning, \
                 and at large rates it is really damaged. Sizes as in the quick experiment."
            }
            Self::Micro => {
                "One block of width 16 and a few steps, for checking that an engine works. It learns little."
            }
            Self::Paper => {
                "The paper's sizes: 6 blocks, 6 heads, width 192, texts of 250 letters, a window of 40, P(b) = 0.001. \
                 Weeks in a browser; meant for the native program."
            }
        }
    }

    /// The preset called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }

    /// Its experiment.
    pub fn spec(self) -> GrammarSpec {
        let quick = GrammarSpec {
            seed: 1,
            size: ModelSize::Mini,
            format: Format::Compact,
            task: Skill::Count,
            text_length: 16,
            window: 16,
            largest: 8,
            occurrence: 2,
            offset: 1,
            families: Families::COUNT,
            task_tokens: TaskTokens::One,
            prior: SamplingPrior::NEVER,
            objective: Objective::Answer,
            batch: 64,
            pretrain_steps: 700,
            pretrain_rate: 3e-3,
            c_tr: 1.0,
            protocol: Protocol::Full,
            mix: 0.0,
            lora_rank: 4,
            frozen_blocks: 1,
            l2_sp_strength: 10.0,
            fine_tune_steps: 200,
            fine_tune_rates: vec![1e-3, 3e-4, 1e-4],
            revive_steps: 400,
            revive_rate: 3e-4,
            weight_decay: 0.0,
            clip: 1.0,
            held_out: 256,
            instruments: Instruments::All,
            noise: 1.0,
            controls: 1,
            revive_on: ReviveOn::Skill,
        };
        match self {
            Self::Quick => quick,
            Self::Fates => GrammarSpec { fine_tune_rates: vec![3e-2, 3e-4, 3e-6], revive_steps: 600, ..quick },
            Self::Clear => {
                GrammarSpec { pretrain_steps: 1000, fine_tune_steps: 300, revive_steps: 600, held_out: 512, ..quick }
            }
            Self::Relevant => {
                let fine_tune_rates = vec![3e-3, 3e-4, 3e-5];
                GrammarSpec { prior: SamplingPrior::HIGH, c_tr: 0.0, fine_tune_rates, ..quick }
            }
            // Long enough for a control to learn the skill: only then can a revival be called no faster.
            Self::Erase => {
                GrammarSpec { c_tr: 0.0, fine_tune_rates: vec![1e-2, 3e-3, 1e-4], revive_steps: 1000, ..quick }
            }
            Self::Micro => GrammarSpec {
                size: ModelSize::Micro,
                text_length: 4,
                window: 4,
                largest: 2,
                batch: 8,
                pretrain_steps: 10,
                fine_tune_steps: 10,
                fine_tune_rates: vec![3e-4],
                revive_steps: 10,
                held_out: 32,
                ..quick
            },
            Self::Paper => GrammarSpec {
                size: ModelSize::Paper,
                format: Format::Framed,
                text_length: 250,
                window: 40,
                largest: 20,
                occurrence: 6,
                families: Families::ALL,
                prior: SamplingPrior::LOW,
                objective: Objective::EveryToken,
                batch: 96,
                pretrain_steps: 50_000,
                pretrain_rate: 1e-3,
                fine_tune_steps: 10_000,
                fine_tune_rates: vec![1e-4, 1e-5, 1e-6],
                revive_steps: 10_000,
                revive_rate: 1e-4,
                weight_decay: 1e-4,
                held_out: 512,
                // Their passes over 3 million parameters would take many hours; a cell of a sweep has its own.
                instruments: Instruments::None,
                ..quick
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_possible_and_found_by_its_name() {
        for preset in Preset::ALL {
            assert_eq!(preset.spec().checked().as_ref(), Ok(&preset.spec()), "{}", preset.name());
            assert_eq!(Preset::from_name(preset.name()), Some(preset));
        }
    }
}
