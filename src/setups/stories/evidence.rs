//! Which measurements of an experiment on stories are the evidence on a model. Models with nothing are the controls, which never read a
//! story with the feature, and random weights.

use super::metrics::StoryShare;
use crate::analysis::{Evidence, StartedEvidence};
use crate::experiment::{Record, Role};
use crate::setups::gpt_evidence::{self, at_the_end};

/// Revivals are compared where this share of the pretrained model's own stories has the feature again. Seeds differ in how well they
/// learn it, and models with nothing, taught at a rate at which they learn it at all, waver above.
const COMPARED: f64 = 0.5;

/// What is known of the feature in the model that `role` ended with. None before that stage is finished.
pub(super) fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let after = at_the_end(record, role)?;
    let pretrained = at_the_end(record, Role::Pretrain)?;
    // The control is judged against itself: it has no earlier model that could have had the feature.
    let before = if role == Role::PretrainControl { after } else { pretrained };
    Some(Evidence {
        before,
        after,
        pruning: gpt_evidence::pruning(record, role, after),
        // Whether a story was asked for with the feature and whether it has it are not two answers to one question.
        probe: gpt_evidence::probe(record, role, false),
        revival: gpt_evidence::revival(record, role, COMPARED * pretrained.percent()),
        undone: gpt_evidence::undone(record, role),
        started: started(record, role),
    })
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
