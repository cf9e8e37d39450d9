//! A file beside an experiment, of stories or a table: read, told of, and held for the threads that train.

use crate::sweep::read_json;
use crate::terminal::say;
use serde_json::Value;
use std::error::Error;
use std::path::Path;
use unwrap_lab::experiment::{Grid, Spec};
use unwrap_lab::setups::corpus::STORY_FILE;
use unwrap_lab::setups::table::{TABLE, TableSpec};
use unwrap_lab::setups::{FileKind, HeldFile, hold};

/// What the experiments of the setup `key` learn from, and the setting that names it.
fn of_setup(key: &str, path: &Path) -> Result<(FileKind, &'static str), Box<dyn Error>> {
    match key {
        key if key == STORY_FILE.key => Ok((FileKind::Stories, "file")),
        key if key == TABLE.key => Ok((FileKind::Table, "table")),
        _ => Err(format!(
            "experiments of the setup “{key}” do not learn from {}; those of “{}” and “{}” learn from a file",
            path.display(),
            STORY_FILE.key,
            TABLE.key
        )
        .into()),
    }
}

/// `spec` with the file at `path`, which is held from now on.
pub(crate) fn with_file(spec: Spec, path: &Path) -> Result<Spec, Box<dyn Error>> {
    let (kind, _) = of_setup(spec.kind().key, path)?;
    let file = held(kind, path)?;
    if spec.file_needed().is_some_and(|hash| hash != file.hash()) {
        return Err(
            format!("{} is not the file {} that the experiment names", path.display(), spec.base_label()).into()
        );
    }
    if spec.file_needed().is_some() {
        return Ok(spec);
    }
    Ok(match (&file, spec.of::<TableSpec>()) {
        // With the share of the shortcut that the table has.
        (HeldFile::Table(table), Some(own)) => own.on(table.identity().clone()).into(),
        _ => spec.with("file", &identity(&file))?,
    })
}

/// The grid in the file `grid`, whose base learns from the file at `path`.
pub(crate) fn grid(grid: &str, path: &Path) -> Result<Grid, Box<dyn Error>> {
    let mut json = read_json(Path::new(grid))?;
    let base = json.get_mut("base").and_then(Value::as_object_mut).ok_or("a grid has an object “base”")?;
    let key = base.get("setup").and_then(Value::as_str).unwrap_or("grammar").to_owned();
    let (kind, setting) = of_setup(&key, path)?;
    let file = held(kind, path)?;
    base.entry(setting).or_insert_with(|| Value::from(identity(&file)));
    let grid = Grid::from_json(&json)?;
    // The base may have named another file.
    if grid.base().file_needed() != Some(file.hash()) {
        return Err(format!("{} is not the file that the sweep names", path.display()).into());
    }
    Ok(grid)
}

/// What an experiment knows of a file.
fn identity(file: &HeldFile) -> String {
    match file {
        HeldFile::Stories(file) => file.identity().to_string(),
        HeldFile::Table(file) => file.identity().to_string(),
    }
}

/// Reads a file, says what was found, and holds it.
fn held(kind: FileKind, path: &Path) -> Result<HeldFile, Box<dyn Error>> {
    let bytes = std::fs::read(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file =
        HeldFile::read(kind, &name, &bytes).map_err(|e| format!("{} cannot be learnt from: {e}", path.display()))?;
    match &file {
        HeldFile::Stories(file) => {
            let report = file.report();
            say(&format!("{}: {}, {} records", path.display(), report.format.label(), report.kept));
            report.left_out.iter().for_each(|left| say(&format!("left out: {}", left.sentence())));
        }
        HeldFile::Table(file) => {
            let identity = file.identity();
            let follows = file.shortcut().words(file.answers());
            say(&format!("{}: {} of {} rows", path.display(), identity.rows, file.report().found));
            say(&format!("in {} of them the new answer is {follows}", identity.carried));
            file.report().left_out.iter().for_each(|left| say(&format!("left out: {}", left.sentence())));
        }
    }
    hold(file.clone());
    Ok(file)
}
