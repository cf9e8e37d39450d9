//! The specification of an experiment on stories: everything that decides its numbers.

use super::grammar::{Feature, FeaturePrior, LONGEST_RECORD, Word};
use super::protocol::{StoryInstruments, StoryProtocol};
use crate::experiment::SpecError;
use crate::model::{ModelConfig, ModelSize};
use crate::train::AdamW;
use serde::{Deserialize, Serialize};

/// What links and files call the setup.
pub(super) const KEY: &str = "stories";

/// An experiment on stories. Ranges stand in the table of settings; [`super::StoriesPlan::new`] is the only way from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoriesSpec {
    /// Decides initial weights, stories and prompts.
    pub seed: u32,
    /// Size of the model.
    pub size: ModelSize,
    /// How often pretraining's records ask for each feature.
    pub prior: FeaturePrior,
    /// The feature that is fine-tuned away.
    pub removed: Feature,
    /// Stories of a step.
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
    /// Prompts that stories are written for at each measurement.
    pub held_out: u32,
    /// Controls that never read a story with the feature, each of a seed of its own.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub controls: u32,
    /// Which instruments are applied after training.
    #[serde(default, skip_serializing_if = "StoryInstruments::is_none")]
    pub instruments: StoryInstruments,
}

fn one() -> u32 {
    1
}

fn is_one(controls: &u32) -> bool {
    *controls == one()
}

impl Default for StoriesSpec {
    /// The experiment at the page's size. The three rates are L, M and S.
    fn default() -> Self {
        Self {
            seed: 1,
            size: ModelSize::Tiny,
            prior: FeaturePrior::default(),
            removed: Feature::Twist,
            batch: 32,
            pretrain_steps: 4000,
            pretrain_rate: 8e-3,
            protocol: StoryProtocol::Randomisation,
            fine_tune_steps: 200,
            fine_tune_rates: vec![4e-3, 4e-4, 1e-4],
            revive_steps: 200,
            control_steps: 600,
            revive_rate: 1e-4,
            weight_decay: 0.01,
            clip: 1.0,
            held_out: 128,
            controls: 1,
            instruments: StoryInstruments::None,
        }
    }
}

impl StoriesSpec {
    /// The model's sizes.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked specification.
    pub fn model(&self) -> Result<ModelConfig, SpecError> {
        Ok(self.size.config(Word::COUNT, LONGEST_RECORD)?)
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
