//! The state of the lesson on stories: its experiment, the step on show, and what the visitor guessed.

use super::steps::Step;
use crate::experiment::{Role, Route};
use crate::page::inference_worker::InferenceWorker;
use crate::page::routes::lab::Lab;
use crate::page::routes::lesson::{Steps, Trial};
use crate::page::store::Store;
use crate::setups::stories::{Fate, Lost, StoriesSpec};
use leptos::prelude::*;

/// The stage that fine-tunes.
pub(super) const TUNED: Role = Role::FineTune { rate: 0 };
/// The stage that teaches the fine-tuned model twists again.
pub(super) const REVIVED: Role = Role::Revive { rate: 0 };

/// How soon twists are back, as a visitor may guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Soon {
    Tens,
    Hundreds,
    Thousands,
}

impl Soon {
    /// Which guess so many steps are.
    pub(super) fn of(steps: u32) -> Self {
        match steps {
            0..100 => Self::Tens,
            100..1000 => Self::Hundreds,
            _ => Self::Thousands,
        }
    }
}

/// All of the lesson's state; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct StoriesLesson {
    pub(super) store: Store,
    pub(super) steps: Steps<Step>,
    /// Its experiment: Randomisation at M.
    pub(super) trial: Trial,
    /// What the visitor thinks fine-tuning does.
    pub(super) loses: RwSignal<Option<Lost>>,
    /// How soon the visitor thinks twists are back.
    pub(super) soon: RwSignal<Option<Soon>>,
    /// Lets models write.
    pub(super) inference: StoredValue<InferenceWorker, LocalStorage>,
}

impl StoriesLesson {
    pub(super) fn new(store: Store, lab: Lab) -> Self {
        let lesson = Self {
            store,
            steps: Steps::from(Step::Twist),
            trial: Trial::new(store, lab, Route::StoriesLesson, StoriesSpec::of_lesson().into()),
            loses: RwSignal::new(None),
            soon: RwSignal::new(None),
            inference: StoredValue::new_local(InferenceWorker::default()),
        };
        lesson.trial.fetch();
        lesson
    }

    /// What became of the twist so far; none before fine-tuning has ended.
    pub(super) fn fate(self) -> Option<Fate> {
        self.trial.record.with(|record| Fate::of(record.as_ref()?))
    }

    /// Opens the models of this visit in the view of stories.
    pub(super) fn open_in_stories(self) {
        self.trial.open_in_lab();
        self.store.route.set(Route::Stories);
    }
}
