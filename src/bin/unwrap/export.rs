//! `unwrap export`: checkpoints as folders that Hugging Face's transformers and TransformerLens open.

use crate::terminal::{CommandResult, print};
use std::path::{Path, PathBuf};
use unwrap_lab::experiment::{Checkpoint, transformers_folder};

/// Writes a folder for each of `checkpoints`, named after its file, into `out`.
pub(crate) fn export(checkpoints: &[PathBuf], out: &Path) -> CommandResult {
    for file in checkpoints {
        let read = std::fs::read(file).map_err(|e| format!("{} cannot be read: {e}", file.display()))?;
        let checkpoint = Checkpoint::from_bytes(&read).map_err(|e| format!("{}: {e}", file.display()))?;
        let files = transformers_folder(&checkpoint).map_err(|e| format!("{}: {e}", file.display()))?;
        let folder = out.join(file.file_stem().ok_or("a checkpoint needs a name")?);
        std::fs::create_dir_all(&folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
        for (name, bytes) in files {
            std::fs::write(folder.join(name), bytes)?;
        }
        print(&format!("{} ({})", folder.display(), checkpoint.history.spec.role_label(checkpoint.history.stage.role)));
    }
    Ok(())
}
