//! What comes into the lab from outside: results of a link, runs of a file, and runs of the sweeps.

use super::{Entry, Lab, Origin};
use crate::engine::Run;
use crate::experiment::{Checkpoint, Collected, CollectedRun, Record, Route, collection_from_bytes, record_from_json};
use leptos::prelude::*;

/// What a file holds, to be looked at before it is taken.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) struct Brought {
    /// Its runs.
    pub(in crate::app) runs: Vec<CollectedRun>,
    /// A sentence for each part that cannot be taken.
    pub(in crate::app) refused: Vec<String>,
}

/// Reads a file of this page by what is in it: a zip of runs, a model, or a record.
///
/// # Errors
/// A sentence when it is none of them.
pub(in crate::app) fn read_file(name: &str, bytes: &[u8]) -> Result<Brought, String> {
    if bytes.starts_with(b"PK") {
        let Collected { runs, refused } = collection_from_bytes(bytes).map_err(|e| e.to_string())?;
        return Ok(Brought { runs, refused });
    }
    let run = if name.ends_with(".safetensors") {
        let checkpoint = Checkpoint::from_bytes(bytes).map_err(|e| e.to_string())?;
        let role = checkpoint.history.stage.role;
        let mut run = Run::new(checkpoint.history.spec.clone()).map_err(|e| e.to_string())?;
        let device = checkpoint.history.stage.device.clone();
        run.adopt(checkpoint.clone(), role, &device).map_err(|e| e.to_string())?;
        CollectedRun {
            name: String::new(),
            notes: String::new(),
            record: run.record().clone(),
            models: vec![checkpoint],
        }
    } else {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| "it is neither a record nor a model nor a file of runs of this page".to_owned())?;
        let record = record_from_json(text).map_err(|e| e.to_string())?;
        CollectedRun { name: String::new(), notes: String::new(), record, models: Vec::new() }
    };
    Ok(Brought { runs: vec![run], refused: Vec::new() })
}

impl Lab {
    /// Takes the curves that a link brought; the same link opened twice brings them once.
    pub(super) fn receive(self, record: Record) {
        let same = |e: &Entry| e.origin == Origin::Sender && e.record == record;
        if let Some(number) = self.runs.with_untracked(|runs| runs.iter().find(|e| same(e)).map(|e| e.number)) {
            return self.shown.set(Some(number));
        }
        let number = self.next_number();
        self.runs.update(|runs| runs.push(Entry::new(number, Origin::Sender, record)));
        self.shown.set(Some(number));
    }

    /// Takes a run with its models, keeps it, and says its number.
    pub(in crate::app) fn take_in(self, run: CollectedRun) -> u32 {
        let number = self.next_number();
        let CollectedRun { name, notes, record, models } = run;
        let entry = Entry { name, notes, ..Entry::new(number, Origin::File, record) };
        self.runs.update(|runs| runs.push(entry));
        self.write_run(number);
        for model in models {
            self.write_model(number, &model);
            self.models.keep(number, model.history.stage.role, model.weights);
        }
        number
    }

    /// Takes the runs of a file that another part of the page made, and shows the last of them in the lab.
    ///
    /// # Errors
    /// A sentence when the bytes are no such file.
    pub(in crate::app) fn open_file(self, name: &str, bytes: &[u8]) -> Result<usize, String> {
        let Brought { runs, refused } = read_file(name, bytes)?;
        refused.into_iter().for_each(|sentence| self.notice(sentence));
        let count = runs.len();
        let last = runs.into_iter().fold(None, |_, run| Some(self.take_in(run)));
        if let Some(entry) = last.and_then(|number| self.entry(number)) {
            self.adopt(entry.record.spec);
            self.shown.set(Some(entry.number));
            self.route.set(Route::Lab);
        }
        Ok(count)
    }
}
