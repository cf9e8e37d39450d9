//! What pruning single weights of a compiled model found (paper, pruning in the Tracr setup).

use super::pruning::{Mode, PruningPoint, RandomPoint, chosen_of};
use serde::{Deserialize, Serialize};

/// Weights that are removed at most.
pub const MOST_REMOVED: u32 = 10;
/// Of the weights with the highest scores, how many are tried out for each removal.
pub const TRIED: usize = 48;

/// A weight that was set to zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemovedWeight {
    /// Its place among all weights.
    pub index: u32,
    /// What it was.
    pub value: f32,
}

/// A curve: which weights were removed in what order, and what the model then answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeightCurve {
    /// The weights, the first removed first.
    pub removed: Vec<RemovedWeight>,
    /// Measurements for K from 0 on.
    pub points: Vec<PruningPoint>,
}

/// Everything that pruning found in one model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeightPruning {
    /// Scored once, by gradient times weight on the skill, as in the paper.
    pub one_shot: WeightCurve,
    /// Scored again after each removal; of the [`TRIED`] highest scores that weight goes whose removal leaves most right answers on
    /// the scoring strings. Slopes of compiled lookups have large scores by their size alone, which this sees through.
    pub iterative: WeightCurve,
    /// Removed at random among those that are not zero.
    pub random: Vec<RandomPoint>,
}

impl WeightPruning {
    /// The curve of a mode.
    pub fn curve(&self, mode: Mode) -> &WeightCurve {
        match mode {
            Mode::OneShot => &self.one_shot,
            Mode::Iterative => &self.iterative,
        }
    }

    /// The mode and the K that do best on the choosing strings.
    pub fn best(&self) -> Option<(Mode, &PruningPoint)> {
        let of = |mode| chosen_of(&self.curve(mode).points).map(|point| (mode, point));
        match (of(Mode::OneShot), of(Mode::Iterative)) {
            (Some(a), Some(b)) if b.1.choosing.correct > a.1.choosing.correct => Some(b),
            (Some(a), _) => Some(a),
            (None, b) => b,
        }
    }

    /// The mean of the random prunings at the largest measured K that is not above `k`, in percent of O_PT.
    pub fn random_skill(&self, k: u32) -> Option<f64> {
        self.random.iter().rfind(|p| p.k <= k).map(|p| p.skill_range().0)
    }
}
