//! The settings of experiments on compiled skills, in the order in which the page shows them.

use super::protocol::{CompiledInstruments, CompiledProtocol};
use super::spec::CompiledSpec;
use crate::experiment::{Field, Kind, Setting, joined, number};

/// What the setting of the program says where the text is none of the library's.
pub(in crate::setups) const OWN: &str = "own";
/// The library's programs, and one's own.
pub(in crate::setups) static PROGRAMS: [&str; 14] = [
    "counter",
    "max-identifier",
    "fraction",
    "reverse",
    "sort-unique",
    "sort",
    "histogram",
    "most-frequent",
    "brackets",
    "shuffle-dyck-2",
    "shift",
    "pair-balance",
    "length",
    OWN,
];

macro_rules! setting {
    ($key:ident, $name:literal, $kind:expr, $sentence:literal) => {
        Field {
            setting: Setting { key: stringify!($key), name: $name, sentence: $sentence, kind: $kind },
            get: |spec| spec.$key.to_string(),
            set: |spec, text| text.trim().parse().ok().map(|v| spec.$key = v),
        }
    };
}

const RATE: (f64, f64) = (1e-6, 1.0);

/// Every setting, in the order the page shows them.
pub(super) static FIELDS: [Field<CompiledSpec>; 17] = [
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
                let listed = CompiledSpec::of_listed(text).ok()?;
                (spec.source, spec.offset) = (listed.source, listed.offset);
            }
            Some(())
        },
    },
    Field {
        setting: Setting {
            key: "source",
            name: "text of the program",
            sentence: "The program itself, in RASP.",
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
            key: "rates",
            name: "fine-tuning learning rates",
            sentence: "One run for each. The paper's: 0.1 (L), 0.01 (M), 0.001 (S), 0.0001 (VS).",
            kind: Kind::Rates { low: RATE.0, high: RATE.1, most: 6 },
        },
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
    Field {
        setting: Setting {
            key: "protocol",
            name: "what is done to the program",
            sentence: "Fine-tuning, or a model of known state in its place, on which the verdict is tried.",
            kind: Kind::Choice(&PROTOCOLS),
        },
        get: |spec| spec.protocol.key().to_owned(),
        set: |spec, text| {
            CompiledProtocol::ALL.into_iter().find(|p| p.key() == text).map(|found| spec.protocol = found)
        },
    },
    Field {
        setting: Setting {
            key: "instruments",
            name: "instruments",
            sentence: "Pruning alone, as in the paper, or all that the verdict rests on: probes and undoing as well, beside random weights.",
            kind: Kind::Choice(&["pruning", "verdict"]),
        },
        get: |spec| if spec.instruments.is_pruning() { "pruning" } else { "verdict" }.to_owned(),
        set: |spec, text| {
            let verdict = text == "verdict";
            spec.instruments = if verdict { CompiledInstruments::Verdict } else { CompiledInstruments::Pruning };
            Some(())
        },
    },
];

/// The words of all protocols.
static PROTOCOLS: [&str; CompiledProtocol::ALL.len()] = {
    let mut keys = [""; CompiledProtocol::ALL.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = CompiledProtocol::ALL[at].key();
        at += 1;
    }
    keys
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::field;
    use crate::rasp::LIBRARY;

    #[test]
    fn every_setting_writes_what_it_reads_and_refuses_nonsense() {
        let spec = CompiledSpec::counter();
        for field in FIELDS.iter().filter(|f| f.setting.key != "source") {
            let text = (field.get)(&spec);
            assert_eq!(field.with(&spec, &text), Ok(spec.clone()), "{}", field.setting.key);
            for nonsense in ["", "x", "-1", "1e99", "NaN"] {
                assert!(field.with(&spec, nonsense).is_err(), "{} {nonsense}", field.setting.key);
            }
        }
    }

    #[test]
    fn every_program_of_the_library_can_be_chosen_and_ones_own_stays() {
        let keys: Vec<&str> = LIBRARY.iter().map(|listed| listed.key).collect();
        assert_eq!(keys, PROGRAMS[..LIBRARY.len()]);
        let program = field(&FIELDS, "program").unwrap();
        let max = program.with(&CompiledSpec::counter(), "max-identifier").unwrap();
        assert_eq!((max.program_key(), max.offset), (Some("max-identifier"), 3));
        let own = CompiledSpec { source: "# mine".to_owned(), ..max };
        assert_eq!(program.with(&own, OWN), Ok(own.clone()));
    }
}
