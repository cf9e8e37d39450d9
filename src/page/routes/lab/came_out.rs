//! What came of a run's fine-tuned models, in a word and a small picture each.

use super::state::Lab;
use crate::analysis::Verdict;
use crate::chart::silhouette;
use crate::experiment::{Role, verdict};
use crate::page::storage::{Origin, StoredRun};
use leptos::prelude::*;

/// What is known of a finished run's fine-tuned models, in the order of their rates.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CameOut {
    /// The place of each rate, with its verdict. None of a sender's run: what its instruments found is not in the link, and without it a
    /// verdict would be another.
    pub(super) verdicts: Vec<(u32, Verdict)>,
    /// The models as small pictures.
    pub(super) silhouettes: String,
}

impl CameOut {
    fn of(run: &StoredRun) -> Self {
        if !run.is_finished() {
            return Self::default();
        }
        let record = &run.record;
        let judged = record.spec.judged().into_iter();
        let tuned: Vec<(u32, Role)> = judged
            .filter(|role| matches!(role, Role::FineTune { .. }))
            .filter_map(|role| Some((role.rate()?, role)))
            .collect();
        let of = |(rate, role): &(u32, Role)| Some((*rate, verdict(&[record], *role)?.verdict));
        let is_told = run.origin != Origin::Sender;
        Self {
            verdicts: if is_told { tuned.iter().filter_map(of).collect() } else { Vec::new() },
            silhouettes: tuned.iter().map(|(_, role)| silhouette(record, *role)).collect(),
        }
    }
}

/// What came of the run `number`. Curves grow many times a second: it is worked out when the run ends, and when an instrument found more.
pub(super) fn came_out(lab: Lab, number: Signal<Option<u32>>) -> Memo<CameOut> {
    let known = Memo::new(move |_| {
        let number = number.get()?;
        lab.runs.with(|runs| {
            let run = runs.iter().find(|run| run.number == number)?;
            Some((number, run.record.fingerprint.clone()?, run.record.analyses.len()))
        })
    });
    Memo::new(move |_| {
        let Some((number, ..)) = known.get() else { return CameOut::default() };
        lab.entry(number).map(|run| CameOut::of(&run)).unwrap_or_default()
    })
}
