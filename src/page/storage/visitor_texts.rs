//! Files of stories and tables that a visitor brought in, as they are, by their hashes. They never leave this browser, and are read anew when they are
//! needed, like any file from outside.

use super::database::error_text;
use super::opened::opened;
use super::transaction::{put, reading, writing};
use idb::{Database, Query};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

const DATABASE: &str = "unwrap-lab-stories";
const TEXTS: &str = "texts";

/// The files that are kept.
pub(in crate::page) struct VisitorTexts(Database);

impl VisitorTexts {
    /// Opens the store.
    ///
    /// # Errors
    /// A sentence when the browser has no store or does not let the page use it.
    pub(in crate::page) async fn open() -> Result<Self, String> {
        Ok(Self(opened(DATABASE, &[TEXTS]).await?))
    }

    /// The file with a hash; none where it is not kept.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn get(&self, hash: &str) -> Result<Option<Vec<u8>>, String> {
        let key = JsValue::from_str(hash);
        let value = reading(&self.0, TEXTS, async |store| {
            store.get(Query::Key(key.clone())).map_err(error_text)?.await.map_err(error_text)
        })
        .await?;
        Ok(value.and_then(|value| value.dyn_into::<Uint8Array>().ok()).map(|array| array.to_vec()))
    }

    /// Keeps a file.
    ///
    /// # Errors
    /// A sentence when the browser refuses, for instance for lack of space.
    pub(in crate::page) async fn put(&self, hash: &str, bytes: &[u8]) -> Result<(), String> {
        put(&self.0, TEXTS, hash, bytes).await
    }

    /// Drops every file that is kept.
    ///
    /// # Errors
    /// A sentence when the browser refuses.
    pub(in crate::page) async fn clear(&self) -> Result<(), String> {
        writing(&self.0, TEXTS, async |store| store.clear().map_err(error_text)?.await.map_err(error_text)).await
    }
}
