//! The specification of an experiment on a file of stories: everything that decides its numbers.

use super::identity::FileIdentity;
use super::size::StoryModelSize;
use super::words::SPECIAL;
use crate::experiment::SpecError;
use crate::model::ModelConfig;
use crate::setups::stories::StoryProtocol;
use crate::setups::stories::grammar::Feature;
use crate::train::AdamW;
use serde::{Deserialize, Serialize};

/// What links and files call the setup.
pub(super) const KEY: &str = "story-file";

/// An experiment on a file of stories. Ranges stand in the table of settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorpusSpec {
    /// Decides initial weights, the order of records, and prompts.
    pub seed: u32,
    /// The file; none before one is brought in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileIdentity>,
    /// Size of the model.
    pub size: StoryModelSize,
    /// The most tokens of a record: longer ones are cut.
    pub context: u32,
    /// Words that models know: the commonest ones.
    pub vocabulary: u32,
    /// The feature that is fine-tuned away.
    pub removed: Feature,
    /// Records of a step.
    pub batch: u32,
    /// Steps of pretraining, and of the control's.
    pub pretrain_steps: u32,
    /// Peak learning rate of pretraining.
    pub pretrain_rate: f64,
    /// What fine-tuning's records are.
    pub protocol: StoryProtocol,
    /// Steps of each fine-tuning.
    pub fine_tune_steps: u32,
    /// Peak learning rates of fine-tuning, one run each.
    pub fine_tune_rates: Vec<f64>,
    /// Steps of each reverse fine-tuning.
    pub revive_steps: u32,
    /// Steps of teaching the control and random weights.
    pub control_steps: u32,
    /// Learning rate of reverse fine-tuning and of the controls.
    pub revive_rate: f64,
    /// AdamW's decoupled weight decay.
    pub weight_decay: f64,
    /// Limit of the gradient's norm over all parameters; 0 switches clipping off.
    pub clip: f64,
    /// Held-out stories of each kind at each measurement.
    pub held_out: u32,
}

impl Default for CorpusSpec {
    /// The experiment at the page's size, without a file.
    fn default() -> Self {
        Self {
            seed: 1,
            file: None,
            size: StoryModelSize::Tiny,
            context: 128,
            vocabulary: 2000,
            removed: Feature::Twist,
            batch: 16,
            pretrain_steps: 1000,
            pretrain_rate: 4e-3,
            protocol: StoryProtocol::Randomisation,
            fine_tune_steps: 100,
            fine_tune_rates: vec![4e-4, 1e-4],
            revive_steps: 100,
            control_steps: 200,
            revive_rate: 1e-4,
            weight_decay: 0.01,
            clip: 1.0,
            held_out: 64,
        }
    }
}

impl CorpusSpec {
    /// The model's sizes.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked specification.
    pub fn model(&self) -> Result<ModelConfig, SpecError> {
        Ok(self.size.config((SPECIAL + self.vocabulary) as usize, self.context as usize)?)
    }

    /// Whether a classifier of the removed feature is right often enough for shares to be read with it.
    pub fn is_readable(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.judged(self.removed).is_readable(file.held_out()))
    }

    /// The optimiser's settings.
    pub fn adamw(&self) -> AdamW {
        AdamW {
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon: 1e-8,
            weight_decay: self.weight_decay as f32,
            clip: (self.clip > 0.0).then_some(self.clip),
        }
    }
}
