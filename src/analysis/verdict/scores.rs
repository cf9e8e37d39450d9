//! Each instrument's score between a model without the skill and the one that has it, and its vote.

use super::evidence::{Evidence, ProbeEvidence, PruningEvidence, RevivalEvidence, StartedEvidence, UndoneEvidence};
use super::thresholds::Thresholds;
use crate::analysis::interval::{Interval, difference, two_sided, wilson};
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

/// An instrument's score with its 95 % interval, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// From 0, as in a model without the skill, to 1, as in the one that has it.
    pub interval: Interval,
    /// What it says.
    pub vote: Vote,
}

/// The scores of the instruments; none where one has nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Recovery by pruning beyond random pruning and beyond that of models without the skill. It never says “not there”: there is
    /// much that it cannot remove.
    pub pruning: Option<Score>,
    /// What probes read, between floor and ceiling.
    pub probe: Option<Score>,
    /// Speed of revival against the controls.
    pub revival: Option<Score>,
    /// How little of the change must be undone. It never says “not there”: a deletion may be undone as well.
    pub undone: Option<Score>,
    /// What the model makes of the skill's beginning; none where a skill has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Score>,
}

impl Scores {
    /// All of them with their names. Starting stands there only where it says something: most skills cannot be started.
    pub fn by_name(&self) -> Vec<(&'static str, Option<Score>)> {
        let mut named = vec![
            ("probing", self.probe),
            ("pruning", self.pruning),
            ("undoing", self.undone),
            ("revival", self.revival),
        ];
        named.extend(self.started.map(|score| ("starting", Some(score))));
        named
    }
}

/// The word of an instrument with this score.
fn vote(score: Interval, thresholds: &Thresholds) -> Vote {
    if score.low >= thresholds.present {
        Vote::Present
    } else if score.high <= thresholds.absent {
        Vote::Absent
    } else {
        Vote::Unclear
    }
}

impl Score {
    fn of(interval: Interval, thresholds: &Thresholds) -> Self {
        Self { interval, vote: vote(interval, thresholds) }
    }

    /// The score of an instrument that can say “there” and nothing else.
    fn that_finds(interval: Interval, thresholds: &Thresholds) -> Self {
        let score = Self::of(interval, thresholds);
        let vote = if score.vote == Vote::Absent { Vote::Unclear } else { score.vote };
        Self { vote, ..score }
    }
}

fn share(value: f64, low: f64, high: f64) -> f64 {
    ((value - low) / (high - low)).clamp(0.0, 1.0)
}

impl Evidence {
    /// The scores of this seed alone.
    pub fn scores(&self, thresholds: &Thresholds) -> Scores {
        let before = self.before.percent();
        // A model without the skill is measured against a perfect one.
        let top = if before >= thresholds.had { before } else { 100.0 };
        Scores {
            pruning: self.pruning.and_then(|p| p.score(top, thresholds)),
            probe: self.probe.and_then(|p| p.score(thresholds)),
            revival: self.revival.as_ref().and_then(|r| r.score(thresholds)),
            undone: self.undone.map(|u| u.score(thresholds)),
            started: self.started.and_then(|s| s.score(thresholds)),
        }
    }
}

impl StartedEvidence {
    /// None where models without the skill go on nearly as well as the pretrained one.
    fn score(self, thresholds: &Thresholds) -> Option<Score> {
        let (floor, top) = (self.floor.percent(), self.ceiling.percent());
        let interval = wilson(self.own).map(|v| share(v, floor, top));
        (top - floor >= thresholds.probe_range).then(|| Score::of(interval, thresholds))
    }
}

impl PruningEvidence {
    fn score(self, top: f64, thresholds: &Thresholds) -> Option<Score> {
        let floor = self.random.max(self.nothing.unwrap_or(0.0));
        let interval = wilson(self.skill).map(|v| share(v, floor, top));
        (top - floor >= thresholds.probe_range).then(|| Score::that_finds(interval, thresholds))
    }
}

impl ProbeEvidence {
    /// Two readings, and the better one counts: the answer itself, and how much better it is read than the other task's. “Not there”
    /// takes both of them. None where a model without the skill is read nearly as well as the pretrained one.
    pub(super) fn score(self, thresholds: &Thresholds) -> Option<Score> {
        let within = |low: f64, high: f64, own: Interval| {
            (high - low >= thresholds.probe_range).then(|| Score::of(own.map(|v| share(v, low, high)), thresholds))
        };
        let count = within(self.floor.percent(), self.ceiling.percent(), wilson(self.own));
        let selectivity = self.selectivity.and_then(|s| {
            let [skill, other] = s.own;
            within(s.floor, s.ceiling, difference(skill, other))
        });
        let (a, b) = match (count, selectivity) {
            (Some(a), Some(b)) => (a, b),
            (Some(one), None) | (None, Some(one)) => return Some(one),
            (None, None) => return None,
        };
        let better = if a.interval.value >= b.interval.value { a } else { b };
        let vote = match (a.vote, b.vote) {
            (Vote::Present, _) | (_, Vote::Present) => Vote::Present,
            (Vote::Absent, Vote::Absent) => Vote::Absent,
            _ => Vote::Unclear,
        };
        Some(Score { vote, ..better })
    }
}

impl RevivalEvidence {
    /// How many times as fast as the controls' median, on a logarithmic scale. The interval is that of the median of so many controls,
    /// by the spread from seed to seed. None where neither came back: nothing is known of who would have been first.
    pub(super) fn score(&self, thresholds: &Thresholds) -> Option<Score> {
        let n = self.controls.len() as f64;
        let log = |back: &super::Return| f64::from(back.steps().max(1)).ln();
        let key = |control: &super::Return| (control.steps(), !control.is_back());
        let mut sorted: Vec<super::Return> = Vec::with_capacity(self.controls.len());
        for control in &self.controls {
            sorted.insert(sorted.partition_point(|other| key(other) <= key(control)), *control);
        }
        let middle = [sorted.get((sorted.len().max(1) - 1) / 2)?, sorted.get(sorted.len() / 2)?];
        if !self.own.is_back() && !middle.iter().any(|control| control.is_back()) {
            return None;
        }
        let speed = middle.into_iter().map(log).sum::<f64>() / 2.0 - log(&self.own);
        // A median of normal values is known this much less well than their mean.
        let half = two_sided() * (std::f64::consts::PI / 2.0).sqrt() * thresholds.spread / n.sqrt();
        let score = |speed: f64| (0.5 * speed / thresholds.fast.ln()).clamp(0.0, 1.0);
        // Those that did not come back took longer than is known.
        let open_above = middle.iter().any(|control| !control.is_back()) || self.smaller_rate;
        let high = if open_above { 1.0 } else { score(speed + half) };
        let low = if self.own.is_back() { score(speed - half) } else { 0.0 };
        Some(Score::of(Interval { value: score(speed), low, high }, thresholds))
    }
}

impl UndoneEvidence {
    /// On a logarithmic scale from one direction, 1, over the threshold's share of all, 0.5, to all of them, 0.
    fn score(self, thresholds: &Thresholds) -> Score {
        let middle = (f64::from(self.all) * thresholds.undone).max(1.0);
        let value = match self.needed.map(f64::from) {
            None => 0.0,
            Some(needed) if needed <= middle => 1.0 - 0.5 * needed.max(1.0).ln() / middle.ln().max(f64::MIN_POSITIVE),
            Some(needed) => 0.5 * (f64::from(self.all) / needed).ln() / (f64::from(self.all) / middle).ln(),
        };
        Score::that_finds(Interval::exact(value.clamp(0.0, 1.0)), thresholds)
    }
}
