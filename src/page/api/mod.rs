//! What scripts may call on `window.unwrapLab`, which docs/guide.md documents: course pages, notebooks and checks use
//! the engine behind the page. `index.html` has a function of the same name for each, which waits until the page is
//! alive.

mod arguments;
mod bench;
mod frames;
mod run;

use super::adapter::devices;
use super::address::url_of;
use super::engine::check;
use crate::VERSION;
use arguments::{available, device_of, option_of, plain, spec_of};
use wasm_bindgen::prelude::*;

/// What a script gets: a value, or an error with the sentence that a visitor would see.
type Answer = Result<JsValue, js_sys::Error>;

fn answer(outcome: Result<JsValue, String>) -> Answer {
    outcome.map_err(|sentence| js_sys::Error::new(&sentence))
}

/// This build's version.
#[wasm_bindgen(js_name = version)]
pub fn api_version() -> String {
    VERSION.to_owned()
}

/// Both engines, and whether this browser can run them.
///
/// # Errors
/// Never for a reason that a visitor could mend.
#[wasm_bindgen(js_name = devices)]
pub async fn api_devices() -> Answer {
    answer(plain(&devices().await))
}

/// The Record of an experiment.
///
/// # Errors
/// When the arguments are not possible or the run stops.
#[wasm_bindgen(js_name = run)]
pub async fn api_run(spec: JsValue, options: JsValue) -> Answer {
    answer(run::run(&spec, &options).await)
}

/// What a workload takes.
///
/// # Errors
/// When the arguments are not possible or the engine stops.
#[wasm_bindgen(js_name = bench)]
pub async fn api_bench(
    device: JsValue,
    workload: JsValue,
    steps: JsValue,
    warm_up: JsValue,
    options: JsValue,
) -> Answer {
    answer(bench::measure(&device, &workload, [&steps, &warm_up], &options).await)
}

/// How far every operation is from double precision.
///
/// # Errors
/// When the arguments are not possible or the engine stops.
#[wasm_bindgen(js_name = check)]
pub async fn api_check(device: JsValue, options: JsValue) -> Answer {
    let found = async {
        let with_plain = option_of("check", &options, "plain")?.is_truthy();
        check(available(device_of(&device)?).await?, with_plain).await
    };
    answer(found.await.and_then(|found| plain(&found)))
}

/// Milliseconds of the page's own work for each frame of a live chart.
///
/// # Errors
/// When the document refuses an element.
#[wasm_bindgen(js_name = frames)]
pub async fn api_frames(count: JsValue) -> Answer {
    let count = count.as_f64().filter(|n| (1.0..=400.0).contains(n)).unwrap_or(60.0) as usize;
    answer(frames::frames(count).await.and_then(|times| plain(&times)))
}

/// The address that opens an experiment.
///
/// # Errors
/// When the experiment is not possible.
#[wasm_bindgen(js_name = link)]
pub fn api_link(spec: JsValue) -> Answer {
    answer(spec_of(&spec).map(|spec| url_of(&spec).into()))
}
