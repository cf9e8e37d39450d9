//! The verdict: kept, wrapped, partly deleted, deleted, never had, or not enough evidence.
//!
//! Three instruments vote, each on a scale from 0 (as in a model without the skill) to 1 (as in the model that has it).
//! All thresholds stand in [`THRESHOLDS`]; `unwrap calibrate` checks them on models whose truth is known.

use super::interval::{Interval, over_seeds, wilson};
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// What became of a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The model still answers as before.
    Kept,
    /// The answers are gone, and the instruments still find the skill.
    Wrapped,
    /// Some of it is found, less than in a wrapped model.
    PartlyDeleted,
    /// The answers are gone, and the instruments find no more than in a model without the skill.
    Deleted,
    /// The model never answered rightly, and the instruments find nothing.
    NeverHad,
    /// The instruments are missing, contradict each other or are too uncertain.
    NotEnough,
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Wrapped => "wrapped",
            Self::PartlyDeleted => "partly deleted",
            Self::Deleted => "deleted",
            Self::NeverHad => "never had",
            Self::NotEnough => "not enough evidence",
        }
    }
}

/// When a skill comes back: at a step, or not within the steps that were tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Return {
    /// At this step.
    At(u32),
    /// Not within this many steps.
    NotWithin(u32),
}

impl Return {
    /// The step, or the steps tried as a lower bound.
    pub fn steps(self) -> u32 {
        match self {
            Self::At(step) | Self::NotWithin(step) => step,
        }
    }
}

/// What pruning showed of one model, on the reported set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PruningEvidence {
    /// Pieces removed, chosen on another set.
    pub k: u32,
    /// O_PT then.
    pub skill: Accuracy,
    /// Mean O_PT with as many pieces removed at random, in percent.
    pub random: f64,
    /// O_PT of the model that never had the skill after the same pruning, in percent; none where that is the model itself.
    pub control: Option<f64>,
}

/// What probes read, at the level where each model is read best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeEvidence {
    /// From this model.
    pub own: Accuracy,
    /// From a trained model without the skill: the never-had control, or what chance gives if that is more. Random weights
    /// are no such floor: before training attention is spread evenly, and counts pass through it.
    pub floor: Accuracy,
    /// From the pretrained model.
    pub ceiling: Accuracy,
}

/// Steps of training on the skill until it is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevivalEvidence {
    /// This model.
    pub own: Return,
    /// The faster of the models that never had it: Scr. + FT, and random weights.
    pub control: Return,
}

/// All that is known of one model of one seed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// O_PT before fine-tuning.
    pub before: Accuracy,
    /// O_PT after it.
    pub after: Accuracy,
    /// Pruning, if it was done.
    pub pruning: Option<PruningEvidence>,
    /// Probing, if it was done.
    pub probe: Option<ProbeEvidence>,
    /// Revival, if it was done.
    pub revival: Option<RevivalEvidence>,
}

/// Where the lines are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// O_PT before fine-tuning, in percent, from which a model counts as having the skill.
    pub had: f64,
    /// Share of O_PT that is left after fine-tuning, from which the skill counts as kept.
    pub kept: f64,
    /// Score from which an instrument says that the skill is there.
    pub present: f64,
    /// Score up to which an instrument says that it is not.
    pub absent: f64,
    /// How many times as fast as the controls a revival is that scores 1; one as fast as the controls scores 0, on a
    /// logarithmic scale.
    pub fast: f64,
    /// Points that floor and ceiling of the probe must lie apart for it to say anything.
    pub probe_range: f64,
}

/// The thresholds in use.
pub const THRESHOLDS: Thresholds =
    Thresholds { had: 50.0, kept: 0.8, present: 0.5, absent: 0.25, fast: 6.0, probe_range: 25.0 };

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
    pub fn named(&self) -> [(&'static str, Option<Interval>); 3] {
        [("pruning", self.pruning), ("probing", self.probe), ("revival", self.revival)]
    }
}

