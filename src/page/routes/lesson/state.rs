//! The lesson's state: its two experiments, the step on show, and what the visitor guessed.

use super::frame::Steps;
use super::guess::Guess;
use super::play::Play;
use super::steps::Step;
use super::trial::Trial;
use crate::experiment::{Role, Route};
use crate::page::inference_worker::InferenceWorker;
use crate::page::routes::lab::Lab;
use crate::page::store::Store;
use crate::setups::grammar::{GrammarSpec, Preset};
use leptos::prelude::*;

/// The rate at which the lesson fine-tunes first: the answers go, and the skill stays.
const WRAPPING: f64 = 3e-4;
/// The destructive one.
const DESTRUCTIVE: f64 = 1e-2;

/// The stage that fine-tunes, in both experiments.
pub(super) const TUNED: Role = Role::FineTune { rate: 0 };

/// All of the lesson's state; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Lesson {
    pub(super) store: Store,
    /// Which step is on show.
    pub(super) steps: Steps<Step>,
    /// The experiment of all steps but one.
    pub(super) first: Trial,
    /// The one at a destructive rate.
    pub(super) second: Trial,
    /// What the visitor thinks became of the skill, before the instruments tell.
    pub(super) guess: RwSignal<Option<Guess>>,
    /// How much of each figure has been shown.
    pub(super) play: Play,
    /// Answers questions to the models.
    pub(super) inference: StoredValue<InferenceWorker, LocalStorage>,
}

impl Lesson {
    pub(super) fn new(store: Store, lab: Lab) -> Self {
        let wrapping = GrammarSpec { fine_tune_rates: vec![WRAPPING], ..Preset::Quick.spec() };
        let destructive = GrammarSpec { fine_tune_rates: vec![DESTRUCTIVE], ..Preset::Erase.spec() };
        let lesson = Self {
            store,
            steps: Steps::from(Step::Meet),
            first: Trial::new(store, lab, Route::Lesson, wrapping.into()),
            second: Trial::new(store, lab, Route::Lesson, destructive.into()),
            guess: RwSignal::new(None),
            play: Play::new(),
            inference: StoredValue::new_local(InferenceWorker::default()),
        };
        lesson.first.fetch();
        lesson.second.fetch();
        // The second experiment runs while the room reads what came of the first.
        Effect::new(move |_| {
            if lesson.first.is_finished() && lesson.first.was_run() {
                lesson.second.start();
            }
        });
        lesson
    }

    /// The experiment that a step is about.
    pub(super) fn trial(self, step: Step) -> Trial {
        if step == Step::Destroy { self.second } else { self.first }
    }
}
