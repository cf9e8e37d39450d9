//! `unwrap schema`: the JSON schemas of what other programs write and read, which stand in `docs/schema`, and the TypeScript declarations of the page's
//! functions for scripts, beside its module.

use crate::terminal::CommandResult;
use std::path::Path;
use unwrap_lab::experiment::{declarations, record_schema, spec_schema, to_json};
use unwrap_lab::setups::SETUPS;

/// Writes the schemas below `out`, and the declarations to a file.
pub(crate) fn schema(out: &Path, types: &Path) -> CommandResult {
    std::fs::create_dir_all(out)?;
    for (name, schema) in [("spec", spec_schema(&SETUPS)), ("record", record_schema())] {
        std::fs::write(out.join(format!("{name}.schema.json")), to_json(&schema)? + "\n")?;
    }
    std::fs::write(types, declarations(&SETUPS))?;
    Ok(())
}
