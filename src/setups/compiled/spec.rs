//! The specification of an experiment on a compiled skill: everything that decides its numbers.

use super::error::CompiledSpecError;
use super::protocol::{CompiledInstruments, CompiledProtocol};
use crate::experiment::shortened;
use crate::rasp::{LIBRARY, Program, listed};
use serde::{Deserialize, Serialize};

/// What links and files call the setup.
pub(super) const KEY: &str = "compiled";

/// An experiment on a compiled skill. Ranges stand in the table of settings; [`CompiledSpec::checked`] is the only way
/// from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompiledSpec {
    /// The program's text: its output is the skill, its target what fine-tuning teaches.
    pub source: String,
    /// Decides the noise on the weights, training strings and held-out strings.
    pub seed: u32,
    /// The spurious correlation q: the place of the target's answer less that of the skill's.
    pub offset: u32,
    /// Share of fine-tuning strings that carry it, `C_Tr`.
    pub c_tr: f64,
    /// Peak learning rates of fine-tuning, one run each.
    pub rates: Vec<f64>,
    /// Steps of each fine-tuning.
    pub steps: u32,
    /// Peak learning rate of reverse fine-tuning and of the control.
    pub revive_rate: f64,
    /// Steps of each reverse fine-tuning and of the control.
    pub revive_steps: u32,
    /// Strings of a step.
    pub batch: u32,
    /// Momentum of gradient descent.
    pub momentum: f64,
    /// Limit of the gradient's norm; 0 switches clipping off.
    pub clip: f64,
    /// Standard deviation of the noise on the compiled weights.
    pub noise: f64,
    /// Slope of the lookups in MLPs with which the program is compiled.
    pub exactness: f64,
    /// Strings of each held-out set.
    pub held_out: u32,
    /// What is done to the compiled program.
    #[serde(default, skip_serializing_if = "CompiledProtocol::is_full")]
    pub protocol: CompiledProtocol,
    /// Which instruments are applied after training.
    #[serde(default, skip_serializing_if = "CompiledInstruments::is_pruning")]
    pub instruments: CompiledInstruments,
}

impl CompiledSpec {
    /// The experiment on a program of the library. The sizes are the page's; the paper takes 10,000 steps.
    ///
    /// # Errors
    /// When the library has no such program.
    pub fn of_listed(key: &str) -> Result<Self, CompiledSpecError> {
        let unknown = || CompiledSpecError::Unlisted(shortened(key));
        let source = listed(key).ok_or_else(unknown)?.source.to_owned();
        // The seventh largest of ten letters is most often two or three places behind the fifth.
        let offset = if key == "max-identifier" { 3 } else { 1 };
        Ok(Self { source, offset, ..Self::counter() })
    }

    /// The paper's Counter at the page's size, C_Tr = 1.
    pub fn counter() -> Self {
        Self {
            source: LIBRARY[0].source.to_owned(),
            seed: 1,
            offset: 1,
            c_tr: 1.0,
            rates: vec![1e-1, 1e-2, 1e-3, 1e-4],
            steps: 2000,
            revive_rate: 1e-4,
            revive_steps: 2000,
            batch: 96,
            momentum: 0.9,
            clip: 1.0,
            noise: 1e-4,
            exactness: 100.0,
            held_out: 512,
            protocol: CompiledProtocol::Full,
            instruments: CompiledInstruments::Pruning,
        }
    }

    /// The library's name of its program, where the text is one of the library's.
    pub fn program_key(&self) -> Option<&'static str> {
        LIBRARY.iter().find(|listed| listed.source == self.source).map(|listed| listed.key)
    }

    /// The program, with the slope of lookups that the experiment asks for.
    ///
    /// # Errors
    /// When the text is none.
    pub fn program(&self) -> Result<Program, CompiledSpecError> {
        Ok(Program::parse(&self.source)?.with_exactness(self.exactness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_program_with_a_categorical_answer_can_be_fine_tuned() {
        let mut possible = 0;
        for listed in &LIBRARY {
            match CompiledSpec::of_listed(listed.key).unwrap().checked() {
                Ok(spec) => {
                    assert_eq!(spec.program_key(), Some(listed.key));
                    possible += 1;
                }
                Err(error) => assert!(
                    matches!(error, CompiledSpecError::Numerical | CompiledSpecError::NoTarget),
                    "{}: {error}",
                    listed.key
                ),
            }
        }
        assert!(possible >= 5, "{possible}");
    }

    #[test]
    fn impossible_experiments_are_refused_in_words() {
        let counter = CompiledSpec::counter;
        let of = |source: &str| CompiledSpec { source: source.to_owned(), ..counter() };
        for (spec, part) in [
            (of("vocabulary a b\nlength 4\noutput tokens"), "nothing for a layer to do"),
            (of("vocabulary a b\nlength 4\nx1 = map(tokens, x == \"a\")\noutput x1"), "names no target"),
            (of("vocabulary a b\nlength 4\nnumerical n = map(tokens, x == \"a\")\noutput n"), "numerical"),
            (of("vocabulary a b\nlength 4\noutput nothing"), "line 3"),
            (CompiledSpec { c_tr: 2.0, ..counter() }, "not possible"),
            (CompiledSpec { rates: vec![], ..counter() }, "not possible"),
            (CompiledSpec { noise: f64::NAN, ..counter() }, "not possible"),
        ] {
            let error = spec.checked().unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(CompiledSpec::of_listed("nothing").is_err());
    }
}
