//! Which measurements of an experiment on stories are the evidence on a model. Models with nothing are the controls, which never read a
//! story with the feature, and random weights.

use super::metrics::StoryShare;
use crate::analysis::{
    AnswerProbes, Evidence, Granularity, ProbeEvidence, PruningEvidence, RevivalEvidence, StartedEvidence,
    UndoneEvidence,
};
use crate::experiment::{Measure, ModelRef, Record, Role, best_pruning, return_of};
use crate::train::Accuracy;

const WITH_NOTHING: [ModelRef; 2] = [ModelRef::After(Role::PretrainControl), ModelRef::Initial];

/// What is known of the feature in the model that `role` ended with. None before that stage is finished.
pub(super) fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let end = |role: Role| Some(record.finished(role)?.last()?.of(Measure::PretrainedBroken));
    let after = end(role)?;
    let pretrained = end(Role::Pretrain)?;
    // The control is judged against itself: it has no earlier model that could have had the feature.
    let before = if role == Role::PretrainControl { after } else { pretrained };
    let undone = role.rate().and_then(|rate| record.undone(rate)).map(UndoneEvidence::from);
    Some(Evidence {
        before,
        after,
        pruning: pruning(record, role, after),
        probe: probe(record, role),
        revival: revival(record, role, pretrained),
        undone,
        started: started(record, role),
    })
}

/// The models with nothing, without the one that is judged.
fn others(role: Role) -> impl Iterator<Item = ModelRef> {
    WITH_NOTHING.into_iter().filter(move |model| *model != ModelRef::After(role))
}

fn pruning(record: &Record, role: Role, after: Accuracy) -> Option<PruningEvidence> {
    let own = record.pruning(ModelRef::After(role), Granularity::Neurons)?;
    let (_, point) = best_pruning(own)?;
    let found = |model| Some(best_pruning(record.pruning(model, Granularity::Neurons)?)?.1.skill.percent());
    let nothing = others(role).filter_map(found).reduce(f64::max)?;
    let random = own.random_skill(point.k).unwrap_or_else(|| after.percent());
    Some(PruningEvidence { k: point.k, skill: point.skill, random, nothing: Some(nothing) })
}

/// Probes of whether a story has the feature. Before the first block the last place has seen its own word alone.
fn probe(record: &Record, role: Role) -> Option<ProbeEvidence> {
    let own = record.answer_probes(ModelRef::After(role))?;
    let pretrained = record.answer_probes(ModelRef::After(Role::Pretrain))?;
    let nothing = others(role).filter_map(|model| record.answer_probes(model)).filter_map(AnswerProbes::best);
    let chance = *own.levels.first()?.first()?;
    Some(ProbeEvidence {
        own: own.best()?,
        floor: nothing.chain([chance]).max_by_key(|a| a.correct)?,
        ceiling: pretrained.best()?,
        selectivity: None,
    })
}

/// Revivals are compared where this share of the pretrained model's own stories has the feature again. Seeds differ in how well they
/// learn it, and models with nothing, taught at a rate at which they learn it at all, waver above.
const COMPARED: f64 = 0.5;

fn revival(record: &Record, role: Role, pretrained: Accuracy) -> Option<RevivalEvidence> {
    let level = COMPARED * pretrained.percent();
    let own = match role {
        Role::FineTune { rate } => record.stage(Role::Revive { rate })?,
        Role::PretrainControl => record.stage(Role::ReviveControl)?,
        _ => return None,
    };
    let never_had = |role: Role| matches!(role, Role::ReviveControl | Role::ReviveScratch | Role::ReviveAnother { .. });
    let controls = record.stages.iter().filter(|stage| never_had(stage.role) && stage.role != own.role);
    let controls = controls.map(|stage| return_of(stage, level)).collect::<Option<Vec<_>>>()?;
    Some(RevivalEvidence { own: return_of(own, level)?, controls, smaller_rate: false })
}

/// Random weights are measured where they begin to be taught.
fn started(record: &Record, role: Role) -> Option<StartedEvidence> {
    let share = |role: Role| record.finished(role)?.last()?.values.share(StoryShare::Started as usize);
    let random = record.stage(Role::ReviveScratch)?.points.first()?.values.share(StoryShare::Started as usize);
    let controls = record
        .stages
        .iter()
        .map(|stage| stage.role)
        .filter(|own| matches!(own, Role::PretrainControl | Role::AnotherControl { .. }) && *own != role);
    let floor = controls.filter_map(share).chain(random).max_by_key(|a| a.correct)?;
    Some(StartedEvidence { own: share(role)?, floor, ceiling: share(Role::Pretrain)? })
}
