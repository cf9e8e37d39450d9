//! What this browser keeps between visits: stages of sweeps, the lab's runs with their numbers, their models and where they were
//! left, and files of stories that a visitor brought in. What comes back is read like any file from outside. No view is known here.

mod numbers;
mod runs;
mod space;
mod stages;
mod story_texts;

pub(in crate::page) use numbers::next_number;
pub(in crate::page) use runs::{Origin, RunStore, StoredRun};
pub(in crate::page) use space::{Space, ask_to_keep, space};
pub(in crate::page) use stages::StageStore;
pub(in crate::page) use story_texts::StoryTexts;

use super::limit::within_limit;
use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{Database, Transaction, TransactionResult};

fn error_text(error: idb::Error) -> String {
    error.to_string()
}

/// Opens a database that has these stores.
///
/// # Errors
/// A sentence when the browser has no store, does not let the page use it, or never answers.
async fn opened(name: &str, stores: &[&str]) -> Result<Database, String> {
    let builder = stores.iter().fold(DatabaseBuilder::new(name).version(1), |builder, store| {
        builder.add_object_store(ObjectStoreBuilder::new(store))
    });
    within_limit(async { builder.build().await.map_err(error_text) }).await
}

/// Waits until a transaction is written.
///
/// # Errors
/// A sentence when the browser refuses or gives it up: its future is `Ok` then too, and what was to be kept is not.
async fn committed(transaction: Transaction) -> Result<(), String> {
    match transaction.commit().map_err(error_text)?.await.map_err(error_text)? {
        TransactionResult::Committed => Ok(()),
        TransactionResult::Aborted => Err("the browser gave up writing; it may have no room left".to_owned()),
    }
}
