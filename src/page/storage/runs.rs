//! The lab's runs: records with what their owner wrote, finished models, and where stages under way were last left.

use super::database::error_text;
use super::numbers::{next_number, note_number};
use super::opened::opened;
use super::transaction::{put, reading, writing};
use crate::VERSION;
use crate::experiment::{
    LONGEST_NAME, LONGEST_NOTES, Record, checked_record, cut, decode, encode, encode_kept, is_undamaged,
    record_from_json,
};
use idb::{Database, KeyRange, ObjectStore, Query};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};

const DATABASE: &str = "unwrap-lab-runs";
const RUNS: &str = "runs";
const MODELS: &str = "models";
const SNAPSHOTS: &str = "halfway";

/// Where a run comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) enum Origin {
    /// It was trained here.
    Own,
    /// A link brought its curves.
    Sender,
    /// A file brought it.
    File,
    /// Another view of this page trained it here: a sweep, the lesson.
    View,
}

impl Origin {
    /// Whether the run was trained in this browser; what is pooled or averaged never mixes such runs with others.
    pub(in crate::page) fn is_here(self) -> bool {
        matches!(self, Self::Own | Self::View)
    }

    /// In words, after “the run is”.
    pub(in crate::page) fn label(self) -> &'static str {
        match self {
            Self::Own => "trained here",
            Self::View => "trained here, by a sweep or the lesson",
            Self::Sender => "from a link",
            Self::File => "from a file",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Sender => "sender",
            Self::File => "file",
            Self::View => "view",
        }
    }

    fn from_key(key: &str) -> Self {
        [Self::Sender, Self::File, Self::View].into_iter().find(|origin| origin.key() == key).unwrap_or(Self::Own)
    }
}

/// A run, in the lab's list and in the store.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct StoredRun {
    /// Counted from 1; what the page calls it where it has no name. No other run has it.
    pub(in crate::page) number: u32,
    /// Names it in the store; runs come in the order of their names.
    pub(in crate::page) id: String,
    /// What its owner calls it; empty where it has no name.
    pub(in crate::page) name: String,
    /// What its owner noted.
    pub(in crate::page) notes: String,
    /// Where it comes from.
    pub(in crate::page) origin: Origin,
    /// What came out so far.
    pub(in crate::page) record: Record,
}

/// A run as it lies in the store: the record as this version packs it, which is fast, and as JSON, which other versions read as well. Its
/// number follows; version 0.4.0 kept none.
#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    name: String,
    notes: String,
    origin: String,
    version: String,
    packed: Vec<u8>,
    json: String,
}

/// The store of runs.
pub(in crate::page) struct RunStore(Database);

impl RunStore {
    /// Opens the store.
    ///
    /// # Errors
    /// A sentence when the browser has no store or does not let the page use it.
    pub(in crate::page) async fn open() -> Result<Self, String> {
        Ok(Self(opened(DATABASE, &[RUNS, MODELS, SNAPSHOTS]).await?))
    }

