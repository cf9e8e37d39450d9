//! What the lab itself adds to `window.unwrapLab`: its version, and the opening of runs.

use super::lab::Lab;
use crate::VERSION;
use js_sys::{Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;

/// Adds them.
///
/// # Errors
/// When the window refuses, which is a browser's defect.
pub(super) fn install(own: Lab) -> Result<(), JsValue> {
    let lab = Reflect::get(&window(), &JsValue::from_str("unwrapLab"))?;
    let put = |key: &str, value: &JsValue| Reflect::set(&lab, &JsValue::from_str(key), value).map(drop);
    let open = Closure::<dyn Fn(Uint8Array) -> Result<u32, JsValue>>::new(move |bytes: Uint8Array| {
        own.open_packed(&bytes.to_vec()).map_err(|e| js_sys::Error::new(&e).into())
    });
    put("open", &open.into_js_value())?;
    put("version", &JsValue::from_str(VERSION))
}
