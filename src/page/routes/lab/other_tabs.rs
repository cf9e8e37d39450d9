//! The lab in several tabs: each shows what the others keep, and one at a time works on a run.

use super::state::Lab;
use crate::page::storage::{Changes, Claim, StoredRun, claim_run};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

impl Lab {
    /// Hears what other tabs write and delete.
    pub(super) fn follow_other_tabs(self) {
        let heard = move |id: String| spawn_local(async move { self.read_again(&id).await });
        self.changes.set_value(Changes::listen(heard).map(Rc::new));
        // A page that is left may be kept asleep, so that “back” shows it again. It must not hold a run then that nobody else could go on with.
        let _listening = [
            window_event_listener_untyped("pagehide", move |_| self.give_claim_back()),
            window_event_listener_untyped("pageshow", move |_| self.claim_again()),
        ];
    }

    /// Claims the run under way again after the page was asleep; if another tab has gone on with it, it ends here.
    fn claim_again(self) {
        let at_work = self.at_work.get_untracked().filter(|_| !self.run.is_idle_now());
        let Some(run) = at_work.and_then(|number| self.entry(number)) else { return };
        if self.claim.with_value(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match self.claim(&run).await {
                Some(claim) => self.claim.set_value(Some(claim)),
                None => self.cancel(),
            }
        });
    }

    pub(super) fn tell_other_tabs(self, id: &str) {
        if let Some(changes) = self.changes.get_value() {
            changes.tell(id);
        }
    }

    /// Takes over what another tab wrote of a run.
    async fn read_again(self, id: &str) {
        let Some(store) = self.run_store.get_value() else { return };
        let own = self.runs.with_untracked(|runs| runs.iter().find(|run| run.id == id).cloned());
        match (store.one(id).await, own) {
            (Ok(Some(kept)), own) => self.show_as_kept(kept, own.is_some()).await,
            (Ok(None), Some(own)) => self.leave_out(own.number),
            (Ok(None), None) => {}
            (Err(message), _) => self.notice(format!("What another tab kept could not be read: {message}.")),
        }
    }

    async fn show_as_kept(self, kept: StoredRun, is_listed: bool) {
        let number = kept.number;
        self.runs.update(|runs| {
            let place = runs.partition_point(|run| run.number < number);
            match runs.iter_mut().find(|run| run.id == kept.id) {
                Some(own) => {
                    let record = own.record.clone().merged(kept.record.clone());
                    *own = StoredRun { record, number: own.number, ..kept.clone() };
                }
                None => runs.insert(place, kept.clone()),
            }
        });
        if is_listed && self.shown.get_untracked() == Some(number) {
            self.bring_models(&kept).await;
        }
    }

    /// The right to work on a run; none, said to the visitor, where another tab works on it.
    pub(super) async fn claim(self, run: &StoredRun) -> Option<Claim> {
        match claim_run(&run.id).await {
            Ok(Some(claim)) => Some(claim),
            Ok(None) => {
                self.notice(format!("Run {} is under way in another tab of this browser.", run.number));
                None
            }
            Err(message) => {
                self.notice(format!("Whether another tab works on run {} is not known: {message}.", run.number));
                None
            }
        }
    }

    /// Lets other tabs work on the run that was under way.
    pub(super) fn give_claim_back(self) {
        self.claim.set_value(None);
    }
}
