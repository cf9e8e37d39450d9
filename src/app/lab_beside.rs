//! The lab, another program on the same page: whether it trains, and runs that are handed to it.

use super::engine::words;
use js_sys::{Function, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// Whether the lab trains at the moment: its workers would share the cores. The page tells it on its body.
pub(super) fn lab_is_busy() -> bool {
    document().body().is_some_and(|body| body.has_attribute("data-busy"))
}

/// Hands packed runs to the lab, which shows them.
///
/// # Errors
/// A sentence when the lab is not there or does not take them.
pub(super) fn hand_to_lab(packed: &[u8]) -> Result<(), String> {
    let own = |value: &JsValue, key: &str| Reflect::get(value, &JsValue::from_str(key)).map_err(|e| words(&e));
    let lab = own(&window(), "unwrapLab")?;
    let open: Function = own(&lab, "open")?.dyn_into().map_err(|_| "it is not there".to_owned())?;
    open.call1(&lab, &Uint8Array::from(packed)).map(drop).map_err(|e| words(&e))
}
