//! What comes into the lab from outside: results of a link, runs of a file, and runs of the sweeps.

use super::{Entry, Lab, Origin};
use crate::app::parts::annex;
use crate::engine::{decode, encode};
use crate::experiment::{Checkpoint, PackedRun, Record, Route, checked_record};
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

/// What a file holds, to be looked at before it is taken.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) struct Brought {
    /// Its runs.
    pub(in crate::app) runs: Vec<PackedRun>,
    /// A sentence for each part that cannot be taken.
    pub(in crate::app) refused: Vec<String>,
}

/// Reads a file of this page by what is in it: a zip of runs, a model, or a record.
///
/// # Errors
/// A sentence when it is none of them.
pub(in crate::app) async fn read_file(name: &str, bytes: &[u8]) -> Result<Brought, String> {
    let given = Array::of2(&JsValue::from_str(name), &Uint8Array::from(bytes));
    let found: Uint8Array = annex("read", &given).await?.dyn_into().map_err(|_| "nothing came back".to_owned())?;
    let (runs, refused) = decode(&found.to_vec()).map_err(|e| e.to_string())?;
    Ok(Brought { runs, refused })
}

/// A zip of runs.
///
/// # Errors
/// A sentence when it cannot be made.
pub(in crate::app) async fn zip_of(runs: &[PackedRun]) -> Result<Vec<u8>, String> {
    let packed = encode(&runs).map_err(|e| e.to_string())?;
    let found = annex("zip", &Array::of1(&Uint8Array::from(packed.as_slice()))).await?;
    Ok(found.dyn_into::<Uint8Array>().map_err(|_| "nothing came back".to_owned())?.to_vec())
}

/// What the annex's function `name` writes of `value`.
async fn written<T: Serialize>(name: &str, value: &T) -> Result<String, String> {
    let packed = encode(value).map_err(|e| e.to_string())?;
    let found = annex(name, &Array::of1(&Uint8Array::from(packed.as_slice()))).await?;
    found.as_string().ok_or_else(|| "nothing came back".to_owned())
}

/// A record as JSON.
///
/// # Errors
/// A sentence when it cannot be made.
pub(in crate::app) async fn json_of(record: &Record) -> Result<String, String> {
    written("json", record).await
}

/// A record's curves as CSV.
///
/// # Errors
/// A sentence when it cannot be made.
pub(in crate::app) async fn curves_of(record: &Record) -> Result<String, String> {
    written("curves", record).await
}

/// A table as CSV.
///
/// # Errors
/// A sentence when it cannot be made.
pub(in crate::app) async fn csv_of(rows: &[Vec<String>]) -> Result<String, String> {
    written("csv", &rows).await
}

/// A link and its QR code.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) struct Shared {
    /// The link.
    pub(in crate::app) address: String,
    /// The code as SVG text; none where the link is too long for one.
    pub(in crate::app) code: Option<String>,
}

/// The link to a record's experiment, with its curves if wanted.
///
/// # Errors
/// A sentence when it cannot be made.
pub(in crate::app) async fn shared(record: &Record, with_results: bool) -> Result<Shared, String> {
    let packed = encode(record).map_err(|e| e.to_string())?;
    let given = Array::of2(&Uint8Array::from(packed.as_slice()), &JsValue::from_bool(with_results));
    let made: Array = annex("share", &given).await?.dyn_into().map_err(|_| "nothing came back".to_owned())?;
    let address = made.get(0).as_string().ok_or_else(|| "nothing came back".to_owned())?;
    Ok(Shared { address, code: made.get(1).as_string() })
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
    pub(in crate::app) fn take_in(self, run: PackedRun) -> u32 {
        let number = self.next_number();
        let PackedRun { name, notes, record, models } = run;
        let entry = Entry { name, notes, ..Entry::new(number, Origin::File, record) };
        self.runs.update(|runs| runs.push(entry));
        self.write_run(number);
        for bytes in models {
            match Checkpoint::from_bytes(&bytes) {
                Ok(model) => {
                    self.write_model(number, &model);
                    self.models.keep(number, model.history.stage.role, model.weights);
                }
                Err(error) => self.notice(format!("A model of run {number} cannot be used: {error}.")),
            }
        }
        number
    }

    /// Takes packed runs that another part of the page made, and shows the last of them in the lab. Says how many there were.
    ///
    /// # Errors
    /// A sentence when the bytes are none, or a record in them is not possible.
    pub(in crate::app) fn open_packed(self, bytes: &[u8]) -> Result<u32, String> {
        let runs: Vec<PackedRun> = decode(bytes).map_err(|e| e.to_string())?;
        for run in &runs {
            checked_record(run.record.clone()).map_err(|e| e.to_string())?;
        }
        let count = runs.len() as u32;
        let last = runs.into_iter().fold(None, |_, run| Some(self.take_in(run)));
        if let Some(entry) = last.and_then(|number| self.entry(number)) {
            self.adopt(entry.record.spec);
            self.shown.set(Some(entry.number));
            self.route.set(Route::Lab);
        }
        Ok(count)
    }
}
