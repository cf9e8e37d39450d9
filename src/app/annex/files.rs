//! The lab's files: zips of runs, records as JSON, and models, made and read where the libraries for them are. The lab sends and gets
//! runs as compact bytes.

use crate::app::address::{here, url_of};
use crate::engine::{decode, encode};
use crate::experiment::{
    Checkpoint, Collected, CollectedRun, PackedRun, Record, collection_from_bytes, collection_to_bytes,
    record_from_json, results_to_hash, to_csv,
};
use crate::schedule::Run;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

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

/// A record's curves as CSV.
///
/// # Errors
/// A sentence when it cannot be written.
pub(super) fn curves_of(packed: &[u8]) -> Result<String, String> {
    let record: Record = decode(packed).map_err(|e| e.to_string())?;
    to_csv(&record).map_err(|e| e.to_string())
}

/// Rows of a table as CSV.
///
/// # Errors
/// A sentence when they cannot be written.
pub(super) fn csv_of(packed: &[u8]) -> Result<String, String> {
    let rows: Vec<Vec<String>> = decode(packed).map_err(|e| e.to_string())?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        writer.write_record(row).map_err(|e| e.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map_err(|e| e.to_string())
}

/// The link to a record's experiment, with its curves if wanted, and its QR code where one can hold it.
///
/// # Errors
/// A sentence when it cannot be made.
pub(super) fn share(packed: &[u8], with_results: bool) -> Result<(String, Option<String>), String> {
    let record: Record = decode(packed).map_err(|e| e.to_string())?;
    let address = if with_results {
        format!("{}{}", here(), results_to_hash(&record).map_err(|e| e.to_string())?)
    } else {
        url_of(&record.spec)
    };
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::L).ok().map(|code| {
        let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).quiet_zone(true).build();
        picture.split_once("?>").map_or(picture.clone(), |(_, svg)| svg.to_owned())
    });
    Ok((address, code))
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
