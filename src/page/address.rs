//! Addresses of this page.

use crate::experiment::{Spec, to_hash};
use crate::setups::corpus::CorpusSpec;
use leptos::prelude::window;

/// The page's address without what leads to a place in it.
pub(super) fn here() -> String {
    let here = window().location().href().unwrap_or_default();
    here.split('#').next().unwrap_or_default().to_owned()
}

/// What leads to a place in the page.
pub(super) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// An experiment as its link has it, for people to read; a file by its name alone.
pub(super) fn settings_in_words(spec: &Spec) -> String {
    if let Some(own @ CorpusSpec { file: Some(file), .. }) = spec.of::<CorpusSpec>() {
        let others = CorpusSpec { file: None, ..own.clone() };
        let hash = to_hash(&others.into()).replace('&', ", ");
        return format!("“{}”{}", file.name, hash.trim_start_matches("#/stories?v=1, setup=story-file"));
    }
    to_hash(spec).trim_start_matches("#/run?v=1&preset=").replace('&', ", ")
}

/// The address that opens `spec`.
pub(super) fn url_of(spec: &Spec) -> String {
    format!("{}{}", here(), to_hash(spec))
}

/// Writes `hash` into the address without a step in the history.
pub(super) fn write_address(hash: &str) {
    // The address is a convenience: a page that may not change it still works.
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(hash));
    }
}