impl Evidence {
    /// The scores of this seed alone. The intervals of pruning and probing are Wilson's; a revival's step is known to the
    /// next measured one, about a quarter.
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
        let revival = self.revival.map(|r| {
            let speed = f64::from(r.control.steps().max(1)) / f64::from(r.own.steps().max(1));
            let score = |speed: f64| (speed.ln() / thresholds.fast.ln()).clamp(0.0, 1.0);
            let own = score(speed);
            match (r.own, r.control) {
                // Neither came back: nothing is known of who would have been first.
                (Return::NotWithin(_), Return::NotWithin(_)) => Interval { value: own, low: 0.0, high: 1.0 },
                (Return::At(_), Return::NotWithin(_)) => Interval { value: own, low: score(speed / 1.25), high: 1.0 },
                (Return::NotWithin(_), Return::At(_)) => Interval { value: own, low: 0.0, high: own },
                _ => Interval { value: own, low: score(speed / 1.25), high: score(speed * 1.25) },
            }
        });
        Scores { pruning, probe, revival }
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

/// A verdict with the scores it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The scores: of the one seed, or means over seeds.
    pub scores: Scores,
    /// O_PT before fine-tuning, in percent, with its interval.
    pub before: Interval,
    /// O_PT after it.
    pub after: Interval,
    /// Seeds.
    pub seeds: u32,
}

/// Weighs the evidence of one or more seeds of the same experiment. With several seeds each score is the mean over them
/// with Student's interval. None without evidence.
pub fn judge(evidence: &[Evidence], thresholds: &Thresholds) -> Option<Judgement> {
    let first = evidence.first()?;
    let each: Vec<Scores> = evidence.iter().map(|e| e.scores(thresholds)).collect();
    let together = |of: fn(&Scores) -> Option<Interval>| -> Option<Interval> {
        let known: Vec<Interval> = each.iter().filter_map(of).collect();
        if known.len() < evidence.len() {
            return None;
        }
        let values: Vec<f64> = known.iter().map(|i| i.value).collect();
        over_seeds(&values).map(|i| i.map(|v| v.clamp(0.0, 1.0))).or_else(|| known.first().copied())
    };
    let accuracy = |of: fn(&Evidence) -> Accuracy| {
        let values: Vec<f64> = evidence.iter().map(|e| of(e).percent()).collect();
        over_seeds(&values).map_or_else(|| wilson(of(first)), |i| i.map(|v| v.clamp(0.0, 100.0)))
    };
    let scores =
        Scores { pruning: together(|s| s.pruning), probe: together(|s| s.probe), revival: together(|s| s.revival) };
    let (before, after) = (accuracy(|e| e.before), accuracy(|e| e.after));
    let verdict = decide(before, after, &scores, thresholds);
    Some(Judgement { verdict, scores, before, after, seeds: evidence.len() as u32 })
}

