//! The settings that experiments on texts with two labels share: models, schedules, and what is measured.

use crate::experiment::Role;
use crate::model::ModelSize;
use crate::train::AdamW;
use serde::{Deserialize, Serialize};

/// The least texts of a held-out set: fewer say nothing.
pub(in crate::setups) const LEAST_HELD_OUT: u32 = 16;

/// Which instruments are applied after training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TwoLabelInstruments {
    /// Those that the verdict rests on.
    Verdict,
    /// None: training alone.
    None,
}

/// The settings that all such experiments have.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoLabelSettings {
    /// Decides initial weights and which texts are drawn.
    pub seed: u32,
    /// Share of fine-tuning texts that carry the shortcut, `C_Tr`.
    pub c_tr: f64,
    /// Size of the model.
    pub size: ModelSize,
    /// Steps of pretraining.
    pub pretrain_steps: u32,
    /// Peak learning rate of pretraining, η_PT.
    pub pretrain_rate: f64,
    /// Peak learning rates of fine-tuning, one run each.
    pub fine_tune_rates: Vec<f64>,
    /// Steps of each fine-tuning.
    pub fine_tune_steps: u32,
    /// Peak learning rate of reverse fine-tuning and of its controls.
    pub revive_rate: f64,
    /// Steps of each reverse fine-tuning and of its controls.
    pub revive_steps: u32,
    /// Texts of a step.
    pub batch: u32,
    /// Texts of each held-out set.
    pub held_out: u32,
    /// How many controls of different seeds a revival is compared with.
    pub controls: u32,
    /// Which instruments are applied after training.
    pub instruments: TwoLabelInstruments,
}

impl TwoLabelSettings {
    /// The optimiser's settings: those of experiments on the grammar.
    pub fn adamw(&self) -> AdamW {
        AdamW { beta_1: 0.9, beta_2: 0.98, epsilon: 1e-8, weight_decay: 0.0, clip: Some(1.0) }
    }

    /// The same with the value of `fixed` in every setting that has no say in `role`, and `role` as the first of its kind, so that equal
    /// stages have equal keys.
    pub fn of_stage(&self, fixed: &Self, role: Role) -> (Self, Role) {
        let mut own = self.clone();
        (own.controls, own.instruments) = (fixed.controls, fixed.instruments);
        if let Some(rate) = role.rate() {
            own.fine_tune_rates = self.fine_tune_rates.get(rate as usize).copied().into_iter().collect();
        } else {
            (own.c_tr, own.fine_tune_steps) = (fixed.c_tr, fixed.fine_tune_steps);
            own.fine_tune_rates.clone_from(&fixed.fine_tune_rates);
        }
        if !role.revives() {
            (own.revive_steps, own.revive_rate) = (fixed.revive_steps, fixed.revive_rate);
        }
        if role == Role::ReviveScratch {
            (own.pretrain_steps, own.pretrain_rate) = (fixed.pretrain_steps, fixed.pretrain_rate);
        }
        (own, role.of_only_rate())
    }
}

/// How a specification states the shared settings: in fields of the same names.
macro_rules! two_label_settings {
    ($spec:ty) => {
        impl $spec {
            /// The settings that it shares with others on texts with two labels.
            pub fn settings(&self) -> $crate::setups::two_labels::TwoLabelSettings {
                $crate::setups::two_labels::TwoLabelSettings {
                    seed: self.seed,
                    c_tr: self.c_tr,
                    size: self.size,
                    pretrain_steps: self.pretrain_steps,
                    pretrain_rate: self.pretrain_rate,
                    fine_tune_rates: self.fine_tune_rates.clone(),
                    fine_tune_steps: self.fine_tune_steps,
                    revive_rate: self.revive_rate,
                    revive_steps: self.revive_steps,
                    batch: self.batch,
                    held_out: self.held_out,
                    controls: self.controls,
                    instruments: self.instruments,
                }
            }

            /// The same experiment with others.
            pub(super) fn with_settings(&self, own: $crate::setups::two_labels::TwoLabelSettings) -> Self {
                Self {
                    seed: own.seed,
                    c_tr: own.c_tr,
                    size: own.size,
                    pretrain_steps: own.pretrain_steps,
                    pretrain_rate: own.pretrain_rate,
                    fine_tune_rates: own.fine_tune_rates,
                    fine_tune_steps: own.fine_tune_steps,
                    revive_rate: own.revive_rate,
                    revive_steps: own.revive_steps,
                    batch: own.batch,
                    held_out: own.held_out,
                    controls: own.controls,
                    instruments: own.instruments,
                    ..self.clone()
                }
            }
        }
    };
}
pub(in crate::setups) use two_label_settings;

