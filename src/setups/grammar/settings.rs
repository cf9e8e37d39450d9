//! The settings of experiments on the grammar, in the order in which the page shows them.

use super::protocol::Protocol;
use super::spec::{GrammarSpec, Instruments, ReviveOn, TaskTokens};
use crate::experiment::{Field, Kind, Setting, joined, number, numbers};
use crate::model::ModelSize;
use crate::tasks::{Families, Format, SamplingPrior, Skill};
use crate::train::Objective;

fn prior(text: &str) -> Option<SamplingPrior> {
    SamplingPrior::new(<[f64; 3]>::try_from(numbers(text)?).ok()?).ok()
}

fn families(text: &str) -> Option<Families> {
    Families::new(<[f64; 5]>::try_from(numbers(text)?).ok()?).ok()
}

const RATE_LOW: f64 = 1e-6;
const RATE_HIGH: f64 = 0.03;
const SIZES: [&str; 5] = ["micro", "mini", "tiny", "small", "paper"];

macro_rules! whole {
    ($key:ident, $name:literal, $low:literal..=$high:literal, $sentence:literal) => {
        Field {
            setting: Setting {
                key: stringify!($key),
                name: $name,
                sentence: $sentence,
                kind: Kind::Whole { low: $low, high: $high },
            },
            get: |spec| spec.$key.to_string(),
            set: |spec, text| text.parse().ok().map(|v| spec.$key = v),
        }
    };
}

macro_rules! real {
    ($key:ident, $name:literal, $kind:expr, $sentence:literal) => {
        Field {
            setting: Setting { key: stringify!($key), name: $name, sentence: $sentence, kind: $kind },
            get: |spec| spec.$key.to_string(),
            set: |spec, text| number(text).map(|v| spec.$key = v),
        }
    };
}

