//! From Records to verdicts: what is said of a model over seeds, and pieces of evidence that every setup picks alike.

use super::metric::Measure;
use super::point::Point;
use super::record::{Record, StageRecord};
use super::role::Role;
use crate::analysis::{Evidence, Judgement, Mode, Pruning, PruningPoint, Return, THRESHOLDS, judge};

/// The verdict on the model that `role` ended with, over all of `records`, which differ in nothing but their seeds.
pub fn verdict(records: &[&Record], role: Role) -> Option<Judgement> {
    let all: Vec<Evidence> = records.iter().filter_map(|record| record.spec.evidence(record, role)).collect();
    judge(&all, &THRESHOLDS)
}

/// The mode and the K that do best on the choosing set.
pub fn best_pruning(pruning: &Pruning) -> Option<(Mode, &PruningPoint)> {
    let of = |mode| pruning.curve(mode).chosen().map(|point| (mode, point));
    let (once, again) = (of(Mode::OneShot), of(Mode::Iterative));
    match (once, again) {
        (Some(a), Some(b)) if b.1.choosing.correct > a.1.choosing.correct => Some((b.0, b.1)),
        (Some(a), _) => Some(a),
        (None, b) => b,
    }
}

/// The accuracy at which revivals are compared, in percent: models that know something and models that know nothing lie further
/// apart there than at [`BACK`], where all of them still improve slowly.
pub const REVIVED: f64 = 75.0;

/// When a finished revival brought the skill back to `level` percent: between two measurements, evenly in the logarithm of the step.
pub fn return_of(stage: &StageRecord, level: f64) -> Option<Return> {
    stage.seconds?;
    let accuracy = |point: &Point| point.of(Measure::PretrainedBroken).percent();
    let Some(at) = stage.points.iter().position(|point| accuracy(point) >= level) else {
        return Some(Return::NotWithin(stage.steps));
    };
    let to = stage.points.get(at)?;
    let Some(from) = at.checked_sub(1).and_then(|before| stage.points.get(before)) else {
        return Some(Return::At(to.step));
    };
    let log = |point: &Point| f64::from(point.step.max(1)).ln();
    let share = (level - accuracy(from)) / (accuracy(to) - accuracy(from));
    Some(Return::At((log(from) + share * (log(to) - log(from))).exp().round() as u32))
}
