//! Files of runs and tables: what the page writes, and how it reads what a visitor brings.

use super::limit::pause;
use crate::experiment::{
    Checkpoint, Collected, CollectedRun, Collecting, Record, collection_to_bytes, record_from_json, record_to_json,
    to_csv,
};
use crate::schedule::Run;
use web_time::Instant;

/// A zip of runs.
///
/// # Errors
/// A sentence when a part cannot be written.
pub(super) fn zip_of(runs: &[CollectedRun]) -> Result<Vec<u8>, String> {
    collection_to_bytes(runs).map_err(|e| e.to_string())
}

/// A record as JSON.
///
/// # Errors
/// A sentence when it cannot be written.
pub(super) fn json_of(record: &Record, origin: &str) -> Result<String, String> {
    record_to_json(record, origin).map_err(|e| e.to_string())
}

/// A record's curves as CSV.
///
/// # Errors
/// A sentence when it cannot be written.
pub(super) fn curves_of(record: &Record, origin: &str) -> Result<String, String> {
    to_csv(record, origin).map_err(|e| e.to_string())
}

/// Rows of a table as CSV.
///
/// # Errors
/// A sentence when they cannot be written.
pub(super) fn csv_of(rows: &[Vec<String>]) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|e| e.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map_err(|e| e.to_string())
}

/// Milliseconds after which reading lets the page draw and listen.
const SLICE: f64 = 30.0;

/// Reads a file of this page by what is in it: a zip of runs, a model, or a record. Of a zip, `told` hears between parts how many of how many
/// are read, and says whether to go on.
///
/// # Errors
/// A sentence when it is none of them.
pub(super) async fn read_file(
    name: &str,
    bytes: &[u8],
    told: impl Fn(usize, usize) -> bool,
) -> Result<Collected, String> {
    if !bytes.starts_with(b"PK") {
        return Ok(Collected { runs: vec![alone(name, bytes)?], refused: Vec::new() });
    }
    let mut collecting = Collecting::begin(bytes).map_err(|e| e.to_string())?;
    let mut since = Instant::now();
    while collecting.step() {
        if since.elapsed().as_secs_f64() * 1000.0 < SLICE {
            continue;
        }
        let (done, all) = collecting.progress();
        if !told(done, all) {
            return Err("reading it was cancelled".to_owned());
        }
        pause(0).await;
        since = Instant::now();
    }
    Ok(collecting.finish())
}

/// A run of which a file holds one thing: a finished stage's model, or the record.
fn alone(name: &str, bytes: &[u8]) -> Result<CollectedRun, String> {
    let run = |record, models| CollectedRun {
        name: String::new(),
        notes: String::new(),
        origin: String::new(),
        record,
        models,
    };
    // Some programs write an extension in capitals, or add one of their own.
    let lower = name.to_lowercase();
    if lower.ends_with(".safetensors") || lower.ends_with(".safetensors.txt") {
        let checkpoint = Checkpoint::from_bytes(bytes).map_err(|e| e.to_string())?;
        let role = checkpoint.history.stage.role;
        let device = checkpoint.history.stage.device.clone();
        let mut begun = Run::new(checkpoint.history.spec.clone()).map_err(|e| e.to_string())?;
        begun.adopt(checkpoint.clone(), role, &device).map_err(|e| e.to_string())?;
        return Ok(run(begun.record().clone(), vec![checkpoint]));
    }
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
        .map_err(|_| "it is neither a record nor a model nor a file of runs of this page".to_owned())?;
    Ok(run(record_from_json(text).map_err(|e| e.to_string())?, Vec::new()))
}
