//! What is measured at a point: a value for each of a setup's metrics. The paper's two first setups measure the same four accuracies.

use crate::analysis::AttentionMass;
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// The accuracy at which a skill counts as back, in percent.
pub const BACK: f64 = 90.0;

/// Something that is measured at each point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// The word that files use, for instance `o_pt_c_te_0`.
    pub key: &'static str,
    /// What the page calls it.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
}

/// What a metric's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share of a number of samples.
    Share,
    /// A mean loss, in nats.
    Nats,
}

/// The values of a point: shares and numbers, each in the order of the setup's metrics of that unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Shares of samples.
    pub shares: Vec<Accuracy>,
    /// Losses and other numbers.
    pub numbers: Vec<f32>,
    /// Where the answer position looks, where that is measured.
    pub attention: Option<AttentionMass>,
}

impl Values {
    /// Values that are shares alone.
    pub fn of_shares(shares: impl Into<Vec<Accuracy>>) -> Self {
        Self { shares: shares.into(), ..Self::default() }
    }

    /// The share at a place among the metrics that are shares.
    pub fn share(&self, place: usize) -> Option<Accuracy> {
        self.shares.get(place).copied()
    }

    /// Whether they are what `metrics` measure on `n` samples, with possible numbers.
    pub fn are_of(&self, metrics: &[Metric], n: u32) -> bool {
        let count = |unit: Unit| metrics.iter().filter(|m| m.unit == unit).count();
        self.shares.len() == count(Unit::Share)
            && self.numbers.len() == count(Unit::Nats)
            && self.shares.iter().all(|a| a.n == n && a.correct <= a.n)
            && self.numbers.iter().all(|v| v.is_finite())
    }
}

/// The paper's four accuracies, in the order in which they are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// O_PT at C_Te = 0: the first skill where the shortcut does not hold.
    PretrainedBroken,
    /// O_PT at C_Te = 1.
    PretrainedHolds,
    /// O_FT at C_Te = 0: what fine-tuning teaches, where the shortcut does not hold.
    FineTunedBroken,
    /// O_FT at C_Te = 1.
    FineTunedHolds,
}

impl Measure {
    /// All measures, in order.
    pub const ALL: [Self; 4] =
        [Self::PretrainedBroken, Self::PretrainedHolds, Self::FineTunedBroken, Self::FineTunedHolds];

    /// Whether it asks for the pretrained skill, and not for what fine-tuning teaches.
    pub fn is_of_skill(self) -> bool {
        matches!(self, Self::PretrainedBroken | Self::PretrainedHolds)
    }

    /// Whether the held-out samples carry the spurious correlation (`C_Te`).
    pub fn correlated(self) -> bool {
        matches!(self, Self::PretrainedHolds | Self::FineTunedHolds)
    }

    /// The word that files use.
    pub fn key(self) -> &'static str {
        match self {
            Self::PretrainedBroken => "o_pt_c_te_0",
            Self::PretrainedHolds => "o_pt_c_te_1",
            Self::FineTunedBroken => "o_ft_c_te_0",
            Self::FineTunedHolds => "o_ft_c_te_1",
        }
    }

    /// As a metric.
    pub fn metric(self) -> Metric {
        let skill = if self.is_of_skill() { "O_PT" } else { "O_FT" };
        let label = format!("{skill}, C_Te = {}", u32::from(self.correlated()));
        Metric { key: self.key(), label, unit: Unit::Share }
    }
}