    /// Every kept run, the oldest first, and a sentence for each that cannot be shown. Those stay in the store.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn all(&self) -> Result<(Vec<StoredRun>, Vec<String>), String> {
        let values = reading(&self.0, RUNS, async |store| {
            store.get_all(None, None).map_err(error_text)?.await.map_err(error_text)
        })
        .await?;
        let (mut runs, mut refused) = (Vec::new(), Vec::new());
        for bytes in values.into_iter().filter_map(|value| value.dyn_into::<Uint8Array>().ok()) {
            match read(&bytes.to_vec()) {
                Ok((run, numbered)) => {
                    if numbered {
                        note_number(run.number);
                    } else {
                        self.put(&run).await?;
                    }
                    runs.push(run);
                }
                Err(error) => refused.push(format!("A run that this browser kept cannot be shown: {error}.")),
            }
        }
        Ok((runs, refused))
    }

    /// The kept run with this id; none where it was deleted.
    ///
    /// # Errors
    /// A sentence when the browser refuses or the run cannot be read.
    pub(in crate::page) async fn one(&self, id: &str) -> Result<Option<StoredRun>, String> {
        reading(&self.0, RUNS, async |store| kept(store, id).await).await
    }

    /// Keeps a run that is new or comes back.
    ///
    /// # Errors
    /// A sentence when the browser refuses, for instance for lack of space.
    pub(in crate::page) async fn put(&self, run: &StoredRun) -> Result<(), String> {
        put(&self.0, RUNS, &run.id, &to_bytes(run)?).await
    }

    /// Keeps what changed of a run, as another tab left the rest. One that was deleted meanwhile stays deleted.
    ///
    /// # Errors
    /// As [`RunStore::put`].
    pub(in crate::page) async fn change(
        &self,
        id: &str,
        change: impl Fn(StoredRun) -> StoredRun,
    ) -> Result<(), String> {
        writing(&self.0, RUNS, async |store| {
            let Some(run) = kept(store, id).await? else { return Ok(()) };
            let (value, key) = (Uint8Array::from(&to_bytes(&change(run))?[..]), JsValue::from_str(id));
            store.put(&value, Some(&key)).map_err(error_text)?.await.map(drop).map_err(error_text)
        })
        .await
    }

    /// Keeps the file of the model that stage `stage` of a run ended with; where the stage was left is of no use any more.
    ///
    /// # Errors
    /// As [`RunStore::put`].
    pub(in crate::page) async fn put_model(&self, id: &str, stage: u32, bytes: &[u8]) -> Result<(), String> {
        put(&self.0, MODELS, &part(id, stage), bytes).await?;
        self.delete(SNAPSHOTS, || Ok(Query::Key(JsValue::from_str(&part(id, stage))))).await
    }

    /// Keeps where a stage was left.
    ///
    /// # Errors
    /// As [`RunStore::put`].
    pub(in crate::page) async fn put_snapshot(&self, id: &str, stage: u32, bytes: &[u8]) -> Result<(), String> {
        put(&self.0, SNAPSHOTS, &part(id, stage), bytes).await
    }

    /// The files of a run's models.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn models(&self, id: &str) -> Result<Vec<Vec<u8>>, String> {
        Ok(self.parts(MODELS, id).await?.into_iter().map(|(_, bytes)| bytes).collect())
    }

    /// Where a run's stages were left: the number of each stage, and its file.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn snapshots(&self, id: &str) -> Result<Vec<(u32, Vec<u8>)>, String> {
        self.parts(SNAPSHOTS, id).await
    }

    /// Drops a run with everything that belongs to it.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn drop_run(&self, id: &str) -> Result<(), String> {
        self.delete(RUNS, || Ok(Query::Key(JsValue::from_str(id)))).await?;
        for store in [MODELS, SNAPSHOTS] {
            self.delete(store, || Ok(Query::KeyRange(parts_of(id)?))).await?;
        }
        Ok(())
    }

    async fn parts(&self, name: &str, id: &str) -> Result<Vec<(u32, Vec<u8>)>, String> {
        let range = || Ok::<_, String>(Some(Query::KeyRange(parts_of(id)?)));
        let (keys, values) = reading(&self.0, name, async |store| {
            let keys = store.get_all_keys(range()?, None).map_err(error_text)?.await.map_err(error_text)?;
            Ok((keys, store.get_all(range()?, None).map_err(error_text)?.await.map_err(error_text)?))
        })
        .await?;
        let stage = |key: &JsValue| key.as_string()?.rsplit_once('/')?.1.parse().ok();
        let bytes = |value: JsValue| value.dyn_into::<Uint8Array>().ok().map(|array| array.to_vec());
        Ok(keys.iter().zip(values).filter_map(|(key, value)| Some((stage(key)?, bytes(value)?))).collect())
    }

    async fn delete(&self, name: &str, query: impl Fn() -> Result<Query, String>) -> Result<(), String> {
        writing(&self.0, name, async |store| store.delete(query()?).map_err(error_text)?.await.map_err(error_text))
            .await
    }
}

/// What is kept under `id`.
async fn kept(store: &ObjectStore, id: &str) -> Result<Option<StoredRun>, String> {
    let query = Query::Key(JsValue::from_str(id));
    let value = store.get(query).map_err(error_text)?.await.map_err(error_text)?;
    let bytes = value.and_then(|value| value.dyn_into::<Uint8Array>().ok());
    bytes.map(|bytes| Ok(read(&bytes.to_vec())?.0)).transpose()
}

/// A run as it lies in the store.
fn to_bytes(run: &StoredRun) -> Result<Vec<u8>, String> {
    let StoredRun { number, id, name, notes, origin, record } = run.clone();
    let json = serde_json::to_string(&record).map_err(|e| e.to_string())?;
    let packed = encode(&record).map_err(|e| e.to_string())?;
    let origin = origin.key().to_owned();
    let stored = Stored { id, name, notes, origin, version: VERSION.to_owned(), packed, json };
    encode_kept(&(stored, number)).map_err(|e| e.to_string())
}

/// A run out of the store, held against its experiment, and whether its number was kept with it; one without gets a new one.
fn read(bytes: &[u8]) -> Result<(StoredRun, bool), String> {
    let (stored, number) = match decode::<(Stored, u32)>(bytes) {
        Ok((stored, number)) => (stored, Some(number)),
        Err(_) => (decode::<Stored>(bytes).map_err(|e| e.to_string())?, None),
    };
    // Versions up to 0.5.0 kept no checksum.
    if stored.version == VERSION && !is_undamaged(bytes) {
        return Err("it is damaged".to_owned());
    }
    let record = if stored.version == VERSION {
        let record: Record = decode(&stored.packed).map_err(|e| e.to_string())?;
        checked_record(record).map_err(|e| e.to_string())?
    } else {
        record_from_json(&stored.json).map_err(|e| e.to_string())?
    };
    let (name, notes) = (cut(&stored.name, LONGEST_NAME), cut(&stored.notes, LONGEST_NOTES));
    let origin = Origin::from_key(&stored.origin);
    let run = StoredRun { number: number.unwrap_or_else(next_number), id: stored.id, name, notes, origin, record };
    Ok((run, number.is_some()))
}

/// The key of a part of a run.
fn part(id: &str, stage: u32) -> String {
    format!("{id}/{stage}")
}

/// All parts of a run: its id contains no slash.
fn parts_of(id: &str) -> Result<KeyRange, String> {
    let (first, last) = (JsValue::from_str(&format!("{id}/")), JsValue::from_str(&format!("{id}0")));
    KeyRange::bound(&first, &last, None, Some(true)).map_err(error_text)
}
