//! Which measurements of an experiment on the grammar are the evidence on a model.

use crate::analysis::{Evidence, Granularity, ProbeEvidence, PruningEvidence, RevivalEvidence};
use crate::experiment::{Measure, ModelRef, Record, Role, best_pruning, faster, return_of};
use crate::tasks::Operand;
use crate::train::Accuracy;

/// What is known of the skill in the model that `role` ended with. None before that stage is finished.
pub(super) fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let end = |role: Role| Some(record.finished(role)?.last()?.of(Measure::PretrainedBroken));
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

fn pruning(record: &Record, role: Role, after: Accuracy) -> Option<PruningEvidence> {
    let found = |role| record.pruning(ModelRef::After(role), Granularity::Neurons);
    let own = found(role)?;
    let (_, point) = best_pruning(own)?;
    let is_control = role == Role::PretrainControl;
    let control = if is_control { None } else { Some(best_pruning(found(Role::PretrainControl)?)?.1.skill.percent()) };
    let random = own.random_skill(point.k).unwrap_or_else(|| after.percent());
    Some(PruningEvidence { k: point.k, skill: point.skill, random, control })
}

/// Probes are read on prompts that ask for a: under every prior the pretrained model counts it then.
fn probe(record: &Record, role: Role) -> Option<ProbeEvidence> {
    let read = |role| record.probes(ModelRef::After(role))?.best(Operand::A, Operand::A);
    let own = read(role)?;
    let ceiling = read(Role::Pretrain)?;
    let chance = record.probes(ModelRef::After(role))?.levels.first()?.accuracy(Operand::A, Operand::A);
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
        Role::PretrainControl => return_of(scratch)?,
        _ => faster(return_of(scratch)?, return_of(record.stage(Role::ReviveControl)?)?),
    };
    // Both controls learn at the revival rate; reFT does not exceed the rate of its fine-tuning.
    Some(RevivalEvidence { own: return_of(own)?, control, smaller_rate: own.rate < scratch.rate })
}

#[cfg(test)]
mod tests {
    use super::super::{GrammarSpec, Preset};
    use super::*;
    use crate::analysis::{Return, THRESHOLDS};
    use crate::experiment::{Plan, Point, Values};

    /// A Record of `quick` in which every stage answered nothing until its end, and the controls everything there.
    fn record() -> Record {
        let mut record = Record::empty(&Plan::new(Preset::Quick.spec()).unwrap());
        for stage in &mut record.stages {
            let back = matches!(stage.role, Role::ReviveControl | Role::ReviveScratch);
            let point = |step, correct| {
                let values = Values::of_shares([Accuracy { correct, n: 256 }; 4]);
                Point { step, loss: None, values }
            };
            stage.points = vec![point(0, 0), point(stage.steps, if back { 256 } else { 0 })];
            stage.seconds = Some(1.0);
        }
        record
    }

    #[test]
    fn a_revival_at_a_smaller_rate_than_the_controls_is_known_as_such_and_not_held_against_the_model() {
        let record = record();
        let spec = record.spec.of::<GrammarSpec>().unwrap();
        assert!(spec.fine_tune_rates[0] > spec.revive_rate && spec.fine_tune_rates[2] < spec.revive_rate);
        let revival = |role| evidence(&record, role).unwrap().revival.unwrap();
        let score = |role| evidence(&record, role).unwrap().scores(&THRESHOLDS).revival.unwrap();
        for (rate, smaller, high) in [(0, false, 0.0), (1, false, 0.0), (2, true, 1.0)] {
            let role = Role::FineTune { rate };
            assert_eq!(revival(role).own, Return::NotWithin(spec.revive_steps));
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
