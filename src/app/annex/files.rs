//! The lab's files: zips of runs, records as JSON, and models, made and read where the libraries for them are. The lab sends and gets
//! runs as compact bytes.

use crate::engine::{Run, decode, encode};
use crate::experiment::{
    Checkpoint, Collected, CollectedRun, PackedRun, Record, collection_from_bytes, collection_to_bytes,
    record_from_json,
};

/// A zip of packed runs.
///
/// # Errors
/// A sentence when a part cannot be read or written.
pub(super) fn zip_of(packed: &[u8]) -> Result<Vec<u8>, String> {
    let packed: Vec<PackedRun> = decode(packed).map_err(|e| e.to_string())?;
    let runs: Result<Vec<CollectedRun>, _> = packed.into_iter().map(PackedRun::unpacked).collect();
    collection_to_bytes(&runs.map_err(|e| e.to_string())?).map_err(|e| e.to_string())
}

/// A record as JSON.
///
/// # Errors
/// A sentence when it cannot be written.
pub(super) fn json_of(packed: &[u8]) -> Result<String, String> {
    let record: Record = decode(packed).map_err(|e| e.to_string())?;
    serde_json::to_string_pretty(&record).map_err(|e| e.to_string())
}

/// Reads a file of this page by what is in it, a zip of runs, a model, or a record, and packs the runs it holds with a sentence for each
/// part that cannot be taken.
///
/// # Errors
/// A sentence when it is none of them.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let Collected { runs, refused } = if bytes.starts_with(b"PK") {
        collection_from_bytes(bytes).map_err(|e| e.to_string())?
    } else {
        Collected { runs: vec![alone(name, bytes)?], refused: Vec::new() }
    };
    let packed: Result<Vec<PackedRun>, _> = runs.iter().map(PackedRun::of).collect();
    encode(&(packed.map_err(|e| e.to_string())?, refused)).map_err(|e| e.to_string())
}

/// A run of which a file holds one thing: a finished stage's model, or the record.
fn alone(name: &str, bytes: &[u8]) -> Result<CollectedRun, String> {
    let run = |record, models| CollectedRun { name: String::new(), notes: String::new(), record, models };
    if name.ends_with(".safetensors") {
        let checkpoint = Checkpoint::from_bytes(bytes).map_err(|e| e.to_string())?;
        let role = checkpoint.history.stage.role;
        let device = checkpoint.history.stage.device.clone();
        let mut begun = Run::new(checkpoint.history.spec.clone()).map_err(|e| e.to_string())?;
        begun.adopt(checkpoint.clone(), role, &device).map_err(|e| e.to_string())?;
        return Ok(run(begun.record().clone(), vec![checkpoint]));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| "it is neither a record nor a model nor a file of runs of this page".to_owned())?;
    Ok(run(record_from_json(text).map_err(|e| e.to_string())?, Vec::new()))
}
