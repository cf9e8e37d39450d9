//! What all views share: which of them is on show, what is to be said to the visitor, and which of them train.

use super::notices::Notices;
use crate::experiment::Route;
use leptos::prelude::*;

/// The page's state; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Store {
    /// The view on show.
    pub(super) route: RwSignal<Route>,
    /// What is to be said.
    pub(super) notices: Notices,
    /// The view of every run that has workers at work.
    training: RwSignal<Vec<Route>>,
}

impl Store {
    pub(super) fn new() -> Self {
        Self { route: RwSignal::new(Route::Front), notices: Notices::new(), training: RwSignal::new(Vec::new()) }
    }

    /// Says something to the visitor.
    pub(super) fn say(self, text: String) {
        self.notices.say(text);
    }

    /// Whether `view` trains at the moment: another run would share the cores with it.
    pub(super) fn trains(self, view: Route) -> bool {
        self.training.with_untracked(|all| all.contains(&view))
    }

    /// Notes that a run of `view` has workers at work from now on, or no longer.
    pub(super) fn set_training(self, view: Route, trains: bool) {
        self.training.update(|all| {
            if trains {
                all.push(view);
            } else if let Some(at) = all.iter().position(|other| *other == view) {
                all.remove(at);
            }
        });
    }
}
