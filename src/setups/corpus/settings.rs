//! The settings of experiments on a file of stories, in the order in which the page shows them.

use super::classifier::CLASSIFIER_WORDS;
use super::size::StoryModelSize;
use super::spec::CorpusSpec;
use crate::experiment::{Field, Kind, Setting, joined, number};
use crate::setups::stories::StoryProtocol;
use crate::setups::stories::grammar::Feature;

const RATE: (f64, f64) = (1e-6, 0.1);
const SIZES: [&str; 6] = ["mini", "tiny", "small", "medium", "large", "paper"];
const REMOVED: [&str; 6] = ["twist", "dialogue", "badending", "moralvalue", "foreshadowing", "conflict"];
const PROTOCOLS: [&str; 3] = ["filtering", "mix-and-match", "randomisation"];
/// The most bytes of a file's identity.
const LONGEST_IDENTITY: usize = 1000;

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
pub(super) static FIELDS: [Field<CorpusSpec>; 18] = [
    Field {
        setting: Setting {
            key: "file",
            name: "file of stories",
            sentence: "Its hash, its number of records, what the classifier of each feature was judged, and its name. The text is not in it.",
            kind: Kind::Text { most: LONGEST_IDENTITY },
        },
        get: |spec| spec.file.as_ref().map(ToString::to_string).unwrap_or_default(),
        set: |spec, text| {
            spec.file = if text.is_empty() { None } else { Some(text.parse().ok()?) };
            Some(())
        },
    },
    Field {
        setting: Setting {
            key: "protocol",
            name: "how the feature is fine-tuned away",
            sentence: "Filtering leaves out stories that have it. Mix & Match also asks for it where foreshadowing was asked for, Randomisation in every record.",
            kind: Kind::Choice(&PROTOCOLS),
        },
        get: |spec| spec.protocol.key().to_owned(),
        set: |spec, text| StoryProtocol::PAPER.into_iter().find(|p| p.key() == text).map(|v| spec.protocol = v),
    },
    Field {
        setting: Setting {
            key: "fine_tune_rates",
            name: "fine-tuning learning rates",
            sentence: "One run for each.",
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
    setting!(
        vocabulary,
        "words that models know",
        Kind::Whole { low: CLASSIFIER_WORDS, high: 20_000 },
        "The commonest words of the file; every other word is one and the same to a model."
    ),
    setting!(
        context,
        "longest record",
        Kind::Whole { low: 32, high: 1024 },
        "In words and signs, the prompt included; what is longer is cut. The prompt takes half of it at most."
    ),
    Field {
        setting: Setting {
            key: "size",
            name: "model size",
            sentence: "Width and blocks: tiny has 64 and 2, medium 192 and 6, paper 768 and 12, which takes hours on a graphics processor and is for the command line.",
            kind: Kind::Choice(&SIZES),
        },
        get: |spec| spec.size.name().to_owned(),
        set: |spec, text| StoryModelSize::ALL.into_iter().find(|s| s.name() == text).map(|v| spec.size = v),
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
    setting!(
        seed,
        "seed",
        Kind::Whole { low: 0, high: 4_294_967_295 },
        "Decides initial weights, the order of records, and prompts. The same seed gives the same run."
    ),
    setting!(
        batch,
        "records a step",
        Kind::Whole { low: 1, high: 512 },
        "How many records of the file each step learns from."
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
        Kind::Whole { low: 16, high: 512 },
        "How many held-out stories of each kind the loss is taken of, and how many are written where a classifier can read them."
    ),
];

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_text;
    use super::super::story_file::StoryFile;
    use super::*;

    fn spec() -> CorpusSpec {
        let file = StoryFile::read("tales.txt", &synthetic_text(1, 100, false).unwrap().bytes).unwrap();
        CorpusSpec { file: Some(file.identity().clone()), ..CorpusSpec::default() }
    }

    #[test]
    fn every_setting_writes_what_it_reads_and_refuses_nonsense() {
        for spec in [spec(), CorpusSpec::default()] {
            for field in &FIELDS {
                let text = (field.get)(&spec);
                assert_eq!(field.with(&spec, &text), Ok(spec.clone()), "{}", field.setting.key);
                for nonsense in ["x", "-1", "1e99", "NaN"] {
                    assert!(field.with(&spec, nonsense).is_err(), "{} {nonsense}", field.setting.key);
                }
            }
        }
    }

    #[test]
    fn the_table_covers_every_field_of_a_spec_and_every_choice() {
        let json = serde_json::to_value(spec()).unwrap();
        let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let mut keys: Vec<&str> = FIELDS.iter().map(|f| f.setting.key).collect();
        names.sort_unstable();
        keys.sort_unstable();
        assert_eq!(names, keys);
        assert_eq!(Feature::ALL.map(Feature::name), REMOVED);
        assert_eq!(StoryProtocol::PAPER.map(StoryProtocol::key), PROTOCOLS);
        assert_eq!(StoryModelSize::ALL.map(StoryModelSize::name), SIZES);
    }
}
