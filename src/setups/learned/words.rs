//! Skills and stages of experiments on learned skills as a person would say them.

use super::spec::LearnedSpec;
use crate::experiment::{ModelRef, Role, rate_label};

pub(super) fn role_label(spec: &LearnedSpec, role: Role) -> String {
    let rate = |index: u32| spec.fine_tune_rates.get(index as usize).map(|r| rate_label(*r)).unwrap_or_default();
    match role {
        Role::Pretrain => "learning the program".to_owned(),
        Role::PretrainControl => "learning the target alone (control)".to_owned(),
        Role::FineTune { rate: index } => format!("fine-tuning at {}", rate(index)),
        Role::Revive { rate: index } => format!("reFT after fine-tuning at {}", rate(index)),
        Role::ReviveControl => "teaching the control (Scr. + FT)".to_owned(),
        Role::ReviveScratch => "teaching from random weights".to_owned(),
        Role::AnotherControl { index } => format!("another control, {index}"),
        Role::ReviveAnother { index } => format!("teaching another control, {index}"),
    }
}

pub(super) fn model_label(spec: &LearnedSpec, model: ModelRef) -> String {
    match model {
        ModelRef::Initial => "random initial weights".to_owned(),
        ModelRef::Random => "random weights".to_owned(),
        ModelRef::After(Role::Pretrain) => "pretrained: it learned the program".to_owned(),
        ModelRef::After(Role::PretrainControl) | ModelRef::NeverHad => "control, never had it".to_owned(),
        ModelRef::After(role) => format!("after {}", role_label(spec, role)),
    }
}
