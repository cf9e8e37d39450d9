//! Names by folder: a browser keeps things by host, and one host may serve several copies of this page, or other pages, in folders.

use leptos::prelude::window;

/// `name` as this folder's copy of the page uses it.
pub(in crate::page) fn own_name(name: &str) -> String {
    let path = window().location().pathname().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{name} {folder}/")
}
