//! Which measurements of an experiment on a compiled skill are the evidence on a model: its answers, pruning and revival. There are no probes:
//! the skill's directions have names here.

use crate::analysis::{Evidence, PruningEvidence, RevivalEvidence};
use crate::experiment::{Measure, ModelRef, Record, Role, return_of};

pub(super) fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let rate = role.rate().filter(|_| matches!(role, Role::FineTune { .. }))?;
    let stage = record.finished(role)?;
    // Before the first step it is the compiled program.
    let before = stage.points.first()?.of(Measure::PretrainedBroken);
    let after = stage.last()?.of(Measure::PretrainedBroken);
    let pruning = record.weight_pruning(ModelRef::After(role)).and_then(|own| {
        let (_, best) = own.best()?;
        let control = record.weight_pruning(ModelRef::NeverHad)?.best()?.1.skill.percent();
        let random = own.random_skill(best.k).unwrap_or_else(|| after.percent());
        Some(PruningEvidence { k: best.k, skill: best.skill, random, nothing: Some(control) })
    });
    let revival = record.stage(Role::Revive { rate }).and_then(return_of);
    let control = record.stage(Role::ReviveControl).and_then(return_of);
    let revival = revival.zip(control).map(|(own, control)| RevivalEvidence {
        own,
        controls: vec![control],
        smaller_rate: false,
    });
    Some(Evidence { before, after, pruning, probe: None, revival, undone: None })
}
