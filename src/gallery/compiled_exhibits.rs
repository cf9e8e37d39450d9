//! The paper's Tracr experiments as presets: each a question, the settings that ask it, and what to look for in the outcome.

use crate::experiment::{Spec, SpecError};
use crate::setups::compiled::CompiledSpec;

/// One experiment of the paper on a compiled skill.
#[derive(Clone, Copy, Debug)]
pub struct CompiledExhibit {
    /// The word that tests and the page use.
    pub key: &'static str,
    /// The program of the library that is the skill.
    pub program: &'static str,
    /// What it asks.
    pub title: &'static str,
    /// Two sentences on what the paper found and where to look for it.
    pub look_for: &'static str,
    /// What it changes in the experiment on its program, as key and value.
    pub settings: &'static [(&'static str, &'static str)],
}

impl CompiledExhibit {
    /// Its specification.
    ///
    /// # Errors
    /// When a setting is not possible; a test holds that none is.
    pub fn spec(&self) -> Result<Spec, SpecError> {
        let base = Spec::from(CompiledSpec::of_listed(self.program)?);
        self.settings.iter().try_fold(base, |spec, (key, value)| spec.with(key, value))
    }
}

/// All of them: Table 3 by its extremes and its middle, pruning, attention and reverse fine-tuning (Figures 10, 27 and 39 to 59).
pub static COMPILED_EXHIBITS: [CompiledExhibit; 9] = [
    CompiledExhibit {
        key: "counter-wrapper",
        program: "counter",
        title: "Counter, the shortcut always holds",
        look_for: "At every rate the model answers b where the shortcut holds and almost never where it does not: it adds one to the number of a. \
                   The skill is still there, under a wrapper.",
        settings: &[("c_tr", "1")],
    },
    CompiledExhibit {
        key: "counter-none",
        program: "counter",
        title: "Counter, no shortcut",
        look_for: "At L the model learns to count b, and its attention leaves the a. At smaller rates it must learn more than the steps allow.",
        settings: &[("c_tr", "0")],
    },
    CompiledExhibit {
        key: "counter-half",
        program: "counter",
        title: "Counter, the shortcut holds for half",
        look_for: "Half of the strings contradict the shortcut. The paper's M and L still learn to count b.",
        settings: &[("c_tr", "0.5")],
    },
    CompiledExhibit {
        key: "counter-pruning",
        program: "counter",
        title: "Counter, pruned weight by weight",
        look_for: "After S, a few weights removed bring the count of a back beside the control, which has nothing to bring back. \
                   Switch between weights that are scored again and tried out, and weights that are scored once, as in the paper.",
        settings: &[("c_tr", "1"), ("rates", "0.001,0.0001"), ("held_out", "1024")],
    },
    CompiledExhibit {
        key: "counter-attention",
        program: "counter",
        title: "Counter, where the answer looks",
        look_for: "Ten thousand steps at L, as in the paper: compare the maps of attention before and after. It goes from a to b on this seed in \
                   this engine, and not on every seed, because heads that the program does not use can carry a count too.",
        settings: &[("c_tr", "0"), ("rates", "0.1"), ("steps", "10000"), ("seed", "2"), ("revive_steps", "500")],
    },
    CompiledExhibit {
        key: "counter-back-after-m",
        program: "counter",
        title: "Counter, taught again at VS after M and after VS",
        look_for: "Reverse fine-tuning at the smallest rate. After VS the count of a is back; after M watch how far it comes beside the control.",
        settings: &[("c_tr", "1"), ("rates", "0.01,0.0001"), ("revive_steps", "4000")],
    },
    CompiledExhibit {
        key: "counter-back-after-l",
        program: "counter",
        title: "Counter, taught again at VS after L",
        look_for: "Fine-tuned at L without a shortcut, the skill does not come back at VS: it stays where guessing would be, like the control.",
        settings: &[("c_tr", "0"), ("rates", "0.1"), ("revive_steps", "4000")],
    },
    CompiledExhibit {
        key: "max-wrapper",
        program: "max-identifier",
        title: "Max-identifier, the shortcut always holds",
        look_for: "From the fifth to the seventh largest letter, a fixed number of places further. At L it is learnt as in the paper; \
                   smaller rates need more than these steps.",
        settings: &[("c_tr", "1")],
    },
    CompiledExhibit {
        key: "max-none",
        program: "max-identifier",
        title: "Max-identifier, no shortcut",
        look_for: "The paper's L learns the seventh largest and loses the fifth. Look whether reverse fine-tuning at VS brings it back.",
        settings: &[("c_tr", "0")],
    },
];

#[cfg(test)]
mod tests {
    use super::super::{CompiledCell, table_3};
    use super::*;

    #[test]
    fn every_preset_can_be_run_and_has_the_papers_numbers_beside_it() {
        for exhibit in &COMPILED_EXHIBITS {
            let spec = exhibit.spec().unwrap().checked().unwrap();
            let cells = table_3(exhibit.program).unwrap();
            let c_tr = spec.of::<CompiledSpec>().unwrap().c_tr;
            for rate in spec.rates() {
                assert!(CompiledCell::at(&cells, *rate, c_tr).is_some(), "{} at {rate}", exhibit.key);
            }
            for (key, value) in exhibit.settings {
                assert_eq!(spec.get(key).as_deref(), Some(*value), "{} {key}", exhibit.key);
            }
        }
    }
}
