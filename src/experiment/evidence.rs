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
        Role::FineTune { rate } => record.stage(Role::Revive { rate })?,
        Role::PretrainControl => record.stage(Role::ReviveControl)?,
        _ => return None,
    };
    let scratch = record.stage(Role::ReviveScratch)?;
    let control = match role {
        Role::PretrainControl => revival_of(scratch)?,
        _ => faster(revival_of(scratch)?, revival_of(record.stage(Role::ReviveControl)?)?),
    };
    // Both controls learn at the revival rate; reFT does not exceed the rate of its fine-tuning.
    Some(RevivalEvidence { own: revival_of(own)?, control, smaller_rate: own.rate < scratch.rate })
}

/// When a finished revival brought the skill back.
pub(super) fn revival_of(stage: &StageRecord) -> Option<Return> {
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

#[cfg(test)]
mod tests {
    use super::super::{Plan, Point, Preset, Stage};
    use super::*;

    /// A Record of `quick` in which every stage answered nothing until its end, and the controls everything there.
    fn record() -> Record {
        let plan = Plan::new(Preset::Quick.spec()).unwrap();
        let stage = |stage: &Stage| {
            let back = matches!(stage.role, Role::ReviveControl | Role::ReviveScratch);
            let point = |step, correct| {
                let accuracy = [Accuracy { correct, n: 256 }; 4];
                Point { step, loss: None, accuracy, attention: None, jailbroken: None }
            };
            StageRecord {
                role: stage.role,
                rate: stage.schedule.peak,
                steps: stage.schedule.steps,
                points: vec![point(0, 0), point(stage.schedule.steps, if back { 256 } else { 0 })],
                device: "cpu".to_owned(),
                seconds: Some(1.0),
            }
        };
        Record {
            version: String::new(),
            stages: plan.stages.iter().map(stage).collect(),
            spec: plan.spec,
            findings: Vec::new(),
            wall_seconds: None,
            fingerprint: None,
            failed: Vec::new(),
        }
    }

    #[test]
    fn a_revival_at_a_smaller_rate_than_the_controls_is_known_as_such_and_not_held_against_the_model() {
        let record = record();
        let rates = &record.spec.fine_tune_rates;
        assert!(rates[0] > record.spec.revive_rate && rates[2] < record.spec.revive_rate);
        let revival = |role| evidence(&record, role).unwrap().revival.unwrap();
        let score = |role| evidence(&record, role).unwrap().scores(&THRESHOLDS).revival.unwrap();
        for (rate, smaller, high) in [(0, false, 0.0), (1, false, 0.0), (2, true, 1.0)] {
            let role = Role::FineTune { rate };
            assert_eq!(revival(role).own, Return::NotWithin(record.spec.revive_steps));
            assert_eq!(revival(role).smaller_rate, smaller, "{rate}");
            assert_eq!((score(role).low, score(role).high), (0.0, high), "{rate}");
        }
        assert!(!revival(Role::PretrainControl).smaller_rate);
    }

    #[test]
    fn an_unfinished_revival_is_no_evidence() {
        let mut record = record();
        record.stages.last_mut().unwrap().seconds = None;
        assert_eq!(evidence(&record, Role::FineTune { rate: 0 }).unwrap().revival, None);
    }
}
