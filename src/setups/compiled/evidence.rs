//! Which measurements of an experiment on a compiled skill are the evidence on a model. Models with nothing are the compiled target
//! and random weights.

use crate::analysis::{
    AnswerProbes, Evidence, ProbeEvidence, PruningEvidence, RevivalEvidence, Selectivity, UndoneEvidence, WeightPruning,
};
use crate::experiment::{Measure, ModelRef, REVIVED, Record, Role, return_of};
use crate::train::Accuracy;

const WITH_NOTHING: [ModelRef; 2] = [ModelRef::NeverHad, ModelRef::Random];

pub(super) fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let rate = role.rate().filter(|_| matches!(role, Role::FineTune { .. }))?;
    let stage = record.finished(role)?;
    // Before the first step it is the compiled program.
    let before = stage.points.first()?.of(Measure::PretrainedBroken);
    let after = stage.last()?.of(Measure::PretrainedBroken);
    let back = |stage| return_of(stage, REVIVED);
    let revival = record.stage(Role::Revive { rate }).and_then(back);
    let control = record.stage(Role::ReviveControl).and_then(back);
    let revival = revival.zip(control).map(|(own, control)| RevivalEvidence {
        own,
        controls: vec![control],
        smaller_rate: false,
    });
    let undone = record.undone(rate).map(UndoneEvidence::from);
    let model = ModelRef::After(role);
    Some(Evidence {
        before,
        after,
        pruning: pruning(record, model, after),
        probe: probe(record, model),
        revival,
        undone,
        started: None,
    })
}

fn pruning(record: &Record, model: ModelRef, after: Accuracy) -> Option<PruningEvidence> {
    let own = record.weight_pruning(model)?;
    let (_, best) = own.best()?;
    let pruned = |found: &WeightPruning| Some(found.best()?.1.skill.percent());
    let nothing =
        WITH_NOTHING.into_iter().filter_map(|model| pruned(record.weight_pruning(model)?)).reduce(f64::max)?;
    let random = own.random_skill(best.k).unwrap_or_else(|| after.percent());
    Some(PruningEvidence { k: best.k, skill: best.skill, random, nothing: Some(nothing) })
}

fn probe(record: &Record, model: ModelRef) -> Option<ProbeEvidence> {
    let own = record.answer_probes(model)?;
    let compiled = record.answer_probes(ModelRef::Initial)?;
    let nothing: Vec<&AnswerProbes> =
        WITH_NOTHING.into_iter().filter_map(|model| record.answer_probes(model)).collect();
    // Before the first layer the last position has seen its own letter alone.
    let chance = *own.levels.first()?.first()?;
    let floor = nothing.iter().filter_map(|probes| probes.best()).chain([chance]).max_by_key(|a| a.correct)?;
    let points = |[skill, other]: [Accuracy; 2]| skill.percent() - other.percent();
    let selectivity = Selectivity {
        own: own.most_selective()?,
        floor: nothing.iter().filter_map(|probes| probes.most_selective()).map(points).fold(0.0, f64::max),
        ceiling: points(compiled.most_selective()?),
    };
    Some(ProbeEvidence { own: own.best()?, floor, ceiling: compiled.best()?, selectivity: Some(selectivity) })
}
