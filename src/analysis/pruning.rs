//! What pruning found: accuracy against the number K of units removed, with its controls.

use super::granularity::{Granularity, PrunableUnit};
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// The K at which curves are measured: each up to 20, then to 100 (paper, pruning: 0–20 and 0–100).
pub const GRID: [u32; 28] =
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25, 30, 40, 50, 60, 80, 100];
/// K is chosen among 0 to this.
pub const CHOOSE_UP_TO: u32 = 20;
/// Random prunings that the band is made of.
pub const RANDOM_DRAWS: u32 = 20;
/// The K of the random prunings.
pub const RANDOM_GRID: [u32; 20] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 17, 20, 30, 50, 70, 100];
/// Held-out samples of each accuracy of a random pruning; twenty draws make up for the smaller number.
pub const RANDOM_SAMPLES: u32 = 64;

/// How finely a model is pruned: where an answer is a token each K is cheap to measure, where it is a whole story it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PruningGrid {
    /// The K of both curves, ascending from 0.
    pub curve: &'static [u32],
    /// The K of the random prunings, ascending.
    pub random: &'static [u32],
    /// Random orders that are drawn.
    pub draws: u32,
}

impl PruningGrid {
    /// Every K of [`GRID`] and [`RANDOM_GRID`], and [`RANDOM_DRAWS`] random orders.
    pub const FINE: Self = Self { curve: &GRID, random: &RANDOM_GRID, draws: RANDOM_DRAWS };
    /// As far as K is chosen, in fewer steps, and five random orders.
    pub const COARSE: Self =
        Self { curve: &[0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 20], random: &[0, 4, 8, 12, 16, 20], draws: 5 };
}

/// How the next units to remove are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Scored once, on the whole model, as in the paper.
    OneShot,
    /// Scored again after each removal up to K = 20, and beyond at each K that is measured.
    Iterative,
}

/// A curve: which units were removed in what order, and what the model then answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PruningCurve {
    /// The units, the first removed first.
    pub order: Vec<PrunableUnit>,
    /// Measurements, ascending in K.
    pub points: Vec<PruningPoint>,
}

/// What a model answers with its first K units removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PruningPoint {
    /// Units removed.
    pub k: u32,
    /// O_PT at C_Te = 0 on the set that K is chosen by.
    pub choosing: Accuracy,
    /// O_PT at C_Te = 0 on the reported set.
    pub skill: Accuracy,
    /// O_FT at C_Te = 1 on the reported set.
    pub tuned: Accuracy,
}

/// What a model answers with K units removed at random, draw by draw: each draw removes more and more of one random
/// order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RandomPoint {
    /// Units removed.
    pub k: u32,
    /// Samples of each accuracy.
    pub n: u32,
    /// Right answers on O_PT at C_Te = 0 of each draw.
    pub skill: Vec<u32>,
    /// Right answers on O_FT at C_Te = 1 of each draw.
    pub tuned: Vec<u32>,
}

impl RandomPoint {
    /// Mean, least and greatest of the draws in percent, of O_PT.
    pub fn skill_range(&self) -> (f64, f64, f64) {
        range(&self.skill, self.n)
    }

    /// Mean, least and greatest of the draws in percent, of O_FT.
    pub fn tuned_range(&self) -> (f64, f64, f64) {
        range(&self.tuned, self.n)
    }
}

fn range(correct: &[u32], n: u32) -> (f64, f64, f64) {
    let percent = |c: f64| 100.0 * c / f64::from(n.max(1));
    let mean = correct.iter().map(|c| f64::from(*c)).sum::<f64>() / correct.len().max(1) as f64;
    let least = correct.iter().min().copied().unwrap_or(0);
    let greatest = correct.iter().max().copied().unwrap_or(0);
    (percent(mean), percent(f64::from(least)), percent(f64::from(greatest)))
}

/// Everything pruning found in one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pruning {
    /// What was removed.
    #[serde(rename = "grain")]
    pub granularity: Granularity,
    /// Scored once.
    pub one_shot: PruningCurve,
    /// Scored again and again.
    pub iterative: PruningCurve,
    /// Removed at random; empty where the model is a control itself.
    pub random: Vec<RandomPoint>,
}

impl Pruning {
    /// The curve of a mode.
    pub fn curve(&self, mode: Mode) -> &PruningCurve {
        match mode {
            Mode::OneShot => &self.one_shot,
            Mode::Iterative => &self.iterative,
        }
    }

    /// The mean of the random prunings at the largest measured K that is not above `k`, in percent of O_PT.
    pub fn random_skill(&self, k: u32) -> Option<f64> {
        self.random.iter().rfind(|p| p.k <= k).map(|p| p.skill_range().0)
    }
}

impl PruningCurve {
    /// The K that brings most of O_PT back on the choosing set: the smallest within two points of the best, up to
    /// [`CHOOSE_UP_TO`]. The reported set has no say in it.
    pub fn chosen(&self) -> Option<&PruningPoint> {
        chosen_of(&self.points)
    }

    /// The measurement at the largest measured K that is not above `k`.
    pub fn at(&self, k: u32) -> Option<&PruningPoint> {
        self.points.iter().rfind(|p| p.k <= k)
    }
}

/// As [`PruningCurve::chosen`].
pub(super) fn chosen_of(points: &[PruningPoint]) -> Option<&PruningPoint> {
    let candidates = || points.iter().filter(|p| p.k <= CHOOSE_UP_TO);
    let best = candidates().map(|p| p.choosing.percent()).fold(f64::NEG_INFINITY, f64::max);
    candidates().find(|p| p.choosing.percent() >= best - 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(choosing: &[u32]) -> PruningCurve {
        let of = |correct| Accuracy { correct, n: 100 };
        let point =
            |(k, c): (usize, &u32)| PruningPoint { k: k as u32, choosing: of(*c), skill: of(100 - c), tuned: of(0) };
        PruningCurve { order: Vec::new(), points: choosing.iter().enumerate().map(point).collect() }
    }

    #[test]
    fn k_is_chosen_on_its_own_set_and_as_small_as_it_may_be() {
        assert_eq!(curve(&[0, 10, 80, 81, 60]).chosen().unwrap().k, 2);
        assert_eq!(curve(&[0, 10, 70, 81, 60]).chosen().unwrap().k, 3);
        assert_eq!(curve(&[5, 4, 3]).chosen().unwrap().k, 0);
        let mut late = vec![0; 30];
        late[25] = 100;
        assert_eq!(curve(&late).chosen().unwrap().k, 0, "only K up to 20 may be chosen");
    }

    #[test]
    fn a_band_is_the_mean_and_the_extremes_of_its_draws() {
        let point = RandomPoint { k: 3, n: 50, skill: vec![0, 25, 50], tuned: vec![50, 50, 50] };
        assert_eq!(point.skill_range(), (50.0, 0.0, 100.0));
        assert_eq!(point.tuned_range(), (100.0, 100.0, 100.0));
    }
}
