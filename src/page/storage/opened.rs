//! The way to a database of this folder, with what earlier versions kept.

use super::database::built;
use super::folder::own_name;
use super::past::take_over;
use crate::page::limit::within_limit;
use idb::Database;

/// Opens the database of this folder that has these stores.
///
/// # Errors
/// A sentence when the browser has no store, does not let the page use it, or never answers.
pub(super) async fn opened(name: &str, stores: &[&str]) -> Result<Database, String> {
    let own = within_limit(built(&own_name(name), stores)).await?;
    // However long that takes: a store that answered once is alive.
    take_over(name, &own, stores).await?;
    Ok(own)
}
