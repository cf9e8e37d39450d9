//! Skills and stages of experiments on compiled skills as a person would say them.

use super::spec::CompiledSpec;
use crate::experiment::{ModelRef, Role, SetupWords, rate_label};
use crate::rasp::LIBRARY;

/// What is said of a program's skill, compiled or learned.
pub(in crate::setups) fn program_words() -> SetupWords {
    SetupWords {
        skill: "answer as the program".to_owned(),
        skill_noun: "the program's answers".to_owned(),
        tuned: "answer as the target".to_owned(),
        samples: "strings",
        skill_short: "the program's answers".to_owned(),
        tuned_short: "the target's answers".to_owned(),
        pruned: ["answer as the program".to_owned(), "answer as the target".to_owned()],
        measures: SetupWords::ACCURACIES,
        probed: "the answer",
        control_taught: "taught the target only",
        revived_at: "75 %",
    }
}

/// The title of a program: the library's, where the text is one of the library's.
pub(in crate::setups) fn program_title(source: &str) -> &'static str {
    LIBRARY.iter().find(|listed| listed.source == source).map_or("own program", |listed| listed.title)
}

fn rate(spec: &CompiledSpec, index: u32) -> String {
    spec.rates.get(index as usize).map(|r| rate_label(*r)).unwrap_or_default()
}

pub(super) fn role_label(spec: &CompiledSpec, role: Role) -> String {
    match role {
        Role::Pretrain => "compiling the program".to_owned(),
        Role::PretrainControl => "compiling the target".to_owned(),
        Role::FineTune { rate: index } => match spec.protocol.constructed_label() {
            Some(made) => made.to_owned(),
            None => format!("fine-tuning at {}", rate(spec, index)),
        },
        Role::Revive { rate: index } => match spec.protocol.constructed_label() {
            Some(made) => format!("reFT: {made}"),
            None => format!("reFT after fine-tuning at {}", rate(spec, index)),
        },
        Role::ReviveControl => "teaching the compiled target (Scr. + FT)".to_owned(),
        Role::ReviveScratch => "teaching from random weights".to_owned(),
        Role::AnotherControl { index } => format!("another control, {index}"),
        Role::ReviveAnother { index } => format!("teaching another control, {index}"),
    }
}

pub(super) fn model_label(spec: &CompiledSpec, model: ModelRef) -> String {
    match model {
        ModelRef::Initial => "compiled, with noise".to_owned(),
        ModelRef::Random => "random weights".to_owned(),
        ModelRef::NeverHad => "control: the compiled target, never had it".to_owned(),
        ModelRef::After(role) => format!("after {}", role_label(spec, role)),
    }
}
