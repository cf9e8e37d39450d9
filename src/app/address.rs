//! Addresses of this page.

use crate::experiment::{Spec, to_hash};

/// The page's address without what leads to a place in it.
pub(super) fn here() -> String {
    let here = web_sys::window().and_then(|w| w.location().href().ok()).unwrap_or_default();
    here.split('#').next().unwrap_or_default().to_owned()
}

/// An experiment as its link has it, for people to read.
pub(super) fn settings_in_words(spec: &Spec) -> String {
    to_hash(spec).trim_start_matches("#/run?v=1&preset=").replace('&', ", ")
}

/// The address that opens `spec`.
pub(super) fn url_of(spec: &Spec) -> String {
    format!("{}{}", here(), to_hash(spec))
}
