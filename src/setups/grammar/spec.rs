//! The specification of an experiment: everything that decides its numbers.

use super::protocol::Protocol;
use crate::experiment::{Record, SpecError};
use crate::model::{ModelConfig, ModelSize};
use crate::tasks::{Domain, Families, Family, Format, Layout, SamplingPrior, Sizes, Skill, TaskDistribution};
use crate::train::{AdamW, FineTuningMethod, Objective};
use serde::{Deserialize, Serialize};

/// Which instruments are applied to the models once they are trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instruments {
    /// All of them.
    All,
    /// Those that the verdict on the fine-tuned models rests on.
    Verdict,
    /// None: training alone.
    None,
}

/// Which task-family tokens pretraining has for the skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskTokens {
    /// One, for every operand.
    One,
    /// Three: one for every operand and two for `a` only (the jailbreak setup; paper, E.2).
    Three,
}

/// What reverse fine-tuning and its controls learn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviveOn {
    /// The skill itself, as in the paper.
    #[default]
    Skill,
    /// The skill on texts with small answers alone. It is measured on larger ones as well, and they come back only where they are
    /// still there (after arXiv 2410.08827).
    Few,
}

impl ReviveOn {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Skill, Self::Few];

    /// The word that links and files use.
    pub fn key(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Few => "few",
        }
    }

    fn is_skill(&self) -> bool {
        *self == Self::Skill
    }
}

/// An experiment on the grammar. Ranges of the fields stand in the table of settings; [`GrammarSpec::checked`] is the
/// only way from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrammarSpec {
    /// Decides initial weights, training data and held-out sets.
    pub seed: u32,
    /// Size of the model.
    pub size: ModelSize,
    /// How samples are written.
    pub format: Format,
    /// The skill that is fine-tuned away: counting or indexing.
    pub task: Skill,
    /// Letters of a text.
    pub text_length: u32,
    /// Letters at the end of the text that tasks are about.
    pub window: u32,
    /// Largest count of `a` and of `b` that is drawn.
    pub largest: u32,
    /// Which occurrence an index is of, counted from the end of the text.
    pub occurrence: u32,
    /// The Indexer's spurious correlation: how much further from the end the occurrence of `b` is than that of `a`.
    pub offset: u32,
    /// How often each task family is asked for in pretraining.
    pub families: Families,
    /// Which tokens ask for the skill.
    pub task_tokens: TaskTokens,
    /// How often each operand is asked for in pretraining.
    pub prior: SamplingPrior,
    /// What pretraining predicts; later stages predict the answer alone.
    pub objective: Objective,
    /// Samples of a step.
    pub batch: u32,
    /// Steps of pretraining.
    pub pretrain_steps: u32,
    /// Peak learning rate of pretraining, η_PT.
    pub pretrain_rate: f64,
    /// Share of fine-tuning samples that carry the spurious correlation, `C_Tr`.
    pub c_tr: f64,
    /// How fine-tuning is done.
    pub protocol: Protocol,
    /// The share of pretraining samples among those of fine-tuning.
    pub mix: f64,
    /// Rank of the changes that [`Protocol::Lora`] learns.
    pub lora_rank: u32,
    /// How many of the first blocks [`Protocol::Frozen`] leaves alone.
    pub frozen_blocks: u32,
    /// How strongly [`Protocol::L2Sp`] pulls weights back, as a share of the learning rate.
    #[serde(rename = "pull")]
    pub l2_sp_strength: f64,
    /// Steps of each fine-tuning.
    pub fine_tune_steps: u32,
    /// Peak learning rates of fine-tuning, one run each.
    pub fine_tune_rates: Vec<f64>,
    /// Steps of each reverse fine-tuning and of its controls.
    pub revive_steps: u32,
    /// Peak learning rate of reverse fine-tuning and its controls.
    pub revive_rate: f64,
    /// AdamW's decoupled weight decay.
    pub weight_decay: f64,
    /// Limit of the gradient's norm over all parameters; 0 switches clipping off.
    pub clip: f64,
    /// Samples of each held-out set.
    pub held_out: u32,
    /// Which instruments are applied after training.
    pub instruments: Instruments,
    /// With [`Protocol::Distil`]: how much of the way to random weights is gone before distilling, in `[0, 1]`.
    #[serde(default = "whole_way", skip_serializing_if = "is_whole_way")]
    pub noise: f64,
    /// How many controls of different seeds a revival is compared with.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub controls: u32,
    /// What revivals learn from.
    #[serde(default, skip_serializing_if = "ReviveOn::is_skill")]
    pub revive_on: ReviveOn,
}

/// What experiments without the setting have always done: files leave it out, so that they stay what they were.
fn whole_way() -> f64 {
    1.0
}

fn is_whole_way(noise: &f64) -> bool {
    *noise == whole_way()
}

fn one() -> u32 {
    1
}

fn is_one(controls: &u32) -> bool {
    *controls == one()
}

impl GrammarSpec {
    /// The experiment of a Record; none where that is of another setup.
    pub fn of_record(record: &Record) -> Option<&Self> {
        record.spec.of::<Self>()
    }

    /// Texts and what is asked of them.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked Spec.
    pub fn domain(&self) -> Result<Domain, SpecError> {
        let (text_length, window, largest) = (self.text_length, self.window, self.largest);
        let sizes = Sizes { text_length, window, largest, occurrence: self.occurrence, offset: self.offset };
        let indexes = [Family::Index, Family::IndexPairs].into_iter().any(|f| self.families.share(f) > 0.0);
        Ok(Domain::new(sizes, indexes)?)
    }

    /// How samples are laid out.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked Spec.
    pub fn layout(&self) -> Result<Layout, SpecError> {
        let further = self.families.are_several() || self.task_tokens == TaskTokens::Three;
        Ok(Layout::new(self.format, self.domain()?, further))
    }

    /// What pretraining asks for.
    pub fn task_distribution(&self) -> TaskDistribution {
        TaskDistribution {
            families: self.families,
            prior: self.prior,
            jailbreak: self.task_tokens == TaskTokens::Three,
        }
    }

    /// Which weights fine-tuning may move, and how.
    pub fn fine_tuning_method(&self) -> FineTuningMethod {
        match self.protocol {
            Protocol::Lora => FineTuningMethod::LowRank { rank: self.lora_rank, seed: self.seed },
            Protocol::Frozen => FineTuningMethod::Frozen { blocks: self.frozen_blocks },
            Protocol::L2Sp => FineTuningMethod::Pulled { strength: self.l2_sp_strength as f32 },
            _ => FineTuningMethod::Free,
        }
    }

    /// The model's sizes.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked Spec.
    pub fn model(&self) -> Result<ModelConfig, SpecError> {
        let layout = self.layout()?;
        Ok(self.size.config(layout.vocabulary().size(), layout.context())?)
    }

    /// The optimiser's settings.
    pub fn adamw(&self) -> AdamW {
        AdamW {
            beta_1: 0.9,
            beta_2: 0.98,
            epsilon: 1e-8,
            weight_decay: self.weight_decay as f32,
            clip: (self.clip > 0.0).then_some(self.clip),
        }
    }
}
