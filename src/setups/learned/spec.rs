//! The specification of an experiment on a learned skill: everything that decides its numbers.

use crate::experiment::SpecError;
use crate::model::{ModelConfig, ModelSize};
use crate::rasp::{LIBRARY, Program};
use crate::setups::compiled::{CompiledSpec, CompiledSpecError};
use crate::setups::two_labels::{TwoLabelInstruments, two_label_settings};
use serde::{Deserialize, Serialize};

/// What links and files call the setup.
pub(super) const KEY: &str = "learned";

/// An experiment on a skill that a GPT learns from a program. Ranges stand in the table of settings; [`LearnedSpec::checked`] is the only way
/// from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearnedSpec {
    /// The program's text: its output is the skill, its target what fine-tuning teaches.
    pub source: String,
    /// Decides initial weights, training strings and held-out strings.
    pub seed: u32,
    /// The spurious correlation q: the place of the target's answer less that of the skill's.
    pub offset: u32,
    /// Share of fine-tuning strings that carry it, `C_Tr`.
    pub c_tr: f64,
    /// Size of the model.
    pub size: ModelSize,
    /// Steps of pretraining.
    pub pretrain_steps: u32,
    /// Peak learning rate of pretraining, η_PT.
    pub pretrain_rate: f64,
    /// Peak learning rates of fine-tuning, one run each.
    pub fine_tune_rates: Vec<f64>,
    /// Steps of each fine-tuning.
    pub fine_tune_steps: u32,
    /// Peak learning rate of reverse fine-tuning and of its controls.
    pub revive_rate: f64,
    /// Steps of each reverse fine-tuning and of its controls.
    pub revive_steps: u32,
    /// Strings of a step.
    pub batch: u32,
    /// Strings of each held-out set.
    pub held_out: u32,
    /// How many controls of different seeds a revival is compared with.
    pub controls: u32,
    /// Which instruments are applied after training.
    pub instruments: TwoLabelInstruments,
}

two_label_settings!(LearnedSpec);

impl LearnedSpec {
    /// The experiment on a program of the library.
    ///
    /// # Errors
    /// When the library has no such program.
    pub fn of_listed(key: &str) -> Result<Self, CompiledSpecError> {
        let CompiledSpec { source, offset, .. } = CompiledSpec::of_listed(key)?;
        // How often a token stands in a string and how many tokens are others differ by an even number.
        let offset = if key == "histogram" { 2 } else { offset };
        Ok(Self { source, offset, ..Self::counter() })
    }

    /// The paper's Counter, learned instead of compiled.
    pub fn counter() -> Self {
        Self {
            source: LIBRARY[0].source.to_owned(),
            seed: 1,
            offset: 1,
            c_tr: 1.0,
            size: ModelSize::Mini,
            pretrain_steps: 700,
            pretrain_rate: 3e-3,
            fine_tune_rates: vec![1e-3, 3e-4, 1e-4],
            fine_tune_steps: 200,
            revive_rate: 3e-4,
            revive_steps: 400,
            batch: 64,
            held_out: 256,
            controls: 1,
            instruments: TwoLabelInstruments::Verdict,
        }
    }

    /// The library's name of its program, where the text is one of the library's.
    pub fn program_key(&self) -> Option<&'static str> {
        LIBRARY.iter().find(|listed| listed.source == self.source).map(|listed| listed.key)
    }

    /// The program.
    ///
    /// # Errors
    /// When the text is none.
    pub fn program(&self) -> Result<Program, CompiledSpecError> {
        Ok(Program::parse(&self.source)?)
    }

    /// The model's sizes, for a vocabulary of so many tokens.
    ///
    /// # Errors
    /// When they are out of range.
    pub(super) fn model(&self, vocabulary: usize, context: usize) -> Result<ModelConfig, SpecError> {
        Ok(self.size.config(vocabulary, context)?)
    }
}
