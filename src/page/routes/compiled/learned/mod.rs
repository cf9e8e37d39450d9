//! Learned skills in the view of programs: the model learns the program's answers from strings instead of being compiled from its text.

mod answers;
mod facts;
mod twin;

pub(super) use answers::Answers;
pub(super) use facts::StringFacts;
pub(super) use twin::Twins;

use crate::experiment::{Record, Spec};
use crate::page::routes::lab::Lab;
use crate::setups::compiled::COMPILED;
use crate::setups::learned::{LEARNED, LearnedSpec};
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

    /// The experiment on the same program, with the same shortcut and seed, whose skill is come by so; otherwise as it was set last.
    pub(super) fn spec(self, lab: Lab, twin: &Spec) -> Option<Spec> {
        let setup = match self {
            Self::Compiling => COMPILED.key,
            Self::Learning => LEARNED.key,
        };
        let base = untrack(|| lab.spec_of_setup(setup));
        SHARED.into_iter().try_fold(base, |spec, key| spec.with(key, &twin.get(key)?).ok())
    }
}

/// The settings that a program's compiled and learned experiments share, and twins have alike: program, shortcut and seed.
const SHARED: [&str; 4] = ["source", "offset", "c_tr", "seed"];

/// Their values; none where it is of no program.
pub(super) fn shared(spec: &Spec) -> Option<Vec<String>> {
    SHARED.into_iter().map(|key| spec.get(key)).collect()
}

/// The run on show, where its skill is learned.
pub(super) fn learned_record(lab: Lab) -> Memo<Option<Record>> {
    Memo::new(move |_| lab.shown_record().filter(|record| record.spec.of::<LearnedSpec>().is_some()))
}
