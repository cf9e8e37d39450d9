//! From Records to verdicts: what is said of a model over seeds, and pieces of evidence that every setup picks alike.

use super::metric::Measure;
use super::plan::Role;
use super::record::{Record, StageRecord};
use crate::analysis::{Evidence, Judgement, Mode, Pruning, PruningPoint, Return, THRESHOLDS, judge};

/// The accuracy at which a skill counts as back, in percent.
pub const BACK: f64 = 90.0;

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

/// When a finished revival brought the skill back.
pub fn return_of(stage: &StageRecord) -> Option<Return> {
    stage.seconds?;
    Some(match stage.reaches(Measure::PretrainedBroken, BACK) {
        Some(step) => Return::At(step),
        None => Return::NotWithin(stage.steps),
    })
}
