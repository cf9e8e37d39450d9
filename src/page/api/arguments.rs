//! What scripts pass and get, between JavaScript's values and the page's own.

use crate::engine::DeviceKind;
use crate::experiment::{Spec, spec_from_json};
use crate::page::adapter::devices;
use crate::page::engine::error_text;
use crate::setups::grammar::Preset;
use js_sys::{JSON, Reflect};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

/// Gives `object` a member.
pub(super) fn put(object: &JsValue, key: &str, value: &JsValue) -> Result<(), String> {
    Reflect::set(object, &JsValue::from_str(key), value).map(drop).map_err(|e| error_text(&e))
}

/// `value` as a plain object, by way of JSON text: it is made the same way for files.
pub(super) fn plain<T: Serialize>(value: &T) -> Result<JsValue, String> {
    let text = serde_json::to_string(value).map_err(|e| e.to_string())?;
    JSON::parse(&text).map_err(|e| error_text(&e))
}

fn value_of(value: &JsValue) -> Result<Value, String> {
    if value.is_undefined() {
        return Ok(Value::Null);
    }
    let text = JSON::stringify(value).map_err(|e| error_text(&e))?;
    let text = text.as_string().ok_or("an experiment is an object of settings; this is a function or a symbol")?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}

/// The experiment that a caller means.
pub(super) fn spec_of(value: &JsValue) -> Result<Spec, String> {
    if value.is_undefined() || value.is_null() {
        return Ok(Preset::Quick.spec().into());
    }
    spec_from_json(&value_of(value)?).map_err(|e| e.to_string())
}

/// The device that a caller means.
pub(super) fn device_of(value: &JsValue) -> Result<DeviceKind, String> {
    if value.is_undefined() || value.is_null() {
        return Ok(DeviceKind::Cpu);
    }
    let name = value.as_string().unwrap_or_else(|| format!("{value:?}"));
    DeviceKind::from_name(&name).ok_or_else(|| format!("“{name}” is no device; there are cpu and webgpu"))
}

/// The device, after asking whether it is there.
pub(super) async fn available(kind: DeviceKind) -> Result<DeviceKind, String> {
    if kind == DeviceKind::Cpu {
        return Ok(kind);
    }
    for found in devices().await {
        if found.device == kind.name() && !found.available {
            return Err(found.reason.unwrap_or_else(|| "WebGPU is not available here.".to_owned()));
        }
    }
    Ok(kind)
}

/// What a caller of `function` set `key` to.
pub(super) fn option_of(function: &str, options: &JsValue, key: &str) -> Result<JsValue, String> {
    if options.is_object() {
        Reflect::get(options, &JsValue::from_str(key)).map_err(|e| error_text(&e))
    } else if options.is_undefined() || options.is_null() {
        Ok(JsValue::UNDEFINED)
    } else {
        Err(format!("the options of {function} are an object, for instance {{{key}: …}}"))
    }
}
