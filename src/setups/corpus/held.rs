//! Files that this process has read, by their hashes. A file is never in an experiment: whoever trains looks here for it. Threads share
//! what is held; a web worker is sent the file before its first job that needs it.

use super::story_file::StoryFile;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::{Arc, PoisonError, RwLock};

/// The most files that are held; the one that was brought in first goes first.
const MOST_HELD: usize = 8;

static HELD: RwLock<Vec<Arc<StoryFile>>> = RwLock::new(Vec::new());

/// Holds a file, so that experiments on it can train.
pub fn hold(file: Arc<StoryFile>) {
    let mut held = HELD.write().unwrap_or_else(PoisonError::into_inner);
    held.retain(|other| other.identity().hash != file.identity().hash);
    held.push(file);
    if held.len() > MOST_HELD {
        held.remove(0);
    }
}

/// The file with a hash; none where it was not brought in.
pub fn held(hash: &str) -> Option<Arc<StoryFile>> {
    let held = HELD.read().unwrap_or_else(PoisonError::into_inner);
    held.iter().find(|file| file.identity().hash == hash).cloned()
}

/// A file on its way to a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldFile(pub Arc<StoryFile>);

impl Serialize for HeldFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for HeldFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StoryFile::deserialize(deserializer).map(|file| Self(Arc::new(file)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::synthetic_text;
    use super::*;
    use crate::experiment::{decode, encode};

    #[test]
    fn a_file_is_found_by_its_hash_and_arrives_whole_at_a_worker() {
        let file = Arc::new(StoryFile::read("a", &synthetic_text(77, 60, false).unwrap().bytes).unwrap());
        assert_eq!(held(&file.identity().hash), None);
        hold(file.clone());
        hold(file.clone());
        assert_eq!(held(&file.identity().hash), Some(file.clone()));
        let sent = HeldFile(file);
        assert_eq!(decode::<HeldFile>(&encode(&sent).unwrap()), Ok(sent));
    }
}
