//! What comes into the lab from outside: results of a link, runs of a file, and runs of other views.

use super::state::Lab;
use crate::experiment::{Checkpoint, CollectedRun, Record, Role, Route};
use crate::model::Weights;
use crate::page::storage::{Origin, StoredRun};
use leptos::prelude::*;

impl Lab {
    /// Takes the curves that a link brought; the same link opened twice brings them once.
    pub(in crate::page) fn receive(self, record: Record) {
        let same = |e: &StoredRun| e.origin == Origin::Sender && e.record == record;
        if let Some(number) = self.runs.with_untracked(|runs| runs.iter().find(|e| same(e)).map(|e| e.number)) {
            return self.shown.set(Some(number));
        }
        let run = StoredRun::new(Origin::Sender, record);
        self.shown.set(Some(run.number));
        self.runs.update(|runs| runs.push(run));
    }

    /// Takes a run with its models, keeps it, and says its number.
    pub(super) fn take_in(self, run: CollectedRun, origin: Origin) -> u32 {
        let CollectedRun { name, notes, record, models, .. } = run;
        let entry = StoredRun { name, notes, ..StoredRun::new(origin, record) };
        let number = entry.number;
        self.runs.update(|runs| runs.push(entry));
        self.write_run(number);
        for model in models {
            self.write_model(number, &model);
            self.models.keep(number, model.history.stage.role, model.weights);
        }
        number
    }

    /// Takes a run that another view trained, with its models, and shows it in the lab.
    pub(in crate::page) fn show_run(self, name: &str, record: Record, models: Vec<(Role, Weights)>) {
        let model = |(role, weights)| Some(Checkpoint::of(&record, record.stage(role)?, weights));
        let models = models.into_iter().filter_map(model).collect();
        let spec = record.spec.clone();
        let (name, notes, origin) = (name.to_owned(), String::new(), String::new());
        let number = self.take_in(CollectedRun { name, notes, origin, record, models }, Origin::View);
        self.adopt(spec);
        self.shown.set(Some(number));
        self.store.route.set(Route::Lab);
    }
}