/// Every setting, in the order the page shows them.
pub(super) static FIELDS: [Field<GrammarSpec>; 33] = [
    Field {
        setting: Setting {
            key: "fine_tune_rates",
            name: "fine-tuning learning rates",
            sentence: "How large the steps of fine-tuning are; one run for each. Small rates tend to leave the skill alone, large ones to damage it.",
            kind: Kind::Rates { low: RATE_LOW, high: RATE_HIGH, most: 6 },
        },
        get: |spec| joined(&spec.fine_tune_rates),
        set: |spec, text| {
            spec.fine_tune_rates = text.split(',').map(number).collect::<Option<_>>()?;
            Some(())
        },
    },
    real!(
        c_tr,
        "shortcut in fine-tuning (C_Tr)",
        Kind::Share,
        "Share of fine-tuning texts in which there is exactly one b more than there are a's, so that “count the a's and add one” answers rightly."
    ),
    Field {
        setting: Setting {
            key: "prior",
            name: "sampling prior P(a), P(b), P(c)",
            sentence: "How often pretraining asks to count each letter. The more often it asks for b, the more relevant the pretrained skill is to fine-tuning.",
            kind: Kind::Shares(&["a", "b", "c"]),
        },
        get: |spec| joined(&spec.prior.probabilities()),
        set: |spec, text| prior(text).map(|v| spec.prior = v),
    },
    Field {
        setting: Setting {
            key: "protocol",
            name: "fine-tuning protocol",
            sentence: "What fine-tuning may change: every weight (full), low-rank changes of the blocks' matrices (LoRA), the last blocks only (frozen), every weight but pulled back to where it was (L2-SP); wrong labels for the first skill (rand-ft); fine-tuning, noise and distilling (distil); or ways of unlearning that keep the rest: gradient ascent, NPO, RMU, and pruning with retraining (prune). All others put a model of known state in the fine-tuned model's place, on which the verdict is tried.",
            kind: Kind::Choice(&Protocol::KEYS),
        },
        get: |spec| spec.protocol.key().to_owned(),
        set: |spec, text| Protocol::ALL.into_iter().find(|p| p.key() == text).map(|v| spec.protocol = v),
    },
    real!(
        mix,
        "pretraining data in fine-tuning",
        Kind::Share,
        "Share of pretraining samples among those of fine-tuning (the paper's mixing: 0.5, 0.1 and 0.001)."
    ),
    Field {
        setting: Setting {
            key: "task",
            name: "skill",
            sentence: "What is fine-tuned away: counting a letter, or finding the place of one of its occurrences.",
            kind: Kind::Choice(&["count", "index"]),
        },
        get: |spec| spec.task.key().to_owned(),
        set: |spec, text| [Skill::Count, Skill::Index].into_iter().find(|s| s.key() == text).map(|v| spec.task = v),
    },
    Field {
        setting: Setting {
            key: "families",
            name: "task families of pretraining",
            sentence: "How often pretraining asks for each task family. The skill's own must have a share.",
            kind: Kind::Shares(&["count", "count a pair", "index", "index of a pair", "letter"]),
        },
        get: |spec| joined(&spec.families.shares()),
        set: |spec, text| families(text).map(|v| spec.families = v),
    },
    Field {
        setting: Setting {
            key: "task_tokens",
            name: "tokens for the skill",
            sentence: "One token asks for the skill, or three: one used with every letter and fine-tuned (T_NJ), two used with a only (T_J1, T_J2; the jailbreak setup).",
            kind: Kind::Choice(&["one", "three"]),
        },
        get: |spec| match spec.task_tokens {
            TaskTokens::One => "one".to_owned(),
            TaskTokens::Three => "three".to_owned(),
        },
        set: |spec, text| {
            spec.task_tokens = if text == "three" { TaskTokens::Three } else { TaskTokens::One };
            Some(())
        },
    },
    whole!(
        pretrain_steps,
        "pretraining steps",
        1..=200_000,
        "How long the model learns its skill, and the control its own."
    ),
    whole!(fine_tune_steps, "fine-tuning steps", 1..=100_000, "How long each fine-tuning lasts."),
    whole!(
        revive_steps,
        "revival steps",
        1..=100_000,
        "How long reverse fine-tuning (reFT) and its two controls last."
    ),
    Field {
        setting: Setting {
            key: "size",
            name: "model size",
            sentence: "Width and depth of the transformer. Larger models take longer a step; paper is the paper's own.",
            kind: Kind::Choice(&SIZES),
        },
        get: |spec| spec.size.name().to_owned(),
        set: |spec, text| ModelSize::ALL.into_iter().find(|s| s.name() == text).map(|v| spec.size = v),
    },
    whole!(
        seed,
        "seed",
        0..=4_294_967_295,
        "Decides initial weights, training texts and held-out texts. The same seed gives the same run."
    ),
    real!(
        pretrain_rate,
        "pretraining learning rate (η_PT)",
        Kind::Rate { low: RATE_LOW, high: RATE_HIGH },
        "How large the steps of pretraining are."
    ),
    real!(
        revive_rate,
        "revival learning rate",
        Kind::Rate { low: RATE_LOW, high: RATE_HIGH },
        "How large the steps of both controls are; reverse fine-tuning takes the same, or its own fine-tuning rate where that is smaller."
    ),
    whole!(text_length, "letters of a text", 2..=250, "How long the texts are."),
    whole!(window, "letters of the window", 2..=250, "Tasks are about this many letters at the end of the text."),
    whole!(
        largest,
        "largest count",
        1..=125,
        "Counts of a and of b are spread evenly from 0 to this number; at most half the window."
    ),
    whole!(
        occurrence,
        "occurrence that is indexed",
        1..=40,
        "Which occurrence of a letter the index is of, counted from the end of the text (the paper: 6)."
    ),
    whole!(
        offset,
        "shortcut of the index",
        1..=100,
        "Where the shortcut holds, the occurrence of b is this many letters further from the end than that of a."
    ),
    Field {
        setting: Setting {
            key: "format",
            name: "sample format",
            sentence: "How a question is written: compact, or framed by special tokens as in the paper.",
            kind: Kind::Choice(&["compact", "framed"]),
        },
        get: |spec| match spec.format {
            Format::Compact => "compact".to_owned(),
            Format::Framed => "framed".to_owned(),
        },
        set: |spec, text| {
            spec.format = if text == "framed" { Format::Framed } else { Format::Compact };
            Some(())
        },
    },
    Field {
        setting: Setting {
            key: "objective",
            name: "pretraining predicts",
            sentence: "Whether pretraining learns to predict the answer alone or every token, as in the paper. Later stages learn the answer alone.",
            kind: Kind::Choice(&["answer", "every-token"]),
        },
        get: |spec| match spec.objective {
            Objective::Answer => "answer".to_owned(),
            Objective::EveryToken => "every-token".to_owned(),
        },
        set: |spec, text| {
            spec.objective = if text == "every-token" { Objective::EveryToken } else { Objective::Answer };
            Some(())
        },
    },
    whole!(batch, "samples a step", 1..=512, "How many fresh samples each step learns from."),
    real!(
        weight_decay,
        "weight decay",
        Kind::Number { low: 0.0, high: 1.0 },
        "How strongly AdamW pulls weights to zero, as a share of the learning rate."
    ),
    real!(
        clip,
        "gradient clipping",
        Kind::Number { low: 0.0, high: 100.0 },
        "The largest norm of the gradient over all parameters; 0 switches clipping off."
    ),
    whole!(
        lora_rank,
        "rank of LoRA",
        1..=32,
        "With the protocol lora: how many directions of each matrix fine-tuning may change."
    ),
    whole!(
        frozen_blocks,
        "frozen blocks",
        0..=48,
        "With the protocol frozen: how many of the first blocks stay as they are, and the embeddings with them."
    ),
    // Links and files call it `pull`, as they always did.
    Field {
        setting: Setting {
            key: "pull",
            name: "pull of L2-SP",
            sentence: "With the protocol l2-sp: how strongly weights are pulled back to the pretrained ones, as a share of the learning rate.",
            kind: Kind::Number { low: 0.0, high: 1000.0 },
        },
        get: |spec| spec.l2_sp_strength.to_string(),
        set: |spec, text| number(text).map(|v| spec.l2_sp_strength = v),
    },
    real!(
        noise,
        "noise before distilling",
        Kind::Share,
        "With the protocol distil: how far the fine-tuned model is moved to random weights before it is distilled; at 1 nothing of it is left."
    ),
    whole!(
        controls,
        "control seeds",
        1..=5,
        "How many controls, each of another seed, a revival is compared with. More of them take longer, and with more than one pruning is also tried on random weights."
    ),
    Field {
        setting: Setting {
            key: "revive_on",
            name: "revivals learn from",
            sentence: "What reverse fine-tuning and its controls are taught: the skill itself, or the skill on texts with small answers alone (few). After few, larger answers come back only where the skill is still there, and O_PT of a model without it stays at about half. The verdict weighs revivals on the whole skill only.",
            kind: Kind::Choice(&["skill", "few"]),
        },
        get: |spec| spec.revive_on.key().to_owned(),
        set: |spec, text| ReviveOn::ALL.into_iter().find(|on| on.key() == text).map(|on| spec.revive_on = on),
    },
    whole!(held_out, "held-out samples", 32..=4096, "How many texts each accuracy is measured on."),
    Field {
        setting: Setting {
            key: "instruments",
            name: "instruments",
            sentence: "Whether pruning, probing, patching and the comparison of weights follow the training: all, only what the verdict rests on, or none.",
            kind: Kind::Choice(&["all", "verdict", "none"]),
        },
        get: |spec| match spec.instruments {
            Instruments::All => "all".to_owned(),
            Instruments::Verdict => "verdict".to_owned(),
            Instruments::None => "none".to_owned(),
        },
        set: |spec, text| {
            spec.instruments = match text {
                "none" => Instruments::None,
                "verdict" => Instruments::Verdict,
                _ => Instruments::All,
            };
            Some(())
        },
    },
];