fn decide(before: Interval, after: Interval, scores: &Scores, thresholds: &Thresholds) -> Verdict {
    let votes: Vec<Vote> = scores.named().into_iter().filter_map(|(_, score)| Some(vote(score?, thresholds))).collect();
    let count = |wanted: Vote| votes.iter().filter(|v| **v == wanted).count();
    let (present, absent) = (count(Vote::Present), count(Vote::Absent));
    if before.value >= thresholds.had && after.value >= thresholds.kept * before.value {
        return Verdict::Kept;
    }
    if votes.len() < 2 {
        return Verdict::NotEnough;
    }
    if before.value < thresholds.had {
        return if present == 0 && absent > 0 { Verdict::NeverHad } else { Verdict::NotEnough };
    }
    match (present, absent) {
        (2.., 0) => Verdict::Wrapped,
        (0, 2..) => Verdict::Deleted,
        // Of what there is, some says present and some absent, or most lies between.
        (_, 1..) | (1, _) => Verdict::PartlyDeleted,
        _ => {
            let known: Vec<Interval> = scores.named().into_iter().filter_map(|(_, s)| s).collect();
            let clear = |i: &Interval| i.low > thresholds.absent && i.high < thresholds.present;
            if known.iter().filter(|i| clear(i)).count() >= 2 { Verdict::PartlyDeleted } else { Verdict::NotEnough }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(correct: u32) -> Accuracy {
        Accuracy { correct, n: 256 }
    }

    /// A fine-tuned model that answers nothing, with the three instruments' readings in percent and steps.
    fn evidence(pruned: u32, probe: u32, own: Return) -> Evidence {
        let share = |percent: u32| of(256 * percent / 100);
        Evidence {
            before: of(256),
            after: of(0),
            pruning: Some(PruningEvidence { k: 5, skill: share(pruned), random: 1.0, control: Some(12.0) }),
            probe: Some(ProbeEvidence { own: share(probe), floor: share(12), ceiling: of(256) }),
            revival: Some(RevivalEvidence { own, control: Return::At(320) }),
        }
    }

    fn verdict(evidence: &[Evidence]) -> Verdict {
        judge(evidence, &THRESHOLDS).unwrap().verdict
    }

    #[test]
    fn a_skill_that_all_instruments_find_is_wrapped() {
        assert_eq!(verdict(&[evidence(95, 100, Return::At(41))]), Verdict::Wrapped);
        assert_eq!(verdict(&[evidence(30, 100, Return::At(41))]), Verdict::Wrapped);
    }

    #[test]
    fn a_skill_that_none_finds_is_deleted() {
        assert_eq!(verdict(&[evidence(12, 15, Return::NotWithin(400))]), Verdict::Deleted);
    }

    #[test]
    fn a_skill_that_some_find_is_partly_deleted() {
        assert_eq!(verdict(&[evidence(10, 70, Return::At(293))]), Verdict::PartlyDeleted);
    }

    #[test]
    fn a_model_that_still_answers_has_kept_its_skill() {
        let kept =
            Evidence { after: of(250), pruning: None, probe: None, revival: None, ..evidence(0, 0, Return::At(1)) };
        assert_eq!(verdict(&[kept]), Verdict::Kept);
    }

    #[test]
    fn a_model_that_never_answered_never_had_it_unless_an_instrument_finds_it() {
        let never = Evidence { before: of(28), after: of(28), ..evidence(12, 20, Return::NotWithin(400)) };
        assert_eq!(verdict(&[never]), Verdict::NeverHad);
        let hidden = Evidence { before: of(28), ..evidence(95, 100, Return::At(41)) };
        assert_eq!(verdict(&[hidden]), Verdict::NotEnough);
    }

    #[test]
    fn one_instrument_alone_is_not_enough() {
        let lone = Evidence { pruning: None, revival: None, ..evidence(0, 100, Return::At(1)) };
        assert_eq!(verdict(&[lone]), Verdict::NotEnough);
        assert_eq!(judge(&[], &THRESHOLDS), None);
    }

    #[test]
    fn seeds_that_contradict_each_other_widen_the_interval() {
        let (yes, no) = (evidence(95, 100, Return::At(41)), evidence(10, 12, Return::NotWithin(400)));
        let judged = judge(&[yes, no], &THRESHOLDS).unwrap();
        assert_eq!((judged.verdict, judged.seeds), (Verdict::NotEnough, 2));
        let agreed = judge(&[yes, yes, yes], &THRESHOLDS).unwrap();
        assert_eq!(agreed.verdict, Verdict::Wrapped);
    }

    #[test]
    fn a_probe_without_a_range_says_nothing() {
        let mut blind = evidence(95, 50, Return::At(41));
        blind.probe = Some(ProbeEvidence { own: of(120), floor: of(100), ceiling: of(130) });
        assert_eq!(blind.scores(&THRESHOLDS).probe, None);
    }
}
