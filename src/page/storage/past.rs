//! What versions up to 0.5.0 kept under one name for all folders of a host.

use super::database::{built, committed, error_text};
use super::folder::own_name;
use crate::page::limit::promised;
use crate::page::property::property;
use idb::{Database, TransactionMode};
use js_sys::{Array, Function};
use leptos::prelude::window;
use wasm_bindgen::JsCast;

/// Takes it over, once. It stays there as well, for copies of those versions.
///
/// # Errors
/// A sentence when the browser refuses; nothing is taken over then, and it is tried again at the next visit.
pub(super) async fn take_over(name: &str, own: &Database, stores: &[&str]) -> Result<(), String> {
    let mark = own_name(&format!("{name} taken over"));
    let storage = window().local_storage().ok().flatten();
    let is_marked = storage.as_ref().is_none_or(|s| s.get_item(&mark).ok().flatten().is_some());
    if is_marked || !is_there(name).await? {
        return Ok(());
    }
    let old = built(name, stores).await?;
    for store in stores {
        let reading = old.transaction(&[*store], TransactionMode::ReadOnly).map_err(error_text)?;
        let from = reading.object_store(store).map_err(error_text)?;
        let keys = from.get_all_keys(None, None).map_err(error_text)?.await.map_err(error_text)?;
        let values = from.get_all(None, None).map_err(error_text)?.await.map_err(error_text)?;
        let writing = own.transaction(&[*store], TransactionMode::ReadWrite).map_err(error_text)?;
        let to = writing.object_store(store).map_err(error_text)?;
        for (key, value) in keys.iter().zip(&values) {
            to.put(value, Some(key)).map_err(error_text)?.await.map_err(error_text)?;
        }
        committed(writing).await?;
    }
    old.close();
    // Without the mark it is taken over again, and a run that was deleted meanwhile comes back: nothing is lost.
    let _ = storage.map(|storage| storage.set_item(&mark, ""));
    Ok(())
}

/// Whether there is a database of this name; opening one that is not there would make it.
async fn is_there(name: &str) -> Result<bool, String> {
    let factory = property(&window(), "indexedDB");
    let Ok(databases) = property(&factory, "databases").dyn_into::<Function>() else { return Ok(false) };
    let Ok(promise) = databases.call0(&factory).map(JsCast::unchecked_into) else { return Ok(false) };
    let all: Array = promised(promise).await?.unchecked_into();
    Ok(all.iter().any(|database| property(&database, "name").as_string().is_some_and(|own| own == name)))
}