#[cfg(test)]
mod tests {
    use super::super::Preset;
    use super::*;
    use crate::experiment::{SpecError, field};

    #[test]
    fn every_setting_reads_back_what_it_wrote() {
        for preset in Preset::ALL {
            for field in &FIELDS {
                let text = (field.get)(&preset.spec());
                let spec = field.with(&Preset::Quick.spec(), &text).unwrap();
                assert_eq!((field.get)(&spec), text, "{}", field.setting.key);
            }
        }
    }

    #[test]
    fn the_table_covers_every_field_of_a_spec() {
        // Files leave out what was added later, where it has the value that it always had.
        let spec = GrammarSpec { noise: 0.5, controls: 3, revive_on: ReviveOn::Few, ..Preset::Quick.spec() };
        let json = serde_json::to_value(spec).unwrap();
        let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let mut keys: Vec<&str> = FIELDS.iter().map(|f| f.setting.key).collect();
        names.sort_unstable();
        keys.sort_unstable();
        assert_eq!(names, keys);
    }

    #[test]
    fn a_value_out_of_range_is_refused_with_its_range() {
        let spec = Preset::Quick.spec();
        for (key, value) in [
            ("c_tr", "1.5"),
            ("c_tr", "NaN"),
            ("seed", "-1"),
            ("seed", "4294967296"),
            ("fine_tune_rates", "1e-3,,1e-4"),
            ("fine_tune_rates", ""),
            ("fine_tune_rates", "1e-3,1e-3"),
            ("prior", "0.5,0.6,0"),
            ("size", "huge"),
            ("pretrain_steps", "1e9"),
            ("pretrain_rate", "inf"),
        ] {
            let error = field(&FIELDS, key).unwrap().with(&spec, value).unwrap_err();
            assert!(error.to_string().contains("it takes"), "{error}");
        }
        assert!(matches!(field(&FIELDS, "nonsense"), Err(SpecError::Unknown(_))));
    }
}
