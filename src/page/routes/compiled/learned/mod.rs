//! Learned skills in the view of programs: the model learns the program's answers from strings instead of being compiled from its text.

mod answers;
mod facts;
mod inside;
mod twin;

pub(super) use answers::Answers;
pub(super) use facts::StringFacts;
pub(super) use inside::Inside;
pub(super) use twin::Twins;

use crate::experiment::{Record, Spec};
use crate::page::routes::lab::Lab;
use crate::setups::compiled::{CompiledInstruments, CompiledSpec};
use crate::setups::learned::LearnedSpec;
use leptos::prelude::*;

/// How a model comes by the program's skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ComesBy {
    /// The program is compiled to weights.
    Compiling,
    /// A GPT learns from strings that the program labels.
    Learning,
}

impl ComesBy {
    /// What the lab's experiment says.
    pub(super) fn of(lab: Lab) -> Memo<Self> {
        Memo::new(move |_| {
            lab.spec.with(|spec| if spec.of::<LearnedSpec>().is_some() { Self::Learning } else { Self::Compiling })
        })
    }

    /// The experiment on the same program, with the same shortcut and seed, whose skill is come by so.
    pub(super) fn spec(self, lab: Lab, twin: &Spec) -> Option<Spec> {
        let compiled =
            twin.of::<CompiledSpec>().cloned().or_else(|| Some(twin.of::<LearnedSpec>()?.compiled_twin()))?;
        let base = untrack(|| {
            lab.spec_of_setup(match self {
                Self::Compiling => "compiled",
                Self::Learning => "learned",
            })
        });
        Some(match self {
            Self::Compiling => {
                let base = base.of::<CompiledSpec>().cloned().unwrap_or_else(|| CompiledSpec {
                    instruments: CompiledInstruments::Verdict,
                    ..CompiledSpec::counter()
                });
                let CompiledSpec { source, offset, seed, c_tr, .. } = compiled;
                CompiledSpec { source, offset, seed, c_tr, ..base }.into()
            }
            Self::Learning => {
                let base = base.of::<LearnedSpec>().cloned().unwrap_or_else(LearnedSpec::counter);
                let LearnedSpec { source, offset, seed, c_tr, .. } = LearnedSpec::twin_of(&compiled);
                LearnedSpec { source, offset, seed, c_tr, ..base }.into()
            }
        })
    }
}

/// The run on show, where its skill is learned.
pub(super) fn learned_record(lab: Lab) -> Memo<Option<Record>> {
    Memo::new(move |_| lab.shown_record().filter(|record| record.spec.of::<LearnedSpec>().is_some()))
}
