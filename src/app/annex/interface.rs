//! What the annex does for scripts and for the lab: `window.unwrapLab`'s engine for course pages, notebooks and checks, which the README
//! documents, and the lab's files.

use super::files::{csv_of, curves_of, json_of, read, share, zip_of};
use super::frame::frames;
use crate::app::adapter::devices;
use crate::app::address::url_of;
use crate::app::driver::{Driver, Update};
use crate::app::engine::{bench, check, words};
use crate::engine::{DeviceKind, Event, Workload};
use crate::experiment::{Preset, Record, Spec, spec_from_json};
use crate::schedule::Run;
use futures_channel::oneshot;
use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// Puts `unwrapLabAnnex` on the window. The page has a function of the same name for each that scripts may call, which fetches the annex
/// first.
///
/// # Errors
/// When the window refuses, which is a browser's defect.
pub(super) fn install() -> Result<(), JsValue> {
    let annex = Object::new();
    let found = Closure::<dyn Fn() -> Promise>::new(|| future_to_promise(async { plain(&devices().await) }));
    put(&annex, "devices", &found.into_js_value())?;
    let run = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(|spec, options| {
        future_to_promise(async move { run(&spec, &options).await.map_err(|e| js_sys::Error::new(&e).into()) })
    });
    put(&annex, "run", &run.into_js_value())?;
    let measure = Closure::<Measuring>::new(|device, workload, steps, warm_up, options: JsValue| {
        future_to_promise(async move {
            measure(&device, &workload, [&steps, &warm_up], &options).await.map_err(|e| js_sys::Error::new(&e).into())
        })
    });
    put(&annex, "bench", &measure.into_js_value())?;
    let checked = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(|device: JsValue, options: JsValue| {
        future_to_promise(async move {
            let found = async {
                let with_plain = option_of("check", &options, "plain")?.is_truthy();
                check(available(device_of(&device)?).await?, with_plain).await
            };
            plain(&found.await.map_err(|e| js_sys::Error::new(&e))?)
        })
    });
    put(&annex, "check", &checked.into_js_value())?;
    let drawn = Closure::<dyn Fn(JsValue) -> Promise>::new(|count: JsValue| {
        future_to_promise(async move {
            let count = count.as_f64().filter(|n| (1.0..=400.0).contains(n)).unwrap_or(60.0) as usize;
            let times = frames(count).await.map_err(|e| js_sys::Error::new(&e))?;
            plain(&times)
        })
    });
    put(&annex, "frames", &drawn.into_js_value())?;
    let link = Closure::<dyn Fn(JsValue) -> Result<String, JsValue>>::new(|spec: JsValue| {
        let spec = spec_of(&spec).map_err(|e| JsValue::from(js_sys::Error::new(&e)))?;
        Ok(url_of(&spec))
    });
    put(&annex, "link", &link.into_js_value())?;
    let refused = |e: String| JsValue::from(js_sys::Error::new(&e));
    let zip = Closure::<dyn Fn(Uint8Array) -> Result<Uint8Array, JsValue>>::new(move |runs: Uint8Array| {
        Ok(Uint8Array::from(zip_of(&runs.to_vec()).map_err(refused)?.as_slice()))
    });
    put(&annex, "zip", &zip.into_js_value())?;
    let read = Closure::<dyn Fn(String, Uint8Array) -> Result<Uint8Array, JsValue>>::new(
        move |name: String, bytes: Uint8Array| {
            Ok(Uint8Array::from(read(&name, &bytes.to_vec()).map_err(refused)?.as_slice()))
        },
    );
    put(&annex, "read", &read.into_js_value())?;
    let json = Closure::<dyn Fn(Uint8Array) -> Result<String, JsValue>>::new(move |record: Uint8Array| {
        json_of(&record.to_vec()).map_err(refused)
    });
    put(&annex, "json", &json.into_js_value())?;
    let curves = Closure::<dyn Fn(Uint8Array) -> Result<String, JsValue>>::new(move |record: Uint8Array| {
        curves_of(&record.to_vec()).map_err(refused)
    });
    put(&annex, "curves", &curves.into_js_value())?;
    let csv = Closure::<dyn Fn(Uint8Array) -> Result<String, JsValue>>::new(move |rows: Uint8Array| {
        csv_of(&rows.to_vec()).map_err(refused)
    });
    put(&annex, "csv", &csv.into_js_value())?;
    let shared =
        Closure::<dyn Fn(Uint8Array, bool) -> Result<Array, JsValue>>::new(move |record: Uint8Array, results: bool| {
            let (address, code) = share(&record.to_vec(), results).map_err(refused)?;
            Ok(Array::of2(&JsValue::from_str(&address), &code.map_or(JsValue::NULL, |svg| JsValue::from_str(&svg))))
        });
    put(&annex, "share", &shared.into_js_value())?;
    put(&js_sys::global(), "unwrapLabAnnex", &annex)
}

fn put(object: &JsValue, key: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &JsValue::from_str(key), value).map(|_| ())
}

fn plain<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(value).map_err(|e| JsValue::from(js_sys::Error::new(&e.to_string())))?;
    JSON::parse(&text)
}

fn value_of(value: &JsValue) -> Result<Value, String> {
    if value.is_undefined() {
        return Ok(Value::Null);
    }
    let text = JSON::stringify(value).map_err(|e| words(&e))?;
    let text = text.as_string().ok_or("an experiment is an object of settings; this is a function or a symbol")?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}

fn spec_of(value: &JsValue) -> Result<Spec, String> {
    if value.is_undefined() || value.is_null() {
        return Ok(Preset::Quick.spec());
    }
    spec_from_json(&value_of(value)?).map_err(|e| e.to_string())
}

