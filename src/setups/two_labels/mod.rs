//! Experiments on texts with two labels, that of the skill and that of what fine-tuning teaches, which a GPT answers behind the last token. A
//! program labels strings ([`super::learned`]), or a table states both answers ([`super::table`]).

mod evidence;
mod plan;
mod settings;
mod texts;
mod words;

#[cfg(feature = "tensor")]
mod analyser;
#[cfg(feature = "tensor")]
mod training;

pub(super) use evidence::evidence;
pub(super) use plan::plan;
pub(super) use settings::{LEAST_HELD_OUT, two_label_fields, two_label_settings};
pub(super) use texts::answered;
pub(super) use words::{model_label, role_label};

pub use plan::Teaches;
pub use settings::{TwoLabelInstruments, TwoLabelSettings};
pub use texts::{ProbedTexts, TwoLabels};

#[cfg(feature = "tensor")]
pub(super) use analyser::begin as begin_analysis;
#[cfg(feature = "tensor")]
pub(super) use training::begin as begin_training;

use crate::experiment::{Quantity, Role};

/// The models that a verdict is given on.
pub(super) fn judged(rates: usize) -> Vec<Role> {
    let tuned = (0..rates as u32).map(|rate| Role::FineTune { rate });
    tuned.chain([Role::Pretrain, Role::PretrainControl]).collect()
}

/// What a sweep can show: all but what a jailbreak is needed for.
pub(super) fn quantities() -> Vec<Quantity> {
    let never = [Quantity::Jailbroken, Quantity::JailbreakGain];
    Quantity::OF_ACCURACIES.into_iter().filter(|quantity| !never.contains(quantity)).collect()
}
