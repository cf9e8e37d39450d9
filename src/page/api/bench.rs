//! `unwrapLab.bench`: the speed of one workload on one engine.

use super::arguments::{available, device_of, option_of, plain};
use crate::engine::{DeviceKind, Workload};
use crate::page::engine::bench;
use serde_json::json;
use wasm_bindgen::prelude::*;

/// Measures a workload.
///
/// # Errors
/// The sentence that a visitor would see.
pub(super) async fn measure(
    device: &JsValue,
    workload: &JsValue,
    [steps, warm_up]: [&JsValue; 2],
    options: &JsValue,
) -> Result<JsValue, String> {
    let kind = device_of(device)?;
    let name = if workload.is_undefined() { "tiny".to_owned() } else { workload.as_string().unwrap_or_default() };
    let workload = Workload::from_name(&name)
        .ok_or_else(|| format!("“{name}” is no workload; there are micro, tiny, small and paper"))?;
    let whole = |value: &JsValue, what: &str, otherwise: u32, low: u32| {
        if value.is_undefined() {
            return Ok(otherwise);
        }
        value
            .as_f64()
            .filter(|v| v.fract() == 0.0 && (f64::from(low)..=100_000.0).contains(v))
            .map(|v| v as u32)
            .ok_or_else(|| format!("{what} takes a whole number from {low} to 100000"))
    };
    let steps = whole(steps, "steps", 10, 1)?;
    let warm_up = whole(warm_up, "warmup", 2, 0)?;
    let workers = whole(&option_of("bench", options, "workers")?, "workers", 1, 1)?;
    if workers > 2 || (workers == 2 && kind != DeviceKind::Cpu) {
        return Err("workers takes 1, or on the CPU 2".to_owned());
    }
    let kind = available(kind).await?;
    let result = bench(kind, workload, steps, warm_up, workers).await?;
    let value = json!({
        "ms_per_step": result.ms_per_step,
        "loss_first": result.losses.first(),
        "loss_last": result.losses.last(),
        "device": result.device,
        "workload": result.workload.name(),
        "gflops": result.gflops,
        "losses": result.losses,
        "memory": result.memory,
    });
    plain(&value)
}