fn device_of(value: &JsValue) -> Result<DeviceKind, String> {
    if value.is_undefined() || value.is_null() {
        return Ok(DeviceKind::Cpu);
    }
    let name = value.as_string().unwrap_or_else(|| format!("{value:?}"));
    DeviceKind::named(&name).ok_or_else(|| format!("“{name}” is no device; there are cpu and webgpu"))
}

/// The device, after asking whether it is there.
async fn available(kind: DeviceKind) -> Result<DeviceKind, String> {
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
fn option_of(function: &str, options: &JsValue, key: &str) -> Result<JsValue, String> {
    if options.is_object() {
        Reflect::get(options, &JsValue::from_str(key)).map_err(|e| words(&e))
    } else if options.is_undefined() || options.is_null() {
        Ok(JsValue::UNDEFINED)
    } else {
        Err(format!("the options of {function} are an object, for instance {{{key}: …}}"))
    }
}

async fn run(spec: &JsValue, options: &JsValue) -> Result<JsValue, String> {
    let spec = spec_of(spec)?;
    let option = |key: &str| option_of("run", options, key);
    let kind = available(device_of(&option("device")?)?).await?;
    let on_event = option("onEvent")?;
    if !(on_event.is_undefined() || on_event.is_null() || on_event.is_function()) {
        return Err("onEvent is a function".to_owned());
    }
    let on_event = on_event.dyn_into::<Function>().ok();
    let with_checkpoints = option("checkpoints")?.is_truthy();
    let names = Run::new(spec.clone()).map_err(|e| e.to_string())?.record().clone();
    let (sender, receiver) = oneshot::channel::<Option<String>>();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let driver = Driver::start(spec, kind, Vec::new(), move |update| {
        if let (Some(callback), Some(value)) = (&on_event, describe(&update, &names)) {
            // A listener that throws must not end the run it listens to.
            if let Err(error) = plain(&value).and_then(|v| callback.call1(&JsValue::NULL, &v)) {
                web_sys::console::error_2(&"unwrapLab.run: onEvent threw".into(), &error);
            }
        }
        let ended = match update {
            Update::Finished => None,
            Update::Stopped(message) => Some(message),
            Update::Event(..) | Update::Notice(_) => return,
        };
        if let Some(sender) = sender.borrow_mut().take() {
            let _ = sender.send(ended);
        }
    })?;
    match receiver.await {
        Ok(None) => {
            let record = plain(&driver.record()).map_err(|e| words(&e))?;
            if with_checkpoints {
                let files = driver.checkpoints().map_err(|e| e.to_string())?;
                let list = Array::new();
                for (role, bytes) in files {
                    let file = Object::new();
                    let role = plain(&role).map_err(|e| words(&e))?;
                    put(&file, "stage", &role).map_err(|e| words(&e))?;
                    put(&file, "bytes", &Uint8Array::from(bytes.as_slice())).map_err(|e| words(&e))?;
                    list.push(&file);
                }
                put(&record, "checkpoints", &list).map_err(|e| words(&e))?;
            }
            Ok(record)
        }
        Ok(Some(message)) => Err(message),
        Err(_) => Err("the run was ended".to_owned()),
    }
}

/// An update as `onEvent` gets it; none for what is only between page and engine.
fn describe(update: &Update, names: &Record) -> Option<Value> {
    let stage = |id: crate::experiment::StageId| names.stages.get(id.0 as usize).map(|s| json!(s.role));
    Some(match update {
        Update::Event(_, Event::Ready { version, device }) => {
            json!({"type": "ready", "version": version, "device": device})
        }
        Update::Event(_, Event::Progress { stage: id, step, loss, seconds }) => {
            json!({"type": "progress", "stage": stage(*id), "index": id.0, "step": step, "loss": loss, "seconds": seconds})
        }
        Update::Event(_, Event::Measured { stage: id, point }) => {
            json!({"type": "measured", "stage": stage(*id), "index": id.0, "point": point})
        }
        Update::Event(_, Event::Finished { stage: id, seconds, .. }) => {
            json!({"type": "finished", "stage": stage(*id), "index": id.0, "seconds": seconds})
        }
        Update::Event(_, Event::Inquired { question, share, seconds }) => {
            json!({"type": "inquired", "question": question, "share": share, "seconds": seconds})
        }
        Update::Event(_, Event::Found { question, finding, seconds }) => {
            json!({"type": "found", "question": question, "finding": finding, "seconds": seconds})
        }
        Update::Event(_, Event::JobFailed { job, message }) => {
            json!({"type": "failed", "job": job, "message": message})
        }
        Update::Event(
            _,
            Event::Kept { .. }
            | Event::Replied { .. }
            | Event::Benched(_)
            | Event::Checked(_)
            | Event::Alone { .. }
            | Event::PartProgress { .. }
            | Event::PartMeasured { .. }
            | Event::PartFinished { .. }
            | Event::PartFailed { .. }
            | Event::Pruned { .. }
            | Event::Failed { .. },
        ) => {
            return None;
        }
        Update::Notice(message) => json!({"type": "notice", "message": message}),
        Update::Finished => json!({"type": "done"}),
        Update::Stopped(message) => json!({"type": "stopped", "message": message}),
    })
}

/// What `unwrapLab.bench` takes: device, workload, steps, steps before them, options.
type Measuring = dyn Fn(JsValue, JsValue, JsValue, JsValue, JsValue) -> Promise;

async fn measure(
    device: &JsValue,
    workload: &JsValue,
    [steps, warm_up]: [&JsValue; 2],
    options: &JsValue,
) -> Result<JsValue, String> {
    let kind = device_of(device)?;
    let name = if workload.is_undefined() { "tiny".to_owned() } else { workload.as_string().unwrap_or_default() };
    let workload = Workload::named(&name)
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
    plain(&value).map_err(|e| words(&e))
}
