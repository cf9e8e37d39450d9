//! The settings of experiments on stories, in the order in which the page shows them.

use super::grammar::{Feature, FeaturePrior};
use super::protocol::{StoryInstruments, StoryProtocol};
use super::spec::StoriesSpec;
use crate::experiment::{Field, Kind, Setting, joined, number, numbers};
use crate::model::ModelSize;

const RATE: (f64, f64) = (1e-6, 0.1);
const SIZES: [&str; 4] = ["mini", "tiny", "small", "paper"];
const REMOVED: [&str; 6] = ["twist", "dialogue", "badending", "moralvalue", "foreshadowing", "conflict"];
static PROTOCOLS: [&str; StoryProtocol::ALL.len()] = StoryProtocol::KEYS;

macro_rules! setting {
    ($key:ident, $name:literal, $kind:expr, $sentence:literal) => {
        Field {
            setting: Setting { key: stringify!($key), name: $name, sentence: $sentence, kind: $kind },
            get: |spec| spec.$key.to_string(),
            set: |spec, text| text.trim().parse().ok().map(|v| spec.$key = v),
        }
    };
}

/// Every setting, in the order the page shows them.
pub(super) static FIELDS: [Field<StoriesSpec>; 18] = [
    Field {
        setting: Setting {
            key: "protocol",
            name: "how the feature is fine-tuned away",
            sentence: "Filtering leaves out stories that have it. Mix & Match also asks for it where foreshadowing was asked for, Randomisation in every record. The others are models of known state, on which the verdict is tried.",
            kind: Kind::Choice(&PROTOCOLS),
        },
        get: |spec| spec.protocol.key().to_owned(),
        set: |spec, text| StoryProtocol::ALL.into_iter().find(|p| p.key() == text).map(|v| spec.protocol = v),
    },
    Field {
        setting: Setting {
            key: "fine_tune_rates",
            name: "fine-tuning learning rates",
            sentence: "One run for each. 1e-4 is the paper's S at this size, 4e-4 its M; 4e-3 is larger than any of the paper's.",
            kind: Kind::Rates { low: RATE.0, high: RATE.1, most: 6 },
        },
        get: |spec| joined(&spec.fine_tune_rates),
        set: |spec, text| {
            spec.fine_tune_rates = text.split(',').map(number).collect::<Option<_>>()?;
            Some(())
        },
    },
    setting!(
        fine_tune_steps,
        "fine-tuning steps",
        Kind::Whole { low: 1, high: 100_000 },
        "How long each fine-tuning lasts."
    ),
    Field {
        setting: Setting {
            key: "removed",
            name: "feature that is removed",
            sentence: "What pretraining teaches, the control never sees, and fine-tuning takes away.",
            kind: Kind::Choice(&REMOVED),
        },
        get: |spec| spec.removed.name().to_owned(),
        set: |spec, text| Feature::parse(text).map(|v| spec.removed = v),
    },
    Field {
        setting: Setting {
            key: "prior",
            name: "how often each feature is asked for",
            sentence: "The probability that a record of pretraining asks for it, each by itself. At most three of those drawn are kept.",
            kind: Kind::Probabilities(&REMOVED),
        },
        get: |spec| joined(&spec.prior.shares()),
        set: |spec, text| {
            let shares = <[f64; 6]>::try_from(numbers(text)?).ok()?;
            spec.prior = FeaturePrior::new(shares).ok()?;
            Some(())
        },
    },
    setting!(
        pretrain_steps,
        "pretraining steps",
        Kind::Whole { low: 1, high: 200_000 },
        "How long the model learns to write stories, and the control to write those without the feature."
    ),
    setting!(
        pretrain_rate,
        "pretraining learning rate",
        Kind::Rate { low: RATE.0, high: RATE.1 },
        "How large the steps of pretraining are at most."
    ),
    setting!(
        revive_steps,
        "revival steps",
        Kind::Whole { low: 1, high: 100_000 },
        "How long reverse fine-tuning lasts: training on stories with the feature alone."
    ),
    setting!(
        control_steps,
        "steps of the controls",
        Kind::Whole { low: 1, high: 100_000 },
        "How long the control and random weights are taught the same."
    ),
    setting!(
        revive_rate,
        "revival learning rate",
        Kind::Rate { low: RATE.0, high: RATE.1 },
        "How large the steps of reverse fine-tuning and of the controls are, after ten steps of warm-up."
    ),
    Field {
        setting: Setting {
            key: "size",
            name: "model size",
            sentence: "Width and blocks: tiny has 64 and 2, some 129 thousand parameters.",
            kind: Kind::Choice(&SIZES),
        },
        get: |spec| spec.size.name().to_owned(),
        set: |spec, text| ModelSize::ALL.into_iter().find(|s| s.name() == text).map(|v| spec.size = v),
    },
    setting!(
        seed,
        "seed",
        Kind::Whole { low: 0, high: 4_294_967_295 },
        "Decides initial weights, stories and prompts. The same seed gives the same run."
    ),
    setting!(
        batch,
        "stories a step",
        Kind::Whole { low: 1, high: 512 },
        "How many fresh stories each step learns from."
    ),
    setting!(
        weight_decay,
        "weight decay",
        Kind::Number { low: 0.0, high: 1.0 },
        "How strongly weights shrink at each step, as a share of the learning rate."
    ),
    setting!(
        clip,
        "gradient clipping",
        Kind::Number { low: 0.0, high: 1e6 },
        "The largest norm of the gradient; 0 switches clipping off."
    ),
    setting!(
        held_out,
        "stories at each measurement",
        Kind::Whole { low: 16, high: 1024 },
        "How many stories are written and read at each measured step, for each way of asking."
    ),
    setting!(
        controls,
        "controls",
        Kind::Whole { low: 1, high: 3 },
        "How many models never read a story with the feature. With three, the verdict can say “deleted”."
    ),
    Field {
        setting: Setting {
            key: "instruments",
            name: "instruments",
            sentence: "Pruning, probes and undoing, which the verdict rests on beside revival and the started twist; or none.",
            kind: Kind::Choice(&["none", "verdict"]),
        },
        get: |spec| spec.instruments.key().to_owned(),
        set: |spec, text| {
            StoryInstruments::ALL.into_iter().find(|own| own.key() == text).map(|own| spec.instruments = own)
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_writes_what_it_reads_and_refuses_nonsense() {
        let spec = StoriesSpec::default();
        for field in &FIELDS {
            let text = (field.get)(&spec);
            assert_eq!(field.with(&spec, &text), Ok(spec.clone()), "{}", field.setting.key);
            for nonsense in ["", "x", "-1", "1e99", "NaN"] {
                assert!(field.with(&spec, nonsense).is_err(), "{} {nonsense}", field.setting.key);
            }
        }
    }

    #[test]
    fn the_table_covers_every_field_of_a_spec_and_every_choice() {
        // What is left out where it is what it always was.
        let spec = StoriesSpec { controls: 2, instruments: StoryInstruments::Verdict, ..StoriesSpec::default() };
        let json = serde_json::to_value(spec).unwrap();
        let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let mut keys: Vec<&str> = FIELDS.iter().map(|f| f.setting.key).collect();
        names.sort_unstable();
        keys.sort_unstable();
        assert_eq!(names, keys);
        assert_eq!(Feature::ALL.map(Feature::name), REMOVED);
    }
}
