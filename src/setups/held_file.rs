//! Files that this process has read, by their hashes. A file is never in an experiment: whoever trains looks here for it. Threads share
//! what is held; a web worker is sent the file before its first job that needs it.

use super::corpus::StoryFile;
use super::table::TableFile;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError, RwLock};

/// The most files that are held; the one that was brought in first goes first.
const MOST_HELD: usize = 8;

static HELD: RwLock<Vec<HeldFile>> = RwLock::new(Vec::new());

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// Stories.
    Stories,
    /// A table of texts with two answers.
    Table,
}

/// A file that was read. A clone shares it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum HeldFile {
    /// Stories.
    Stories(Arc<StoryFile>),
    /// A table of texts with two answers.
    Table(Arc<TableFile>),
}

impl HeldFile {
    /// Reads the file called `name` as what it is taken for.
    ///
    /// # Errors
    /// A sentence when it is none.
    pub fn read(kind: FileKind, name: &str, bytes: &[u8]) -> Result<Self, String> {
        Ok(match kind {
            FileKind::Stories => Self::Stories(Arc::new(StoryFile::read(name, bytes).map_err(|e| e.to_string())?)),
            FileKind::Table => Self::Table(Arc::new(TableFile::read(name, bytes).map_err(|e| e.to_string())?)),
        })
    }

    /// Its hash.
    pub fn hash(&self) -> &str {
        match self {
            Self::Stories(file) => &file.identity().hash,
            Self::Table(file) => &file.identity().hash,
        }
    }
}

/// Holds a file, so that experiments on it can train.
pub fn hold(file: HeldFile) {
    let mut held = HELD.write().unwrap_or_else(PoisonError::into_inner);
    held.retain(|other| other.hash() != file.hash());
    held.push(file);
    if held.len() > MOST_HELD {
        held.remove(0);
    }
}

/// The file with a hash; none where it was not brought in.
pub fn held(hash: &str) -> Option<HeldFile> {
    let held = HELD.read().unwrap_or_else(PoisonError::into_inner);
    held.iter().find(|file| file.hash() == hash).cloned()
}

/// The stories with a hash.
pub fn held_stories(hash: &str) -> Option<Arc<StoryFile>> {
    match held(hash)? {
        HeldFile::Stories(file) => Some(file),
        HeldFile::Table(_) => None,
    }
}

/// The table with a hash.
pub fn held_table(hash: &str) -> Option<Arc<TableFile>> {
    match held(hash)? {
        HeldFile::Table(file) => Some(file),
        HeldFile::Stories(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::file::synthetic_text;
    use super::*;
    use crate::experiment::{decode, encode};

    #[test]
    fn a_file_is_found_by_its_hash_and_arrives_whole_at_a_worker() {
        let bytes = synthetic_text(77, 60, false).unwrap().bytes;
        let file = HeldFile::read(FileKind::Stories, "a", &bytes).unwrap();
        assert_eq!(held(file.hash()), None);
        hold(file.clone());
        hold(file.clone());
        assert_eq!(held(file.hash()), Some(file.clone()));
        assert!(held_stories(file.hash()).is_some() && held_table(file.hash()).is_none());
        assert_eq!(decode::<HeldFile>(&encode(&file).unwrap()), Ok(file));
    }
}
