//! A file of stories beside an experiment: read, told of, and held for the threads that train.

use crate::sweep::read_json;
use crate::terminal::say;
use serde_json::Value;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use unwrap_lab::experiment::{Grid, Spec};
use unwrap_lab::setups::corpus::{CorpusSpec, FileIdentity, StoryFile, hold};

/// `spec` with the file at `path`, which is held from now on.
pub(crate) fn with_file(spec: Spec, path: &Path) -> Result<Spec, Box<dyn Error>> {
    let Some(own) = spec.of::<CorpusSpec>() else {
        return Err(format!("only experiments of the setup “story-file” learn from {}", path.display()).into());
    };
    let identity = held(path)?;
    match &own.file {
        Some(named) if !named.is_same(&identity) => {
            Err(format!("{} is not the file “{}” that the experiment names", path.display(), named.name).into())
        }
        Some(_) => Ok(spec),
        None => Ok(spec.with("file", &identity.to_string())?),
    }
}

/// The grid in the file `grid`, whose base learns from the stories at `path`.
pub(crate) fn grid(grid: &str, path: &Path) -> Result<Grid, Box<dyn Error>> {
    let mut json = read_json(Path::new(grid))?;
    let base = json.get_mut("base").and_then(Value::as_object_mut).ok_or("a grid has an object “base”")?;
    if base.get("setup").and_then(Value::as_str) != Some("story-file") {
        return Err(format!("only sweeps over the setup “story-file” learn from {}", path.display()).into());
    }
    let identity = held(path)?;
    base.entry("file").or_insert_with(|| Value::from(identity.to_string()));
    let grid = Grid::from_json(&json)?;
    // The base may have named another file.
    with_identity(grid.base(), &identity, path)?;
    Ok(grid)
}

fn with_identity(base: &Spec, identity: &FileIdentity, path: &Path) -> Result<(), Box<dyn Error>> {
    let named = base.of::<CorpusSpec>().and_then(|spec| spec.file.as_ref());
    if named.is_some_and(|named| named.is_same(identity)) {
        return Ok(());
    }
    Err(format!("{} is not the file that the sweep names", path.display()).into())
}

/// Reads a file, says what was found, and holds it.
fn held(path: &Path) -> Result<FileIdentity, Box<dyn Error>> {
    let bytes = std::fs::read(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = StoryFile::read(&name, &bytes).map_err(|e| format!("{} is no file of stories: {e}", path.display()))?;
    let report = file.report();
    say(&format!("{}: {}, {} records", path.display(), report.format.label(), report.kept));
    for left in &report.left_out {
        say(&format!("left out: {}", left.sentence()));
    }
    let identity = file.identity().clone();
    hold(Arc::new(file));
    Ok(identity)
}
