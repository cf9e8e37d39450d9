//! Which measurements of an experiment on the grammar are the evidence on a model.

use super::spec::{GrammarSpec, ReviveOn};
use crate::analysis::{Evidence, Granularity, ProbeEvidence, Probes, PruningEvidence, RevivalEvidence, Selectivity};
use crate::experiment::{ModelRef, REVIVED, Record, Role, best_pruning};
use crate::setups::gpt_evidence::{self, at_the_end};
use crate::tasks::Operand;
use crate::train::Accuracy;

/// What is known of the skill in the model that `role` ended with. None before that stage is finished.
pub(super) fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let after = at_the_end(record, role)?;
    // The control is judged against itself: it has no earlier model that could have had the skill.
    let before = if role == Role::PretrainControl { after } else { at_the_end(record, Role::Pretrain)? };
    Some(Evidence {
        before,
        after,
        pruning: pruning(record, role, after),
        probe: probe(record, role),
        revival: revival(record, role),
        undone: gpt_evidence::undone(record, role),
        started: None,
    })
}

fn pruning(record: &Record, role: Role, after: Accuracy) -> Option<PruningEvidence> {
    let found = |model| record.pruning(model, Granularity::Neurons).and_then(best_pruning);
    let own = record.pruning(ModelRef::After(role), Granularity::Neurons)?;
    let (_, point) = best_pruning(own)?;
    let without = [ModelRef::After(Role::PretrainControl), ModelRef::Initial];
    let is_control = role == Role::PretrainControl;
    let others = without.into_iter().skip(usize::from(is_control)).filter_map(found);
    let nothing = others.map(|(_, point)| point.skill.percent()).reduce(f64::max);
    if nothing.is_none() && !is_control {
        return None;
    }
    let random = own.random_skill(point.k).unwrap_or_else(|| after.percent());
    Some(PruningEvidence { k: point.k, skill: point.skill, random, nothing })
}

/// Probes are read on prompts that ask for a: under every prior the pretrained model counts it then. The floor is that of models with
/// nothing: the control, random weights, and chance.
fn probe(record: &Record, role: Role) -> Option<ProbeEvidence> {
    let own = record.probes(ModelRef::After(role))?;
    let pretrained = record.probes(ModelRef::After(Role::Pretrain))?;
    let is_control = role == Role::PretrainControl;
    let mut nothing = vec![record.probes(ModelRef::Initial)?];
    if !is_control {
        nothing.push(record.probes(ModelRef::After(Role::PretrainControl))?);
    }
    let read = |probes: &Probes| probes.best(Operand::A, Operand::A);
    let chance = own.levels.first()?.accuracy(Operand::A, Operand::A);
    let floors = nothing.iter().copied().filter_map(read).chain([chance]);
    let points = |[skill, other]: [Accuracy; 2]| skill.percent() - other.percent();
    let most = |probes: &Probes| probes.most_selective(Operand::A);
    let selectivity = Selectivity {
        own: most(own)?,
        floor: nothing.iter().copied().filter_map(most).map(points).fold(0.0, f64::max),
        ceiling: points(most(pretrained)?),
    };
    Some(ProbeEvidence {
        own: read(own)?,
        floor: floors.max_by_key(|a| a.correct)?,
        ceiling: read(pretrained)?,
        selectivity: Some(selectivity),
    })
}

fn revival(record: &Record, role: Role) -> Option<RevivalEvidence> {
    // The thresholds were chosen on revivals by the skill itself, and no control comes back by anything else.
    if GrammarSpec::of_record(record)?.revive_on != ReviveOn::Skill {
        return None;
    }
    gpt_evidence::revival(record, role, REVIVED)
}

#[cfg(test)]
mod tests {
    use super::super::Preset;
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
            assert_eq!((score(role).interval.low, score(role).interval.high), (0.0, high), "{rate}");
        }
        assert!(!revival(Role::PretrainControl).smaller_rate);
    }

    #[test]
    fn a_revival_on_something_else_than_the_skill_is_no_evidence() {
        let mut record = record();
        let spec = record.spec.of::<GrammarSpec>().unwrap();
        record.spec = GrammarSpec { revive_on: ReviveOn::Few, ..spec.clone() }.into();
        let evidence = evidence(&record, Role::FineTune { rate: 0 }).unwrap();
        assert_eq!(evidence.revival, None);
    }

    #[test]
    fn an_unfinished_revival_is_no_evidence() {
        let mut record = record();
        record.stages.last_mut().unwrap().seconds = None;
        assert_eq!(evidence(&record, Role::FineTune { rate: 0 }).unwrap().revival, None);
    }
}
