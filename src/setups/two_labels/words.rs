//! Stages and models of experiments on texts with two labels as a person would say them.

use crate::experiment::{ModelRef, Role, rate_label};

/// A stage; `old` and `new` are what is learned there: “the program”, “the target”.
pub(in crate::setups) fn role_label(rates: &[f64], [old, new]: [&str; 2], role: Role) -> String {
    let rate = |index: u32| rates.get(index as usize).map(|r| rate_label(*r)).unwrap_or_default();
    match role {
        Role::Pretrain => format!("learning {old}"),
        Role::PretrainControl => format!("learning {new} alone (control)"),
        Role::FineTune { rate: index } => format!("fine-tuning at {}", rate(index)),
        Role::Revive { rate: index } => format!("reFT after fine-tuning at {}", rate(index)),
        Role::ReviveControl => "teaching the control (Scr. + FT)".to_owned(),
        Role::ReviveScratch => "teaching from random weights".to_owned(),
        Role::AnotherControl { index } => format!("another control, {index}"),
        Role::ReviveAnother { index } => format!("teaching another control, {index}"),
    }
}

/// A model.
pub(in crate::setups) fn model_label(rates: &[f64], words: [&str; 2], model: ModelRef) -> String {
    match model {
        ModelRef::Initial => "random initial weights".to_owned(),
        ModelRef::Random => "random weights".to_owned(),
        ModelRef::After(Role::Pretrain) => format!("pretrained: it learned {}", words[0]),
        ModelRef::After(Role::PretrainControl) | ModelRef::NeverHad => "control, never had it".to_owned(),
        ModelRef::After(role) => format!("after {}", role_label(rates, words, role)),
    }
}
