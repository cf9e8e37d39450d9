//! The specification of an experiment: everything that decides its numbers.

use super::error::SpecError;
use crate::model::{ModelConfig, ModelSize};
use crate::tasks::{Counter, Format, Layout, SamplingPrior};
use crate::train::{AdamW, Objective};
use serde::{Deserialize, Serialize};

/// Which instruments are applied to the models once they are trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instruments {
    /// All of them.
    All,
    /// None: training alone.
    None,
}

/// An experiment. Ranges of the fields stand in [`super::SETTINGS`]; [`Spec::checked`] is the only way from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Decides initial weights, training data and held-out sets.
    pub seed: u32,
    /// Size of the model.
    pub size: ModelSize,
    /// How samples are written.
    pub format: Format,
    /// Letters of a text.
    pub text_length: u32,
    /// Letters at the end of the text that are counted.
    pub window: u32,
    /// Largest count of `a` and of `b` that is drawn.
    pub largest: u32,
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
}

/// The most tokens a batch may have, so that a step fits the memory of a browser tab.
const MOST_TOKENS: usize = 65_536;

impl Spec {
    /// Checks every setting's range and that they fit together.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn checked(self) -> Result<Self, SpecError> {
        let mut spec = self;
        for setting in &super::SETTINGS {
            let text = setting.get(&spec);
            setting.set(&mut spec, &text)?;
        }
        let counter = Counter::new(spec.text_length, spec.window, spec.largest)?;
        let layout = Layout::new(spec.format, counter);
        spec.size.config(layout.vocabulary().size(), layout.context())?;
        if spec.batch as usize * layout.context() > MOST_TOKENS {
            return Err(SpecError::Tokens { batch: spec.batch, context: layout.context(), most: MOST_TOKENS });
        }
        Ok(spec)
    }

    /// The task.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked Spec.
    pub fn counter(&self) -> Result<Counter, SpecError> {
        Ok(Counter::new(self.text_length, self.window, self.largest)?)
    }

    /// How samples are laid out.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked Spec.
    pub fn layout(&self) -> Result<Layout, SpecError> {
        Ok(Layout::new(self.format, self.counter()?))
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
