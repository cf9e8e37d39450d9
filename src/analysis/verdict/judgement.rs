//! Votes and accuracies weighed into a verdict, for one seed and for several.

use super::evidence::Evidence;
use super::scores::{Score, Scores, Vote};
use super::thresholds::Thresholds;
use crate::analysis::interval::{Interval, over_seeds, wilson};
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
    /// All verdicts.
    pub const ALL: [Self; 6] =
        [Self::Kept, Self::Wrapped, Self::PartlyDeleted, Self::Deleted, Self::NeverHad, Self::NotEnough];

    /// The word that files use.
    pub fn key(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Wrapped => "wrapped",
            Self::PartlyDeleted => "partly_deleted",
            Self::Deleted => "deleted",
            Self::NeverHad => "never_had",
            Self::NotEnough => "not_enough",
        }
    }

    /// The verdict that files call `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.key() == key)
    }

    /// In words.
    pub fn label(self) -> &'static str {
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

/// Weighs the evidence of one or more seeds of the same experiment. Seeds are pooled by votes: an instrument says what those seeds
/// say in which it is not silent, and nothing where they contradict each other; so more seeds never weaken a clear one. None without
/// evidence.
pub fn judge(evidence: &[Evidence], thresholds: &Thresholds) -> Option<Judgement> {
    let alone: Vec<Judgement> = evidence.iter().map(|e| e.judged_alone(thresholds)).collect();
    let first = *alone.first()?;
    if alone.len() == 1 {
        return Some(first);
    }
    let pooled = |of: fn(&Scores) -> Option<Score>| -> Option<Score> {
        let own: Vec<Score> = alone.iter().filter_map(|j| of(&j.scores)).collect();
        let intervals: Vec<Interval> = own.iter().map(|score| score.interval).collect();
        Some(Score { interval: mean_of_seeds(&intervals, 1.0)?, vote: pooled_vote(&own) })
    };
    let accuracy = |of: fn(&Judgement) -> Interval| mean_of_seeds(&alone.iter().map(of).collect::<Vec<_>>(), 100.0);
    let scores = Scores {
        pruning: pooled(|s| s.pruning),
        probe: pooled(|s| s.probe),
        revival: pooled(|s| s.revival),
        undone: pooled(|s| s.undone),
        started: pooled(|s| s.started),
    };
    let (before, after) = (accuracy(|j| j.before)?, accuracy(|j| j.after)?);
    let clear: Vec<Answers> = alone
        .iter()
        .map(|j| Answers::left(j.before, j.after, thresholds))
        .filter(|answers| *answers != Answers::PartlyLost)
        .collect();
    let answers = match clear.first() {
        Some(one) if clear.iter().all(|other| other == one) => *one,
        _ => Answers::PartlyLost,
    };
    let verdict = decide(before, answers, &scores, thresholds);
    Some(Judgement { verdict, scores, before, after, seeds: alone.len() as u32 })
}

/// What the seeds say that are not silent.
fn pooled_vote(seeds: &[Score]) -> Vote {
    let says = |wanted: Vote| seeds.iter().any(|score| score.vote == wanted);
    match (says(Vote::Present), says(Vote::Absent)) {
        (true, false) => Vote::Present,
        (false, true) => Vote::Absent,
        _ => Vote::Unclear,
    }
}

/// The mean of values between 0 and `most`, one for each seed. Its interval is Student's, and on either side reaches at least
/// as far as the mean of the seeds' own ends: seeds that happen to be equal are no more certain than each is. None without values.
fn mean_of_seeds(own: &[Interval], most: f64) -> Option<Interval> {
    if let [one] = own {
        return Some(*one);
    }
    let student = over_seeds(&own.iter().map(|i| i.value).collect::<Vec<_>>())?;
    let mean = |end: fn(&Interval) -> f64| own.iter().map(end).sum::<f64>() / own.len() as f64;
    let (low, high) = (student.low.min(mean(|i| i.low)), student.high.max(mean(|i| i.high)));
    Some(Interval { value: student.value, low, high }.map(|v| v.clamp(0.0, most)))
}

fn decide(before: Interval, answers: Answers, scores: &Scores, thresholds: &Thresholds) -> Verdict {
    let known: Vec<Score> = scores.by_name().into_iter().filter_map(|(_, score)| score).collect();
    let count = |wanted: Vote| known.iter().filter(|score| score.vote == wanted).count();
    let (present, absent) = (count(Vote::Present), count(Vote::Absent));
    if before.value < thresholds.had {
        return if present == 0 && absent >= 2 { Verdict::NeverHad } else { Verdict::NotEnough };
    }
    match answers {
        Answers::Kept => return Verdict::Kept,
        Answers::PartlyLost => return Verdict::NotEnough,
        Answers::Gone => {}
    }
    let unread = scores.probe.is_some_and(|probe| probe.vote == Vote::Absent);
    let inside = |i: &Interval| i.low > thresholds.absent && i.high < thresholds.present;
    let between = known.iter().filter(|score| inside(&score.interval)).count();
    // Nothing below rests on a single vote. A slow revival is no veto: what hides a skill may itself be slow to move.
    match (present, absent) {
        (2.., _) if !unread => Verdict::Wrapped,
        (0, 2..) => Verdict::Deleted,
        (0, 0) if between >= 2 => Verdict::PartlyDeleted,
        _ => Verdict::NotEnough,
    }
}

impl Evidence {
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
        let answers = Answers::left(before, after, thresholds);
        Judgement { verdict: decide(before, answers, &scores, thresholds), scores, before, after, seeds: 1 }
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
