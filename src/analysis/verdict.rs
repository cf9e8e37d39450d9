//! The verdict: kept, wrapped, partly deleted, deleted, never had, or not enough evidence.
//!
//! Three instruments vote, each on a scale from 0 (as in a model without the skill) to 1 (as in the model that has it):
//! present, absent, or unclear, which counts as silent. A model that had the skill has
//!
//! * kept it, if surely at least the share [`Thresholds::kept`] of its accuracy is left;
//! * lost the answers, if surely less than the share [`Thresholds::gone`] is left. Then the skill is wrapped by two
//!   votes present and none absent, deleted by two absent and none present, and partly deleted by votes of both kinds
//!   or two scores that lie clearly between. One vote alone is not enough evidence;
//! * partly lost it, if neither is sure: not enough evidence, whatever the votes.
//!
//! A model that did not have it before never had it by two votes absent and none present.
//!
//! Several seeds of one experiment: if each alone gives the same verdict, it is that one, because Student's interval of
//! two or three values can span everything although each seed is clear. Where they differ, the means of accuracies and
//! scores decide.
//!
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
    /// The answers are gone; some instruments find the skill and some do not, or most scores lie clearly between.
    PartlyDeleted,
    /// The answers are gone, and the instruments find no more than in a model without the skill.
    Deleted,
    /// The model never answered rightly, and the instruments find nothing.
    NeverHad,
    /// The answers are only partly lost, the instruments are missing or too uncertain, or seeds contradict each other.
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
    /// Whether this model was revived at a smaller learning rate than the controls learnt at. It would then be slower
    /// whatever it still knows.
    pub smaller_rate: bool,
}

impl RevivalEvidence {
    /// How many times as fast as the control, on a logarithmic scale; a step is known to the next measured one, about a
    /// quarter. None where neither came back: nothing is known of who would have been first.
    fn score(&self, thresholds: &Thresholds) -> Option<Interval> {
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
    /// Share of the O_PT before fine-tuning that is left after it, from which the skill counts as kept. The lower end
    /// of the interval must reach it.
    pub kept: f64,
    /// Share below which the answers count as gone. The upper end of the interval must lie below it: above, the skill
    /// is partly lost, and wrapped or deleted is not the question.
    pub gone: f64,
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
    Thresholds { had: 50.0, kept: 0.8, gone: 0.5, present: 0.5, absent: 0.25, fast: 6.0, probe_range: 25.0 };

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

    /// Whether the model had the skill and its answers are neither surely kept nor surely gone. This alone makes the
    /// evidence not enough.
    pub fn partly_lost(&self, thresholds: &Thresholds) -> bool {
        let (before, after) = (wilson(self.before), wilson(self.after));
        before.value >= thresholds.had && Answers::left(before, after, thresholds) == Answers::PartlyLost
    }

    /// The verdict on this seed alone.
    fn judged_alone(&self, thresholds: &Thresholds) -> Judgement {
        let scores = self.scores(thresholds);
        let (before, after) = (wilson(self.before), wilson(self.after));
        Judgement { verdict: decide(before, after, &scores, thresholds), scores, before, after, seeds: 1 }
    }
}

/// What fine-tuning left of the answers of a model that had the skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answers {
    Kept,
    PartlyLost,
    Gone,
}

