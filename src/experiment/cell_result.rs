//! What a sweep shows of one experiment: a value for each quantity, and what the verdict is given. It is made of a Record, or comes from
//! a file of shipped results, and whatever shows sweeps goes the same way with both.

use super::quantity::Quantity;
use super::record::Record;
use super::role::Role;
use super::setup::Spec;
use crate::analysis::Evidence;

/// The largest value of a quantity without a natural end: steps, factors, nats.
const LARGEST: f64 = 1e9;

/// The result of one cell and seed.
#[derive(Clone, Debug, PartialEq)]
pub struct CellResult {
    /// Its seed.
    pub seed: u32,
    /// Held-out samples behind each accuracy.
    pub held_out: u32,
    /// A value for each of [`Quantity::ALL`]; none where it was not measured.
    values: [Option<f64>; Quantity::ALL.len()],
    /// What the instruments showed of the model fine-tuned at the first rate; none where they did not look.
    pub evidence: Option<Evidence>,
    /// The Record's fingerprint, once it is finished.
    pub fingerprint: Option<String>,
}

impl CellResult {
    /// The result of an experiment of which nothing has been measured.
    pub fn empty(spec: &Spec) -> Self {
        Self {
            seed: spec.seed(),
            held_out: spec.held_out(),
            values: [None; Quantity::ALL.len()],
            evidence: None,
            fingerprint: None,
        }
    }

    /// What a Record shows so far.
    pub fn of(record: &Record) -> Self {
        let judged = || record.spec.evidence(record, Role::FineTune { rate: 0 });
        Self {
            values: Quantity::ALL.map(|quantity| quantity.of(record)),
            evidence: if record.analyses.is_empty() { None } else { judged() },
            fingerprint: record.fingerprint.clone(),
            ..Self::empty(&record.spec)
        }
    }

    /// Whether anything was measured.
    pub fn has_any(&self) -> bool {
        self.values.iter().any(Option::is_some)
    }

    /// The value of a quantity; none where it was not measured.
    pub fn value(&self, quantity: Quantity) -> Option<f64> {
        Quantity::ALL.iter().zip(self.values).find(|(own, _)| **own == quantity)?.1
    }

    /// Takes a value from outside. False, and nothing is taken, where the quantity cannot have it.
    #[must_use]
    pub fn set(&mut self, quantity: Quantity, value: f64) -> bool {
        let is_share = quantity.is_percent() || quantity == Quantity::JailbreakGain;
        let most = if is_share { 100.0 } else { LARGEST };
        let place = Quantity::ALL.iter().position(|own| *own == quantity);
        let Some(slot) = place.and_then(|place| self.values.get_mut(place)) else { return false };
        let is_possible = (quantity.least()..=most).contains(&value);
        if is_possible {
            *slot = Some(value);
        }
        is_possible
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::grammar::Preset;

    #[test]
    fn only_possible_values_are_taken_from_outside() {
        let mut result = CellResult::empty(&Preset::Micro.spec().into());
        for (quantity, value) in [
            (Quantity::SkillBroken, 100.5),
            (Quantity::Pruned, -0.1),
            (Quantity::JailbreakGain, -101.0),
            (Quantity::SkillLoss, f64::NAN),
            (Quantity::Speedup, f64::INFINITY),
            (Quantity::StepsBack, -1.0),
        ] {
            assert!(!result.set(quantity, value), "{quantity:?} {value}");
            assert_eq!(result.value(quantity), None);
        }
        assert!(result.set(Quantity::JailbreakGain, -40.0) && result.set(Quantity::SkillBroken, 12.5));
        assert_eq!(result.value(Quantity::SkillBroken), Some(12.5));
    }
}
