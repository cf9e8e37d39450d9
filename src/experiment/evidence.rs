//! From Records to verdicts: which measurements of a run are the evidence on a model, and what is said of it over seeds.

use super::findings::BACK;
use super::plan::Role;
use super::question::Subject;
use super::record::{Measure, Record, StageRecord};
use crate::analysis::{
    Evidence, Grain, Judgement, Mode, ProbeEvidence, Pruning, PruningEvidence, PruningPoint, Return, RevivalEvidence,
    THRESHOLDS, judge,
};
use crate::tasks::Operand;
use crate::train::Accuracy;

/// The models that a verdict is given on: the pretrained one, the control, and each fine-tuned one.
pub fn judged(record: &Record) -> Vec<Role> {
    let rates = 0..record.spec.fine_tune_rates.len() as u32;
    let tuned = rates.map(|rate| Role::FineTune { rate });
    tuned.chain([Role::Pretrain, Role::PretrainControl]).collect()
}

/// What is known of the skill of counting a in the model that `role` ended with. None before that stage is finished.
pub fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let end = |role: Role| {
        let stage = record.stage(role).filter(|s| s.seconds.is_some())?;
        Some(stage.last()?.of(Measure::PretrainedBroken))
    };
    let after = end(role)?;
    // The control is judged against itself: it has no earlier model that could have had the skill.
    let before = if role == Role::PretrainControl { after } else { end(Role::Pretrain)? };
    Some(Evidence {
        before,
        after,
        pruning: pruning(record, role, after),
        probe: probe(record, role),
        revival: revival(record, role),
    })
}

/// The verdict on the model that `role` ended with, over all of `records`, which differ in nothing but their seeds.
pub fn verdict(records: &[&Record], role: Role) -> Option<Judgement> {
    let all: Vec<Evidence> = records.iter().filter_map(|record| evidence(record, role)).collect();
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

fn pruning(record: &Record, role: Role, after: Accuracy) -> Option<PruningEvidence> {
    let found = |role| record.pruning(Subject::After(role), Grain::Neurons);
    let own = found(role)?;
    let (_, point) = best_pruning(own)?;
    let is_control = role == Role::PretrainControl;
    let control = if is_control { None } else { Some(best_pruning(found(Role::PretrainControl)?)?.1.skill.percent()) };
    let random = own.random_skill(point.k).unwrap_or_else(|| after.percent());
    Some(PruningEvidence { k: point.k, skill: point.skill, random, control })
}

/// Probes are read on prompts that ask for a: under every prior the pretrained model counts it then.
fn probe(record: &Record, role: Role) -> Option<ProbeEvidence> {
    let read = |role| record.probes(Subject::After(role))?.best(Operand::A, Operand::A);
    let own = read(role)?;
    let ceiling = read(Role::Pretrain)?;
    let chance = record.probes(Subject::After(role))?.levels.first()?.accuracy(Operand::A, Operand::A);
    let floor = if role == Role::PretrainControl {
        chance
    } else {
        let control = read(Role::PretrainControl)?;
        if control.percent() > chance.percent() { control } else { chance }
    };
    Some(ProbeEvidence { own, floor, ceiling })
}

fn revival(record: &Record, role: Role) -> Option<RevivalEvidence> {
    let own = match role {
        Role::FineTune { rate } => back(record.stage(Role::Revive { rate })?)?,
        Role::PretrainControl => back(record.stage(Role::ReviveControl)?)?,
        _ => return None,
    };
    let scratch = back(record.stage(Role::ReviveScratch)?)?;
    let control = match role {
        Role::PretrainControl => scratch,
        _ => faster(scratch, back(record.stage(Role::ReviveControl)?)?),
    };
    Some(RevivalEvidence { own, control })
}

/// When a finished revival brought the skill back.
fn back(stage: &StageRecord) -> Option<Return> {
    stage.seconds?;
    Some(match stage.reaches(Measure::PretrainedBroken, BACK) {
        Some(step) => Return::At(step),
        None => Return::NotWithin(stage.steps),
    })
}

fn faster(a: Return, b: Return) -> Return {
    match (a, b) {
        (Return::At(x), Return::At(y)) => Return::At(x.min(y)),
        (Return::At(x), _) | (_, Return::At(x)) => Return::At(x),
        (Return::NotWithin(x), Return::NotWithin(y)) => Return::NotWithin(x.min(y)),
    }
}
