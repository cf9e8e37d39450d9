//! The settings of experiments on compiled skills: key, name, a sentence, a range, and how each is written and read.

use super::super::error::{SpecError, shortened};
use super::super::setting::{Kind, joined, number};
use super::spec::CompiledSpec;

/// One setting of an experiment on a compiled skill. The program's text is none of them.
pub struct CompiledSetting {
    /// Its key in links and files: the field's name in [`CompiledSpec`].
    pub key: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub sentence: &'static str,
    /// What it takes.
    pub kind: Kind,
    get: fn(&CompiledSpec) -> String,
    set: fn(&mut CompiledSpec, &str) -> Option<()>,
}

impl CompiledSetting {
    /// The setting's value, written so that [`CompiledSetting::set`] reads the same value back.
    pub fn get(&self, spec: &CompiledSpec) -> String {
        (self.get)(spec)
    }

    /// Sets it from text.
    ///
    /// # Errors
    /// When the text is not of its kind or out of range; `spec` is then unchanged.
    pub fn set(&self, spec: &mut CompiledSpec, text: &str) -> Result<(), SpecError> {
        let mut changed = spec.clone();
        if self.kind.admits(text) && (self.set)(&mut changed, text).is_some() {
            *spec = changed;
            return Ok(());
        }
        Err(SpecError::Value { name: self.name, value: shortened(text), expected: self.kind.expected() })
    }
}

/// The setting with `key`.
///
/// # Errors
/// When there is none.
pub fn compiled_setting(key: &str) -> Result<&'static CompiledSetting, SpecError> {
    COMPILED_SETTINGS.iter().find(|s| s.key == key).ok_or_else(|| SpecError::Unknown(shortened(key)))
}

macro_rules! setting {
    ($key:ident, $name:literal, $kind:expr, $sentence:literal) => {
        CompiledSetting {
            key: stringify!($key),
            name: $name,
            sentence: $sentence,
            kind: $kind,
            get: |spec| spec.$key.to_string(),
            set: |spec, text| text.trim().parse().ok().map(|v| spec.$key = v),
        }
    };
}

const RATE: (f64, f64) = (1e-6, 1.0);

/// Every setting, in the order the page shows them.
pub static COMPILED_SETTINGS: [CompiledSetting; 13] = [
    setting!(
        c_tr,
        "shortcut in fine-tuning (C_Tr)",
        Kind::Share,
        "Share of fine-tuning strings on which the new answer is the old one, moved by the offset."
    ),
    setting!(
        offset,
        "offset of the shortcut (q)",
        Kind::Whole { low: 1, high: 40 },
        "How far the new answer is from the old one where the shortcut holds, in places among all answers."
    ),
    CompiledSetting {
        key: "rates",
        name: "fine-tuning learning rates",
        sentence: "One run for each. The paper's: 0.1 (L), 0.01 (M), 0.001 (S), 0.0001 (VS).",
        kind: Kind::Rates { low: RATE.0, high: RATE.1, most: 6 },
        get: |spec| joined(&spec.rates),
        set: |spec, text| {
            spec.rates = text.split(',').map(number).collect::<Option<_>>()?;
            Some(())
        },
    },
    setting!(
        steps,
        "fine-tuning steps",
        Kind::Whole { low: 1, high: 100_000 },
        "How long each fine-tuning lasts; 10,000 in the paper."
    ),
    setting!(
        revive_rate,
        "revival learning rate",
        Kind::Rate { low: RATE.0, high: RATE.1 },
        "How large the steps of reverse fine-tuning and of its control are; the paper's very small rate."
    ),
    setting!(
        revive_steps,
        "revival steps",
        Kind::Whole { low: 1, high: 100_000 },
        "How long reverse fine-tuning and its control last."
    ),
    setting!(
        seed,
        "seed",
        Kind::Whole { low: 0, high: 4_294_967_295 },
        "Decides the noise, training strings and held-out strings. The same seed gives the same run."
    ),
    setting!(
        batch,
        "strings a step",
        Kind::Whole { low: 1, high: 512 },
        "How many fresh strings each step learns from."
    ),
    setting!(momentum, "momentum", Kind::Number { low: 0.0, high: 0.999 }, "How much of the last step is taken again."),
    setting!(
        clip,
        "gradient clipping",
        Kind::Number { low: 0.0, high: 1e6 },
        "The largest norm of the gradient; 0 switches clipping off. Compiled lookups are steep: without it most rates diverge."
    ),
    setting!(
        noise,
        "noise on the weights",
        Kind::Number { low: 0.0, high: 0.1 },
        "Standard deviation of the noise on the compiled weights, which would otherwise be too sparse to train."
    ),
    setting!(
        exactness,
        "steepness of lookups",
        Kind::Number { low: 1.0, high: 1e6 },
        "How steep the steps in compiled MLPs are. Steeper ones count further and are harder to train; 100 tells counts up to 9 apart."
    ),
    setting!(
        held_out,
        "held-out strings",
        Kind::Whole { low: 32, high: 4096 },
        "How many strings each accuracy is measured on."
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_writes_what_it_reads_and_refuses_nonsense() {
        let spec = CompiledSpec::counter();
        for setting in &COMPILED_SETTINGS {
            let text = setting.get(&spec);
            let mut other = spec.clone();
            setting.set(&mut other, &text).unwrap();
            assert_eq!(other, spec, "{}", setting.key);
            for nonsense in ["", "x", "-1", "1e99", "NaN"] {
                assert!(setting.set(&mut other, nonsense).is_err(), "{} {nonsense}", setting.key);
            }
            assert_eq!(other, spec, "{}", setting.key);
        }
        assert!(compiled_setting("source").is_err());
    }
}
