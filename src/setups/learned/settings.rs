//! The settings of experiments on learned skills, in the order in which the page shows them.

use super::spec::{LearnedInstruments, LearnedSpec};
use crate::experiment::{Field, Kind, Setting, joined, number};
use crate::model::ModelSize;
use crate::setups::compiled::{OWN, PROGRAMS};

macro_rules! setting {
    ($key:ident, $name:literal, $kind:expr, $sentence:literal) => {
        Field {
            setting: Setting { key: stringify!($key), name: $name, sentence: $sentence, kind: $kind },
            get: |spec| spec.$key.to_string(),
            set: |spec, text| text.trim().parse().ok().map(|v| spec.$key = v),
        }
    };
}

const RATE: (f64, f64) = (1e-6, 0.03);
const SIZES: [&str; 5] = ["micro", "mini", "tiny", "small", "paper"];

/// Every setting, in the order the page shows them.
pub(super) static FIELDS: [Field<LearnedSpec>; 16] = [
    Field {
        setting: Setting {
            key: "program",
            name: "program",
            sentence: "The program of the library; its output is the skill, its target what fine-tuning teaches.",
            kind: Kind::Choice(&PROGRAMS),
        },
        get: |spec| spec.program_key().unwrap_or(OWN).to_owned(),
        set: |spec, text| {
            // One's own text is kept by its own setting.
            if text != OWN && spec.program_key() != Some(text) {
                let listed = LearnedSpec::of_listed(text).ok()?;
                (spec.source, spec.offset) = (listed.source, listed.offset);
            }
            Some(())
        },
    },
    Field {
        setting: Setting {
            key: "source",
            name: "text of the program",
            sentence: "The program itself, in RASP. It labels the strings, and the model learns from them.",
            kind: Kind::Text { most: 16_000 },
        },
        get: |spec| spec.source.clone(),
        set: |spec, text| {
            text.clone_into(&mut spec.source);
            Some(())
        },
    },
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
    Field {
        setting: Setting {
            key: "fine_tune_rates",
            name: "fine-tuning learning rates",
            sentence: "How large the steps of fine-tuning are; one run for each.",
            kind: Kind::Rates { low: RATE.0, high: RATE.1, most: 6 },
        },
        get: |spec| joined(&spec.fine_tune_rates),
        set: |spec, text| {
            spec.fine_tune_rates = text.split(',').map(number).collect::<Option<_>>()?;
            Some(())
        },
    },
    setting!(
        pretrain_steps,
        "pretraining steps",
        Kind::Whole { low: 1, high: 200_000 },
        "How long the model learns the program's answers, and the control the target's."
    ),
    setting!(
        fine_tune_steps,
        "fine-tuning steps",
        Kind::Whole { low: 1, high: 100_000 },
        "How long each fine-tuning lasts."
    ),
    setting!(
        revive_steps,
        "revival steps",
        Kind::Whole { low: 1, high: 100_000 },
        "How long reverse fine-tuning and its controls last."
    ),
    setting!(
        pretrain_rate,
        "pretraining learning rate",
        Kind::Rate { low: RATE.0, high: RATE.1 },
        "How large the steps of pretraining are."
    ),
    setting!(
        revive_rate,
        "revival learning rate",
        Kind::Rate { low: RATE.0, high: RATE.1 },
        "How large the steps of reverse fine-tuning are, never above those of its own fine-tuning, and of its controls."
    ),
    setting!(
        seed,
        "seed",
        Kind::Whole { low: 0, high: 4_294_967_295 },
        "Decides initial weights, training strings and held-out strings. The same seed gives the same run."
    ),
    Field {
        setting: Setting {
            key: "size",
            name: "model size",
            sentence: "Width, blocks and heads of the model: micro 16, 1, 2; mini 32, 2, 4; tiny 64, 2, 4; small 96, 3, 4; paper 192, 6, 6.",
            kind: Kind::Choice(&SIZES),
        },
        get: |spec| spec.size.name().to_owned(),
        set: |spec, text| ModelSize::ALL.into_iter().find(|size| size.name() == text).map(|v| spec.size = v),
    },
    setting!(
        batch,
        "strings a step",
        Kind::Whole { low: 1, high: 512 },
        "How many fresh strings each step learns from."
    ),
    setting!(
        held_out,
        "held-out strings",
        Kind::Whole { low: 32, high: 4096 },
        "How many strings each accuracy is measured on."
    ),
    setting!(
        controls,
        "controls",
        Kind::Whole { low: 1, high: 3 },
        "How many models of other seeds that never learned the program a revival is compared with."
    ),
    Field {
        setting: Setting {
            key: "instruments",
            name: "instruments",
            sentence: "All that the verdict rests on (pruning, probes, undoing, beside models with nothing), or training alone.",
            kind: Kind::Choice(&["verdict", "none"]),
        },
        get: |spec| match spec.instruments {
            LearnedInstruments::Verdict => "verdict".to_owned(),
            LearnedInstruments::None => "none".to_owned(),
        },
        set: |spec, text| {
            let none = text == "none";
            spec.instruments = if none { LearnedInstruments::None } else { LearnedInstruments::Verdict };
            Some(())
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_writes_what_it_reads_and_refuses_nonsense() {
        let spec = LearnedSpec::counter();
        for field in FIELDS.iter().filter(|f| f.setting.key != "source") {
            let text = (field.get)(&spec);
            assert_eq!(field.with(&spec, &text), Ok(spec.clone()), "{}", field.setting.key);
            for nonsense in ["", "x", "-1", "1e99", "NaN"] {
                assert!(field.with(&spec, nonsense).is_err(), "{} {nonsense}", field.setting.key);
            }
        }
    }
}
