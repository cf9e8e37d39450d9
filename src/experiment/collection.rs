//! One file for many runs: a zip with each run's Record, curves and trained models, which any program can open and this page reads back.

use super::checkpoint::Checkpoint;
use super::error::shortened;
use super::json::to_json;
use super::record::Record;
use super::record_file::record_to_json;
use super::role::Role;
use super::table::to_csv;
use super::zip_file::{ZipError, ZipWriter};
use crate::VERSION;
use flate2::Compression;
use serde::{Deserialize, Serialize};

/// The list of runs in the file.
pub(super) const LIST: &str = "unwrap-lab.json";
/// Version of the file's form.
pub(super) const FORM: u32 = 1;
/// Longest name and longest notes of a run, in characters.
pub const LONGEST_NAME: usize = 80;
/// Longest notes of a run, in characters.
pub const LONGEST_NOTES: usize = 4_000;

/// A run with what its owner wrote about it, and its trained models.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectedRun {
    /// Its name.
    pub name: String,
    /// What its owner noted.
    pub notes: String,
    /// Where the page that wrote the file had it from, in words, by its own account.
    pub origin: String,
    /// What came out.
    pub record: Record,
    /// Finished stages, each with its model.
    pub models: Vec<Checkpoint>,
}

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected {
    /// Runs that can be shown.
    pub runs: Vec<CollectedRun>,
    /// A sentence for each part that cannot.
    pub refused: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct List {
    pub(super) form: u32,
    pub(super) version: String,
    pub(super) runs: Vec<Listed>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Listed {
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) notes: String,
    /// Versions up to 0.5.0 did not write it.
    #[serde(default)]
    pub(super) origin: String,
    pub(super) models: Vec<String>,
}

/// Why a file could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CollectionError {
    /// It is no zip, or a damaged one.
    #[error("the file is no zip that can be read ({0})")]
    Zip(String),
    /// It has no list of runs, or one of another form.
    #[error("the file has no list of this page's runs ({0})")]
    List(String),
    /// It would be larger than what this page unpacks.
    #[error("the file is too large to be unpacked here")]
    Large,
    /// A part could not be written.
    #[error("a part of the file could not be written ({0})")]
    Part(String),
}

impl From<ZipError> for CollectionError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Large => Self::Large,
            error => Self::Zip(shortened(&error.to_string())),
        }
    }
}

/// The name of a stage's model in a file.
pub fn model_name(role: Role) -> String {
    match role.rate() {
        Some(rate) => format!("{}-{}.safetensors", role.name(), rate + 1),
        None => format!("{}.safetensors", role.name()),
    }
}

/// `text` without its end where it is longer than `longest` characters.
pub fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

/// The file's bytes.
///
/// # Errors
/// When a part cannot be written.
pub fn collection_to_bytes(runs: &[CollectedRun]) -> Result<Vec<u8>, CollectionError> {
    let part = |e: &dyn std::fmt::Display| CollectionError::Part(e.to_string());
    let mut zip = ZipWriter::new();
    let text = Compression::default();
    // Trained weights hardly get smaller.
    let weights = Compression::none();
    let mut list = List { form: FORM, version: VERSION.to_owned(), runs: Vec::new() };
    for (index, run) in runs.iter().enumerate() {
        let folder = format!("run-{}", index + 1);
        let json = record_to_json(&run.record, &run.origin).map_err(|e| part(&e))?;
        zip.put(&format!("{folder}/record.json"), json.as_bytes(), text)?;
        let csv = to_csv(&run.record, &run.origin).map_err(|e| part(&e))?;
        zip.put(&format!("{folder}/curves.csv"), csv.as_bytes(), text)?;
        let mut models = Vec::new();
        for model in &run.models {
            let name = model_name(model.history.stage.role);
            zip.put(&format!("{folder}/{name}"), &model.to_bytes().map_err(|e| part(&e))?, weights)?;
            models.push(name);
        }
        let (name, notes, origin) = (run.name.clone(), run.notes.clone(), run.origin.clone());
        list.runs.push(Listed { folder, name, notes, origin, models });
    }
    let json = to_json(&list).map_err(|e| part(&e))?;
    zip.put(LIST, json.as_bytes(), text)?;
    Ok(zip.finish()?)
}

#[cfg(test)]
mod tests {
    use super::super::collection_from_bytes;
    use super::super::{History, Plan, Point, Values};
    use super::*;
    use crate::model::initial_weights;
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;

    fn run(name: &str) -> CollectedRun {
        let spec = Preset::Micro.spec();
        let plan = Plan::new(spec.clone()).unwrap();
        let mut record = Record::empty(&plan);
        let values = Values::of_shares([Accuracy { correct: 3, n: spec.held_out }; 4]);
        let mut models = Vec::new();
        for (stage, planned) in record.stages.iter_mut().zip(&plan.stages).take(2) {
            let point = |step: &u32| Point { step: *step, loss: (*step > 0).then_some(0.1), values: values.clone() };
            stage.points = planned.measured_at.iter().map(point).collect();
            stage.seconds = Some(0.25);
            stage.device = "cpu".to_owned();
            models.push(Checkpoint {
                history: History { version: VERSION.to_owned(), spec: spec.clone().into(), stage: stage.clone() },
                weights: initial_weights(spec.model().unwrap(), 1),
            });
        }
        let (notes, origin) = ("what I saw: ümläuts & <tags>".to_owned(), "trained here".to_owned());
        CollectedRun { name: name.to_owned(), notes, origin, record, models }
    }

    #[test]
    fn a_file_gives_back_every_run_with_its_models() {
        let runs = [run("first"), run("second")];
        let bytes = collection_to_bytes(&runs).unwrap();
        assert_eq!(collection_from_bytes(&bytes).unwrap(), Collected { runs: runs.to_vec(), refused: Vec::new() });
    }

    #[test]
    fn what_is_wrong_in_a_file_is_told_and_the_rest_is_taken() {
        let (mut changed, good) = (run("changed"), run("good"));
        changed.record.stages[0].points[1].values.shares[0].correct = 4_000_000;
        let mut other = run("of another");
        other.models[0].history.spec.set("seed", "99").unwrap();
        let mut forged = run("forged");
        forged.record.fingerprint = Some(forged.record.results_hash());
        forged.record.stages[0].points[1].values.shares[0].correct += 1;
        let bytes = collection_to_bytes(&[changed, good.clone(), other, forged]).unwrap();
        let found = collection_from_bytes(&bytes).unwrap();
        assert_eq!(found.runs.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["good", "of another"]);
        assert_eq!((&found.runs[0], found.runs[1].models.len()), (&good, 1));
        assert_eq!(found.refused.len(), 3, "{:?}", found.refused);
        assert!(found.refused[2].contains("somebody changed them"), "{:?}", found.refused);
    }

    #[test]
    fn bytes_that_are_no_such_file_are_refused_in_words() {
        let whole = collection_to_bytes(&[run("one")]).unwrap();
        for bytes in [&b"PK"[..], &[0; 300], &whole[..whole.len() / 2]] {
            assert!(matches!(collection_from_bytes(bytes), Err(CollectionError::Zip(_))));
        }
        let mut zip = ZipWriter::new();
        zip.put("hello.txt", b"", Compression::default()).unwrap();
        let bytes = zip.finish().unwrap();
        assert!(collection_from_bytes(&bytes).is_err());
    }
}
