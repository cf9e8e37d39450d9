//! The numbers by which the page calls its runs. Each is given once, whatever was deleted, reloaded or begun in another tab.

use super::folder::own_name;
use leptos::prelude::window;
use std::cell::Cell;

/// Where the browser keeps the last number that was given.
const KEY: &str = "unwrap-lab-last-run";

thread_local! {
    /// The last number that this tab knows of: all there is where the browser keeps nothing.
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// A number that no run has had.
pub(in crate::page) fn next_number() -> u32 {
    let number = LAST.get().max(kept().unwrap_or(0)).saturating_add(1);
    note_number(number);
    number
}

/// Has later numbers come after `number`.
pub(super) fn note_number(number: u32) {
    LAST.set(LAST.get().max(number));
    if kept().is_none_or(|kept| kept < number)
        && let Some(storage) = storage()
    {
        // A browser that refuses keeps no runs either.
        let _ = storage.set_item(&own_name(KEY), &number.to_string());
    }
}

/// The last number that was given in this folder, or by versions up to 0.5.0 in any.
fn kept() -> Option<u32> {
    let storage = storage()?;
    let of = |key: &str| storage.get_item(key).ok().flatten()?.parse().ok();
    of(&own_name(KEY)).max(of(KEY))
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}
