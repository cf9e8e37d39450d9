//! Which engines this browser can run, and why not: asks for a WebGPU adapter without loading the WebGPU engine.

use super::engine::error_text;
use super::limit::promised;
use super::property::property;
use crate::engine::DeviceKind;
use js_sys::{Function, Promise};
use leptos::prelude::window;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// An engine as the page and the JavaScript interface describe it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Availability {
    /// `cpu` or `webgpu`.
    pub(super) device: &'static str,
    /// Whether it can be used here.
    pub(super) available: bool,
    /// Why not, in a sentence.
    pub(super) reason: Option<String>,
    /// The adapter's own description, where there is one.
    pub(super) adapter: Option<String>,
    /// Whether the adapter is a software fallback, which is slower than the CPU engine and never recommended.
    pub(super) fallback: bool,
}

/// cubecl makes its stream with this feature of WebGPU and stops without it.
const NEEDED: &str = "timestamp-query";

/// Both engines, the CPU first.
pub(super) async fn devices() -> Vec<Availability> {
    let cpu =
        Availability { device: DeviceKind::Cpu.name(), available: true, reason: None, adapter: None, fallback: false };
    vec![cpu, webgpu().await]
}

async fn webgpu() -> Availability {
    let mut found = Availability {
        device: DeviceKind::WebGpu.name(),
        available: false,
        reason: None,
        adapter: None,
        fallback: false,
    };
    match adapter().await {
        Ok(adapter) => {
            let info = property(&adapter, "info");
            let described: Vec<String> =
                ["vendor", "architecture", "description"].iter().filter_map(|key| text(&info, key)).collect();
            found.adapter = Some(if described.is_empty() { "unnamed adapter".to_owned() } else { described.join(" ") });
            found.fallback = [&info, &adapter].iter().any(|o| property(o, "isFallbackAdapter").is_truthy());
            let features = property(&adapter, "features");
            let has = property(&features, "has")
                .dyn_into::<Function>()
                .and_then(|has| has.call1(&features, &JsValue::from_str(NEEDED)))
                .is_ok_and(|v| v.is_truthy());
            found.reason = if has {
                unbuilt().await
            } else {
                Some(format!("The WebGPU adapter lacks “{NEEDED}”, which the GPU engine needs."))
            };
            found.available = found.reason.is_none();
        }
        Err(reason) => found.reason = Some(reason),
    }
    found
}

/// Why the engine's files are not there: `lab serve` serves the page before it has built them, and says so in `engines.json`.
async fn unbuilt() -> Option<String> {
    match state_of_files().await.as_deref() {
        Ok("building") => Some(
            "The WebGPU engine is still being built. In some minutes, close this page and open it again.".to_owned(),
        ),
        Ok("failed") => Some("The WebGPU engine could not be built; ./lab serve says why.".to_owned()),
        // Also where nothing can be read: an engine that is missing says so itself when it is started.
        _ => None,
    }
}

async fn state_of_files() -> Result<String, JsValue> {
    let answer: Response = JsFuture::from(window().fetch_with_str("./engines.json")).await?.dyn_into()?;
    let engines = JsFuture::from(answer.json()?).await?;
    Ok(text(&engines, DeviceKind::WebGpu.name()).unwrap_or_default())
}

async fn adapter() -> Result<JsValue, String> {
    let gpu = property(&property(&js_sys::global(), "navigator"), "gpu");
    if gpu.is_falsy() {
        return Err("This browser has no WebGPU.".to_owned());
    }
    let request = property(&gpu, "requestAdapter").dyn_into::<Function>().map_err(|_| "WebGPU is incomplete here.")?;
    let refused = |e: JsValue| format!("WebGPU refused an adapter: {}", error_text(&e));
    let promise = request.call0(&gpu).map_err(refused)?.dyn_into::<Promise>().map_err(refused)?;
    let adapter = promised(promise).await.map_err(|e| format!("WebGPU refused an adapter: {e}"))?;
    if adapter.is_falsy() {
        return Err("This browser has WebGPU, but no graphics adapter for it.".to_owned());
    }
    Ok(adapter)
}

fn text(object: &JsValue, key: &str) -> Option<String> {
    property(object, key).as_string().filter(|t| !t.is_empty())
}
