//! The list of runs: choosing, naming, noting, laying over, duplicating, deleting and taking that back.

use super::state::Lab;
use crate::experiment::{Checkpoint, LONGEST_NAME, LONGEST_NOTES, ModelRef, Record, Role, cut};
use crate::model::{CompiledWeights, Weights};
use crate::page::storage::StoredRun;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

impl Lab {
    /// The run `number`.
    pub(super) fn entry(self, number: u32) -> Option<StoredRun> {
        self.runs.with_untracked(|runs| runs.iter().find(|e| e.number == number).cloned())
    }

    /// Whether run `number` is under way.
    pub(super) fn is_under_way(self, number: u32) -> bool {
        !self.run.is_idle() && self.at_work.get() == Some(number)
    }

    /// Shows a run, with its models where the browser keeps them.
    pub(super) fn select(self, number: u32) {
        let Some(entry) = self.entry(number) else { return };
        spawn_local(async move {
            self.bring_models(&entry).await;
            self.overlaid.update(|all| {
                all.remove(&number);
            });
            self.shown.set(Some(number));
        });
    }

    /// Has the models of a run at hand for the instruments.
    pub(super) async fn bring_models(self, entry: &StoredRun) {
        let missing = |s: &&crate::experiment::StageRecord| {
            s.seconds.is_some() && self.models.trained(entry.number, s.role).is_none()
        };
        if entry.record.stages.iter().any(|s| missing(&s)) {
            for checkpoint in self.checkpoints(entry).await {
                self.models.keep(entry.number, checkpoint.history.stage.role, checkpoint.weights);
            }
        }
    }

    /// The compiled models of the run on show that are at hand, each with its name: before fine-tuning, then in the order of the stages.
    pub(in crate::page) fn models_of(self, record: &Record) -> Vec<(String, CompiledWeights)> {
        let Some(number) = self.shown.get() else { return Vec::new() };
        let trained = record.stages.iter().map(|s| ModelRef::After(s.role));
        // The control answers along directions of its own.
        let asked = |model: &ModelRef| *model != ModelRef::After(Role::ReviveControl);
        std::iter::once(ModelRef::Initial)
            .chain(trained.filter(asked))
            .filter_map(|model| {
                let weights = CompiledWeights::of(&*self.models.get(number, record, model)?)?;
                Some((record.spec.model_label(model), weights))
            })
            .collect()
    }

    /// The weights of a model of the run on show, once they are at hand.
    pub(in crate::page::routes) fn weights_of(self, record: &Record, model: ModelRef) -> Option<Arc<Weights>> {
        self.models.get(self.shown.get()?, record, model)
    }

    fn change_entry(self, number: u32, change: impl FnOnce(&mut StoredRun)) {
        self.runs.update(|runs| {
            if let Some(entry) = runs.iter_mut().find(|e| e.number == number) {
                change(entry);
            }
        });
        self.write_words(number);
    }

    /// Leaves a run out of the list.
    pub(super) fn leave_out(self, number: u32) {
        self.models.forget(number);
        self.runs.update(|runs| runs.retain(|e| e.number != number));
        self.overlaid.update(|all| {
            all.remove(&number);
        });
        if self.shown.get_untracked() == Some(number) {
            self.shown.set(self.runs.with_untracked(|runs| runs.last().map(|e| e.number)));
        }
    }

    /// Gives a run a name.
    pub(super) fn rename(self, number: u32, name: &str) {
        self.change_entry(number, |entry| entry.name = cut(name.trim(), LONGEST_NAME));
    }

    /// Writes notes to a run.
    pub(super) fn note(self, number: u32, notes: &str) {
        self.change_entry(number, |entry| entry.notes = cut(notes, LONGEST_NOTES));
    }

    /// Draws a run's curves thin beside those of the run on show, or no longer.
    pub(super) fn lay_over(self, number: u32) {
        self.overlaid.update(|all| {
            if !all.remove(&number) {
                all.insert(number);
            }
        });
    }

    /// Sets the experiment of a run, seed and initial weights included, to be changed and started.
    pub(super) fn duplicate(self, number: u32) {
        if let Some(entry) = self.entry(number) {
            self.adopt(entry.record.spec);
        }
    }

    /// Deletes a run, and offers to take that back.
    pub(super) fn delete(self, number: u32) {
        let Some(entry) = self.entry(number) else { return };
        spawn_local(async move {
            if self.claim(&entry).await.is_none() {
                return;
            }
            // Taken out of the store first, so that all of it can come back.
            let models = self.checkpoints(&entry).await;
            self.drop_kept(entry.id.clone());
            self.leave_out(number);
            let title = entry.title();
            let back = StoredValue::new((entry, models));
            self.store.notices.offer(
                "deleted",
                format!("Run {number} ({title}) is deleted."),
                "Undo",
                Callback::new(move |()| back.with_value(|(entry, models)| self.put_back(entry, models))),
            );
        });
    }

    fn put_back(self, entry: &StoredRun, models: &[Checkpoint]) {
        let number = entry.number;
        self.runs.update(|runs| {
            let place = runs.partition_point(|e| e.number < number);
            runs.insert(place, entry.clone());
        });
        self.write_run(number);
        for model in models {
            self.write_model(number, model);
            self.models.keep(number, model.history.stage.role, model.weights.clone());
        }
        self.select(number);
    }
}
