//! Finished stages that the browser keeps between visits, in IndexedDB. What comes back is read like any file from outside.

use super::database::error_text;
use super::opened::opened;
use super::transaction::{put, reading, writing};
use crate::RESULTS_SINCE;
use crate::experiment::{CacheKey, Checkpoint};
use idb::{Database, Query};
use js_sys::Uint8Array;
use std::collections::BTreeSet;
use wasm_bindgen::{JsCast, JsValue};

const DATABASE: &str = "unwrap-lab";
const STAGES: &str = "stages";

/// The stages that are kept.
pub(in crate::page) struct StageStore(Database);

/// The record's name: stages of versions with other results are other stages.
fn name(key: &CacheKey) -> String {
    format!("{RESULTS_SINCE}/{}", key.as_str())
}

impl StageStore {
    /// Opens the store and drops what other versions left in it.
    ///
    /// # Errors
    /// A sentence when the browser has no store or does not let the page use it.
    pub(in crate::page) async fn open() -> Result<Self, String> {
        let store = Self(opened(DATABASE, &[STAGES]).await?);
        store.drop_other_versions().await?;
        Ok(store)
    }

    async fn drop_other_versions(&self) -> Result<(), String> {
        let own = format!("{RESULTS_SINCE}/");
        writing(&self.0, STAGES, async |store| {
            for key in store.get_all_keys(None, None).map_err(error_text)?.await.map_err(error_text)? {
                if !key.as_string().is_some_and(|name| name.starts_with(&own)) {
                    store.delete(Query::Key(key)).map_err(error_text)?.await.map_err(error_text)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Those of `wanted` that are kept. One that cannot be read is dropped and told of, and will be trained again.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn read(
        &self,
        wanted: &BTreeSet<CacheKey>,
    ) -> Result<Vec<(CacheKey, Checkpoint)>, String> {
        let mut found = Vec::new();
        for key in wanted {
            let name = JsValue::from_str(&name(key));
            let value = reading(&self.0, STAGES, async |store| {
                store.get(Query::Key(name.clone())).map_err(error_text)?.await.map_err(error_text)
            })
            .await?;
            let bytes = value.and_then(|value| value.dyn_into::<Uint8Array>().ok()).map(|array| array.to_vec());
            match bytes.map(|bytes| Checkpoint::from_bytes(&bytes)) {
                Some(Ok(checkpoint)) => found.push((key.clone(), checkpoint)),
                Some(Err(error)) => {
                    web_sys::console::warn_1(&format!("a kept stage is not used: {error}").into());
                }
                None => {}
            }
        }
        Ok(found)
    }

    /// Keeps a stage.
    ///
    /// # Errors
    /// A sentence when the browser refuses, for instance for lack of space.
    pub(in crate::page) async fn write(&self, key: &CacheKey, checkpoint: &Checkpoint) -> Result<(), String> {
        let bytes = checkpoint.to_bytes().map_err(|e| e.to_string())?;
        put(&self.0, STAGES, &name(key), &bytes).await
    }

    /// Drops everything that is kept and says how many stages that were.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn clear(&self) -> Result<u32, String> {
        writing(&self.0, STAGES, async |store| {
            let count = store.count(None).map_err(error_text)?.await.map_err(error_text)?;
            store.clear().map_err(error_text)?.await.map_err(error_text)?;
            Ok(count)
        })
        .await
    }
}