/// A table of settings: a setup's own fields, and behind them those that are shared, which speak of `samples` and of the `old` and `new` answers.
macro_rules! two_label_fields {
    ($spec:ty, samples: $samples:literal, old: $old:literal, new: $new:literal, [$($own:expr),* $(,)?]) => {{
        use $crate::experiment::{Field, Kind, Setting, joined, number};
        use $crate::model::ModelSize;
        use $crate::setups::two_labels::TwoLabelInstruments;
        const RATE: Kind = Kind::Rate { low: 1e-6, high: 0.03 };
        macro_rules! shared {
            ($key:ident, $name:expr, $kind:expr, $sentence:expr) => {
                Field {
                    setting: Setting { key: stringify!($key), name: $name, sentence: $sentence, kind: $kind },
                    get: |spec: &$spec| spec.$key.to_string(),
                    set: |spec: &mut $spec, text: &str| text.trim().parse().ok().map(|v| spec.$key = v),
                }
            };
        }
        [
            $($own,)*
            Field {
                setting: Setting {
                    key: "fine_tune_rates",
                    name: "fine-tuning learning rates",
                    sentence: "How large the steps of fine-tuning are; one run for each.",
                    kind: Kind::Rates { low: 1e-6, high: 0.03, most: 6 },
                },
                get: |spec: &$spec| joined(&spec.fine_tune_rates),
                set: |spec: &mut $spec, text: &str| {
                    spec.fine_tune_rates = text.split(',').map(number).collect::<Option<_>>()?;
                    Some(())
                },
            },
            shared!(
                pretrain_steps,
                "pretraining steps",
                Kind::Whole { low: 1, high: 200_000 },
                concat!("How long the model learns ", $old, ", and the control ", $new, ".")
            ),
            shared!(
                fine_tune_steps,
                "fine-tuning steps",
                Kind::Whole { low: 1, high: 100_000 },
                "How long each fine-tuning lasts."
            ),
            shared!(
                revive_steps,
                "revival steps",
                Kind::Whole { low: 1, high: 100_000 },
                "How long reverse fine-tuning and its controls last."
            ),
            shared!(pretrain_rate, "pretraining learning rate", RATE, "How large the steps of pretraining are."),
            shared!(
                revive_rate,
                "revival learning rate",
                RATE,
                "How large the steps of reverse fine-tuning are, never above those of its own fine-tuning, and of its controls."
            ),
            shared!(
                seed,
                "seed",
                Kind::Whole { low: 0, high: 4_294_967_295 },
                concat!("Decides initial weights, training ", $samples, " and held-out ", $samples, ". The same seed gives the same run.")
            ),
            Field {
                setting: Setting {
                    key: "size",
                    name: "model size",
                    sentence: "Width, blocks and heads of the model: micro 16, 1, 2; mini 32, 2, 4; tiny 64, 2, 4; small 96, 3, 4; paper 192, 6, 6.",
                    kind: Kind::Choice(&["micro", "mini", "tiny", "small", "paper"]),
                },
                get: |spec: &$spec| spec.size.name().to_owned(),
                set: |spec: &mut $spec, text: &str| {
                    ModelSize::ALL.into_iter().find(|size| size.name() == text).map(|v| spec.size = v)
                },
            },
            shared!(
                batch,
                concat!($samples, " a step"),
                Kind::Whole { low: 1, high: 512 },
                concat!("How many ", $samples, " each step learns from.")
            ),
            shared!(
                held_out,
                concat!("held-out ", $samples),
                Kind::Whole { low: $crate::setups::two_labels::LEAST_HELD_OUT, high: 4096 },
                concat!("How many ", $samples, " each accuracy is measured on.")
            ),
            shared!(
                controls,
                "controls",
                Kind::Whole { low: 1, high: 3 },
                concat!("How many models of other seeds that never learned ", $old, " a revival is compared with.")
            ),
            Field {
                setting: Setting {
                    key: "instruments",
                    name: "instruments",
                    sentence: "All that the verdict rests on (pruning, probes, undoing, beside models with nothing), or training alone.",
                    kind: Kind::Choice(&["verdict", "none"]),
                },
                get: |spec: &$spec| match spec.instruments {
                    TwoLabelInstruments::Verdict => "verdict".to_owned(),
                    TwoLabelInstruments::None => "none".to_owned(),
                },
                set: |spec: &mut $spec, text: &str| {
                    let none = text == "none";
                    spec.instruments = if none { TwoLabelInstruments::None } else { TwoLabelInstruments::Verdict };
                    Some(())
                },
            },
        ]
    }};
}
pub(in crate::setups) use two_label_fields;
