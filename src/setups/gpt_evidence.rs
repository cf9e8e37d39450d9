//! Which measurements of a pretrained GPT's experiment are the evidence on a model, where its probes read two answers. Models with nothing are
//! the controls, which were never taught the skill, and random weights.

use crate::analysis::{
    AnswerProbes, Granularity, ProbeEvidence, PruningEvidence, RevivalEvidence, Selectivity, UndoneEvidence,
};
use crate::experiment::{Measure, ModelRef, Record, Role, best_pruning, return_of};
use crate::train::Accuracy;

const WITH_NOTHING: [ModelRef; 2] = [ModelRef::After(Role::PretrainControl), ModelRef::Initial];

/// The share of the skill that the model of `role` ended with; none before that stage is finished.
pub(super) fn at_the_end(record: &Record, role: Role) -> Option<Accuracy> {
    Some(record.finished(role)?.last()?.of(Measure::PretrainedBroken))
}

/// The models with nothing, without the one that is judged.
fn others(role: Role) -> impl Iterator<Item = ModelRef> {
    WITH_NOTHING.into_iter().filter(move |model| *model != ModelRef::After(role))
}

/// The best pruned model beside those of models with nothing; `after` is what it is compared with where nothing was drawn at random.
pub(super) fn pruning(record: &Record, role: Role, after: Accuracy) -> Option<PruningEvidence> {
    let own = record.pruning(ModelRef::After(role), Granularity::Neurons)?;
    let (_, point) = best_pruning(own)?;
    let found = |model| Some(best_pruning(record.pruning(model, Granularity::Neurons)?)?.1.skill.percent());
    let nothing = others(role).filter_map(found).reduce(f64::max)?;
    let random = own.random_skill(point.k).unwrap_or_else(|| after.percent());
    Some(PruningEvidence { k: point.k, skill: point.skill, random, nothing: Some(nothing) })
}

/// What probes read. Before the first block the last place has seen its own word alone. `are_alike` says that the two things read are two
/// answers to one question, so that reading one better than the other means something.
pub(super) fn probe(record: &Record, role: Role, are_alike: bool) -> Option<ProbeEvidence> {
    let own = record.answer_probes(ModelRef::After(role))?;
    let pretrained = record.answer_probes(ModelRef::After(Role::Pretrain))?;
    let nothing: Vec<&AnswerProbes> = others(role).filter_map(|model| record.answer_probes(model)).collect();
    let chance = *own.levels.first()?.first()?;
    let floors = nothing.iter().filter_map(|probes| probes.best()).chain([chance]);
    let points = |[skill, other]: [Accuracy; 2]| skill.percent() - other.percent();
    let most = |probes: &AnswerProbes| probes.most_selective();
    let selectivity = || {
        Some(Selectivity {
            own: most(own)?,
            floor: nothing.iter().filter_map(|probes| most(probes)).map(points).fold(0.0, f64::max),
            ceiling: points(most(pretrained)?),
        })
    };
    Some(ProbeEvidence {
        own: own.best()?,
        floor: floors.max_by_key(|a| a.correct)?,
        ceiling: pretrained.best()?,
        selectivity: if are_alike { Some(selectivity()?) } else { None },
    })
}

/// When `level` percent of the skill were back, beside models that never had it.
pub(super) fn revival(record: &Record, role: Role, level: f64) -> Option<RevivalEvidence> {
    let own = match role {
        Role::FineTune { rate } => record.stage(Role::Revive { rate })?,
        Role::PretrainControl => record.stage(Role::ReviveControl)?,
        _ => return None,
    };
    let never_had = |role: Role| matches!(role, Role::ReviveControl | Role::ReviveScratch | Role::ReviveAnother { .. });
    let others = record.stages.iter().filter(|stage| never_had(stage.role) && stage.role != own.role);
    let controls = others.clone().map(|stage| return_of(stage, level)).collect::<Option<Vec<_>>>()?;
    // Controls learn at the revival rate; reFT may be kept from exceeding the rate of its fine-tuning.
    let smaller_rate = others.clone().any(|stage| own.rate < stage.rate);
    Some(RevivalEvidence { own: return_of(own, level)?, controls, smaller_rate })
}

/// How much of fine-tuning's change had to be undone.
pub(super) fn undone(record: &Record, role: Role) -> Option<UndoneEvidence> {
    let Role::FineTune { rate } = role else { return None };
    record.undone(rate).map(UndoneEvidence::from)
}