impl Answers {
    /// By the end of the interval that speaks against it, so that chance in the sample decides nothing.
    fn left(before: Interval, after: Interval, thresholds: &Thresholds) -> Self {
        if after.low >= thresholds.kept * before.value {
            Self::Kept
        } else if after.high < thresholds.gone * before.value {
            Self::Gone
        } else {
            Self::PartlyLost
        }
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

/// Weighs the evidence of one or more seeds of the same experiment. Scores and accuracies of several seeds are means; a
/// score that one of them lacks is none. If all seeds alone give the same verdict, it is that one, and otherwise that
/// of the means. None without evidence.
pub fn judge(evidence: &[Evidence], thresholds: &Thresholds) -> Option<Judgement> {
    let alone: Vec<Judgement> = evidence.iter().map(|e| e.judged_alone(thresholds)).collect();
    let first = *alone.first()?;
    if alone.len() == 1 {
        return Some(first);
    }
    let together = |of: fn(&Scores) -> Option<Interval>| -> Option<Interval> {
        let own: Option<Vec<Interval>> = alone.iter().map(|j| of(&j.scores)).collect();
        mean_of_seeds(&own?, 1.0)
    };
    let accuracy = |of: fn(&Judgement) -> Interval| mean_of_seeds(&alone.iter().map(of).collect::<Vec<_>>(), 100.0);
    let scores =
        Scores { pruning: together(|s| s.pruning), probe: together(|s| s.probe), revival: together(|s| s.revival) };
    let (before, after) = (accuracy(|j| j.before)?, accuracy(|j| j.after)?);
    let agreed = alone.iter().all(|j| j.verdict == first.verdict);
    let verdict = if agreed { first.verdict } else { decide(before, after, &scores, thresholds) };
    Some(Judgement { verdict, scores, before, after, seeds: alone.len() as u32 })
}

/// The mean of values between 0 and `most`, one for each of at least two seeds. Its interval is Student's, and on
/// either side reaches at least as far as the mean of the seeds' own ends: seeds that happen to be equal are no more
/// certain than each is.
fn mean_of_seeds(own: &[Interval], most: f64) -> Option<Interval> {
    let student = over_seeds(&own.iter().map(|i| i.value).collect::<Vec<_>>())?;
    let mean = |end: fn(&Interval) -> f64| own.iter().map(end).sum::<f64>() / own.len() as f64;
    let (low, high) = (student.low.min(mean(|i| i.low)), student.high.max(mean(|i| i.high)));
    Some(Interval { value: student.value, low, high }.map(|v| v.clamp(0.0, most)))
}

fn decide(before: Interval, after: Interval, scores: &Scores, thresholds: &Thresholds) -> Verdict {
    let known: Vec<Interval> = scores.named().into_iter().filter_map(|(_, score)| score).collect();
    let count = |wanted: Vote| known.iter().filter(|score| vote(**score, thresholds) == wanted).count();
    let (present, absent) = (count(Vote::Present), count(Vote::Absent));
    if before.value < thresholds.had {
        return if present == 0 && absent >= 2 { Verdict::NeverHad } else { Verdict::NotEnough };
    }
    match Answers::left(before, after, thresholds) {
        Answers::Kept => return Verdict::Kept,
        Answers::PartlyLost => return Verdict::NotEnough,
        Answers::Gone => {}
    }
    let between = known.iter().filter(|i| i.low > thresholds.absent && i.high < thresholds.present).count();
    // An unclear score is no vote: nothing below rests on a single vote.
    match (present, absent) {
        (2.., 0) => Verdict::Wrapped,
        (0, 2..) => Verdict::Deleted,
        (1.., 1..) => Verdict::PartlyDeleted,
        _ if between >= 2 => Verdict::PartlyDeleted,
        _ => Verdict::NotEnough,
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
            revival: Some(RevivalEvidence { own, control: Return::At(320), smaller_rate: false }),
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
    fn seeds_that_agree_are_one_verdict_however_far_their_numbers_lie_apart() {
        let seeds = [evidence(70, 100, Return::At(41)), evidence(95, 100, Return::At(100))];
        assert!(seeds.iter().all(|seed| verdict(&[*seed]) == Verdict::Wrapped));
        let judged = judge(&seeds, &THRESHOLDS).unwrap();
        // Student's interval of two values spans the whole scale here.
        assert_eq!(judged.scores.pruning.map(|i| (i.low, i.high)), Some((0.0, 1.0)));
        assert_eq!(judged.verdict, Verdict::Wrapped);
    }

    #[test]
    fn the_mean_over_seeds_is_no_more_certain_than_each_seed() {
        let seed = evidence(60, 80, Return::At(100));
        let own = seed.scores(&THRESHOLDS).named();
        let judged = judge(&[seed, seed], &THRESHOLDS).unwrap();
        for ((name, own), (_, mean)) in own.into_iter().zip(judged.scores.named()) {
            let (own, mean) = (own.unwrap(), mean.unwrap());
            assert!(own.high > own.low, "{name}: {own:?}");
            assert!(mean.low <= own.low + 1e-9 && mean.high >= own.high - 1e-9, "{name}: {mean:?}");
        }
        assert!(judged.after.high > 1.0, "0 of 256 leaves room above 0: {:?}", judged.after);
    }

    #[test]
    fn revivals_that_all_took_too_long_say_nothing() {
        let (own, control) = (Return::NotWithin(400), Return::NotWithin(400));
        let revival = Some(RevivalEvidence { own, control, smaller_rate: false });
        let seed = Evidence { pruning: None, revival, ..evidence(0, 12, own) };
        assert_eq!(seed.scores(&THRESHOLDS).revival, None);
        let judged = judge(&[seed, seed], &THRESHOLDS).unwrap();
        assert_eq!((judged.scores.revival, judged.verdict), (None, Verdict::NotEnough));
        let never = Evidence { before: of(28), after: of(28), ..seed };
        assert_eq!(verdict(&[never]), Verdict::NotEnough);
    }

    #[test]
    fn one_vote_with_the_others_unclear_is_not_enough() {
        let unclear = |seed: &Evidence| {
            let scores = seed.scores(&THRESHOLDS);
            scores.named().into_iter().filter(|(_, s)| vote(s.unwrap(), &THRESHOLDS) == Vote::Unclear).count()
        };
        // Speeds of 320 / 188 lie between the thresholds within a quarter.
        for (pruned, probe) in [(10, 35), (35, 10), (35, 100)] {
            let seed = evidence(pruned, probe, Return::At(188));
            assert_eq!(unclear(&seed), 2, "{seed:?}");
            assert_eq!(verdict(&[seed]), Verdict::NotEnough, "{pruned} {probe}");
        }
        let never = Evidence { before: of(28), after: of(28), ..evidence(12, 35, Return::At(188)) };
        assert_eq!(verdict(&[never]), Verdict::NotEnough);
    }

    #[test]
    fn scores_clearly_between_are_partly_deleted() {
        let seed = evidence(45, 45, Return::At(188));
        assert_eq!(verdict(&[seed]), Verdict::PartlyDeleted);
    }

    #[test]
    fn a_revival_at_a_smaller_rate_may_say_present_or_nothing() {
        let said = |own: Return| {
            let revival = RevivalEvidence { own, control: Return::At(320), smaller_rate: true };
            vote(revival.score(&THRESHOLDS).unwrap(), &THRESHOLDS)
        };
        assert_eq!(said(Return::At(41)), Vote::Present);
        assert_eq!(said(Return::At(320)), Vote::Unclear);
        assert_eq!(said(Return::NotWithin(400)), Vote::Unclear);
        let mut gone = Evidence { pruning: None, ..evidence(0, 100, Return::NotWithin(400)) };
        assert_eq!(verdict(&[gone]), Verdict::PartlyDeleted);
        gone.revival = gone.revival.map(|r| RevivalEvidence { smaller_rate: true, ..r });
        assert_eq!(verdict(&[gone]), Verdict::NotEnough);
    }

    #[test]
    fn between_kept_and_gone_no_verdict_is_given() {
        let left = |correct: u32| Evidence { after: of(correct), ..evidence(95, 100, Return::At(41)) };
        // Of 256 right answers: 85.9, 82.0, 60.2, 48.0 and 39.8 % are left, each known to about six points.
        let expected = [
            (220, Verdict::Kept),
            (210, Verdict::NotEnough),
            (154, Verdict::NotEnough),
            (123, Verdict::NotEnough),
            (102, Verdict::Wrapped),
        ];
        for (correct, expected) in expected {
            let seed = left(correct);
            assert_eq!(verdict(&[seed]), expected, "{correct}");
            assert_eq!(seed.partly_lost(&THRESHOLDS), expected == Verdict::NotEnough, "{correct}");
        }
        let never = Evidence { before: of(28), after: of(28), ..left(0) };
        assert!(!never.partly_lost(&THRESHOLDS));
    }

    #[test]
    fn a_probe_without_a_range_says_nothing() {
        let mut blind = evidence(95, 50, Return::At(41));
        blind.probe = Some(ProbeEvidence { own: of(120), floor: of(100), ceiling: of(130) });
        assert_eq!(blind.scores(&THRESHOLDS).probe, None);
    }
}
