//! Addresses of this page.

use crate::experiment::{Spec, to_hash};
use leptos::prelude::window;

/// What stands in the address of a page whose frame's page may ask it, before that page's origin.
const FRAME: &str = "?frame=";

/// The page's address without what leads to a place in it, and without whom it answers.
pub(super) fn here() -> String {
    let here = window().location().href().unwrap_or_default();
    let here = here.split('#').next().unwrap_or_default();
    here.split(FRAME).next().unwrap_or_default().to_owned()
}

/// Whether another page may ask this one.
pub(super) fn answers_another_page() -> bool {
    window().location().search().is_ok_and(|search| search.contains(FRAME))
}

/// What leads to a place in the page.
pub(super) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The address that opens `spec`.
pub(super) fn url_of(spec: &Spec) -> String {
    format!("{}{}", here(), to_hash(spec))
}

/// What a link has in a seed's place that every visitor is to draw for themselves.
const OWN_SEED: &str = "seed=own";

/// `hash` with a seed that is drawn now where it asks for one of the visitor's own; the address then has it, so that a reload keeps it.
pub(super) fn with_own_seed(hash: String) -> String {
    let asks = |pair: &str| pair == OWN_SEED;
    if !hash.split(['?', '&']).any(asks) {
        return hash;
    }
    let seed = 1.0 + (js_sys::Math::random() * 999_999.0).floor();
    let drawn = hash.replace(OWN_SEED, &format!("seed={seed:.0}"));
    write_address(&drawn);
    drawn
}

/// The address that opens `spec` for each visitor with a seed of their own.
pub(super) fn url_with_own_seeds(spec: &Spec) -> String {
    let hash = to_hash(spec);
    let kept = hash.split('&').filter(|pair| !pair.starts_with("seed=")).collect::<Vec<_>>().join("&");
    format!("{}{kept}&{OWN_SEED}", here())
}

/// Writes `hash` into the address without a step in the history.
pub(super) fn write_address(hash: &str) {
    // The address is a convenience: a page that may not change it still works.
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(hash));
    }
}
