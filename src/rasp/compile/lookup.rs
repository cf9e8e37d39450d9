//! Lookups: functions of a numerical direction, kept until all of them are known and one slope can be chosen for all.

use super::attention::Fixed;
use super::mlp::{Step, lookup};
use super::parts::Unit;

/// A lookup before its slope is known.
pub(super) struct Lookup {
    /// Whose MLP it belongs to.
    pub(super) layer: usize,
    pub(super) label: String,
    /// The direction that is looked up.
    pub(super) from: usize,
    /// Whether it writes nothing at the token before the string.
    pub(super) quiet: bool,
    /// What is written for the first input.
    pub(super) start: Vec<(usize, f64)>,
    /// Input, and what is written from there on, in the order of inputs.
    pub(super) rows: Vec<(f64, Vec<(usize, f64)>)>,
    /// A unit that is written as it is, beside the lookup.
    pub(super) beside: Option<Unit>,
}

impl Lookup {
    /// The least slope that tells apart what this lookup has to.
    pub(super) fn slope(&self) -> Option<f64> {
        let changes = self.rows.windows(2).filter(|pair| pair[0].1 != pair[1].1);
        changes.map(|pair| 2.0 / (pair[1].0 - pair[0].0)).reduce(f64::max)
    }

    pub(super) fn units(self, fixed: Fixed, exactness: f64) -> Vec<Unit> {
        let step = |pair: &[(f64, Vec<(usize, f64)>)]| {
            let gone = pair[0].1.iter().map(|(to, weight)| (*to, -weight));
            let mut change: Vec<(usize, f64)> = Vec::new();
            for (to, weight) in pair[1].1.iter().copied().chain(gone) {
                match change.iter_mut().find(|(known, _)| *known == to) {
                    Some((_, sum)) => *sum += weight,
                    None => change.push((to, weight)),
                }
            }
            change.retain(|(_, weight)| *weight != 0.0);
            Step { threshold: f64::midpoint(pair[0].0, pair[1].0), change }
        };
        let steps = self.rows.windows(2).map(step).filter(|step| !step.change.is_empty()).collect();
        let quiet = self.quiet.then_some(fixed.before);
        let mut units = lookup(&self.label, [self.from, fixed.one], quiet, exactness, self.start, steps);
        units.extend(self.beside);
        units
    }
}
