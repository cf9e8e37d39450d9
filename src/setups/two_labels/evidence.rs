//! Which measurements of an experiment on texts with two labels are the evidence on a model.

use crate::analysis::Evidence;
use crate::experiment::{REVIVED, Record, Role};
use crate::setups::gpt_evidence::{at_the_end, probe, pruning, revival, undone};

/// What is known of the skill in the model that `role` ended with. None before that stage is finished.
pub(in crate::setups) fn evidence(record: &Record, role: Role) -> Option<Evidence> {
    let after = at_the_end(record, role)?;
    // The control is judged against itself: it has no earlier model that could have had the skill.
    let before = if role == Role::PretrainControl { after } else { at_the_end(record, Role::Pretrain)? };
    Some(Evidence {
        before,
        after,
        pruning: pruning(record, role, after),
        probe: probe(record, role, true),
        revival: revival(record, role, REVIVED),
        undone: undone(record, role),
        started: None,
    })
}
