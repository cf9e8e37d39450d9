//! Properties of objects that only some browsers have.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A property of `object`; undefined where it has none.
pub(super) fn property(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}
