//! Each instrument's score between a model without the skill and the one that has it, and its vote.

use super::evidence::{Evidence, Return, RevivalEvidence};
use super::thresholds::Thresholds;
use crate::analysis::interval::{Interval, wilson};
use serde::{Deserialize, Serialize};

/// An instrument's word on one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Vote {
    /// The skill is there.
    Present,
    /// It is not.
    Absent,
    /// Between the two, or too uncertain.
    Unclear,
}

/// The scores of the three instruments, with 95 % intervals; none where an instrument has nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Recovery by pruning beyond random pruning and beyond the control's.
    pub pruning: Option<Interval>,
    /// What probes read, between floor and ceiling.
    pub probe: Option<Interval>,
    /// Speed of revival against the controls.
    pub revival: Option<Interval>,
}

impl Scores {
    /// All three with their names.
    pub fn by_name(&self) -> [(&'static str, Option<Interval>); 3] {
        [("pruning", self.pruning), ("probing", self.probe), ("revival", self.revival)]
    }
}

/// The word of an instrument with this score.
pub fn vote(score: Interval, thresholds: &Thresholds) -> Vote {
    if score.low >= thresholds.present {
        Vote::Present
    } else if score.high <= thresholds.absent {
        Vote::Absent
    } else {
        Vote::Unclear
    }
}

impl Evidence {
    /// The scores of this seed alone. The intervals of pruning and probing are Wilson's.
    pub fn scores(&self, thresholds: &Thresholds) -> Scores {
        let share = |value: f64, low: f64, high: f64| ((value - low) / (high - low)).clamp(0.0, 1.0);
        let before = self.before.percent();
        let pruning = self.pruning.and_then(|p| {
            let floor = p.random.max(p.control.unwrap_or(0.0));
            // A model without the skill is measured against a perfect one.
            let top = if before >= thresholds.had { before } else { 100.0 };
            (top - floor >= thresholds.probe_range).then(|| wilson(p.skill).map(|v| share(v, floor, top)))
        });
        let probe = self.probe.and_then(|p| {
            let (floor, ceiling) = (p.floor.percent(), p.ceiling.percent());
            (ceiling - floor >= thresholds.probe_range).then(|| wilson(p.own).map(|v| share(v, floor, ceiling)))
        });
        let revival = self.revival.and_then(|r| r.score(thresholds));
        Scores { pruning, probe, revival }
    }
}

impl RevivalEvidence {
    /// How many times as fast as the control, on a logarithmic scale; a step is known to the next measured one, about a
    /// quarter. None where neither came back: nothing is known of who would have been first.
    pub(super) fn score(&self, thresholds: &Thresholds) -> Option<Interval> {
        let speed = f64::from(self.control.steps().max(1)) / f64::from(self.own.steps().max(1));
        let score = |speed: f64| (speed.ln() / thresholds.fast.ln()).clamp(0.0, 1.0);
        let value = score(speed);
        let (low, high) = match (self.own, self.control) {
            (Return::NotWithin(_), Return::NotWithin(_)) => return None,
            (Return::At(_), Return::NotWithin(_)) => (score(speed / 1.25), 1.0),
            (Return::NotWithin(_), Return::At(_)) => (0.0, value),
            (Return::At(_), Return::At(_)) => (score(speed / 1.25), score(speed * 1.25)),
        };
        // At the controls' rate it could have been faster, so that being slow says nothing.
        Some(Interval { value, low, high: if self.smaller_rate { 1.0 } else { high } })
    }
}
