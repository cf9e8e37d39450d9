//! A database of the browser: built with its stores, and written to with a word on what was not.

use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{Database, Transaction, TransactionResult};

pub(super) fn error_text(error: idb::Error) -> String {
    error.to_string()
}

/// Opens the database of this name, made with these stores where it is not there.
///
/// # Errors
/// A sentence when the browser has no store or does not let the page use it.
pub(super) async fn built(name: &str, stores: &[&str]) -> Result<Database, String> {
    let builder = stores.iter().fold(DatabaseBuilder::new(name).version(1), |builder, store| {
        builder.add_object_store(ObjectStoreBuilder::new(store))
    });
    builder.build().await.map_err(error_text)
}

/// Waits until a transaction is written.
///
/// # Errors
/// A sentence when the browser refuses or gives it up: its future is `Ok` then too, and what was to be kept is not.
pub(super) async fn committed(transaction: Transaction) -> Result<(), String> {
    match transaction.commit().map_err(error_text)?.await.map_err(error_text)? {
        TransactionResult::Committed => Ok(()),
        TransactionResult::Aborted => Err("the browser gave up writing; it may have no room left".to_owned()),
    }
}
