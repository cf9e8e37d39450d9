//! `unwrapLab.run`: one experiment from its settings to its Record, with what happens meanwhile told to a listener.

use super::arguments::{available, device_of, option_of, plain, put, spec_of};
use crate::engine::Event;
use crate::experiment::{Plan, Record, StageId};
use crate::page::driver::{Driver, Update};
use crate::page::engine::error_text;
use crate::page::inference_worker::InferenceWorker;
use crate::page::property::property;
use crate::page::run_control::one;
use crate::page::visitor_files::bring;
use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Uint8Array};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

/// Where the end of a run is told, once.
type End = Rc<RefCell<Option<oneshot::Sender<Option<String>>>>>;

const CANCELLED: &str = "the run was cancelled";

/// Runs an experiment to its end.
///
/// # Errors
/// The sentence that a visitor would see.
pub(super) async fn run(spec: &JsValue, options: &JsValue) -> Result<JsValue, String> {
    let spec = spec_of(spec)?;
    let option = |key: &str| option_of("run", options, key);
    let kind = available(device_of(&option("device")?)?).await?;
    let on_event = option("onEvent")?;
    if !(on_event.is_undefined() || on_event.is_null() || on_event.is_function()) {
        return Err("onEvent is a function".to_owned());
    }
    let on_event = on_event.dyn_into::<Function>().ok();
    let signal = option("signal")?;
    if property(&signal, "aborted").is_truthy() {
        return Err(CANCELLED.to_owned());
    }
    bring(&InferenceWorker::default(), &spec).await?;
    let with_checkpoints = option("checkpoints")?.is_truthy();
    let names = Record::empty(&Plan::new(spec.clone()).map_err(|e| e.to_string())?);
    let (sender, receiver) = oneshot::channel::<Option<String>>();
    let sender: End = Rc::new(RefCell::new(Some(sender)));
    let sender_of_end = sender.clone();
    let driver = Driver::over(one(spec, Vec::new())?, kind, move |update| {
        if let (Some(callback), Some(value)) = (&on_event, describe(&update, &names)) {
            // A listener that throws must not end the run it listens to.
            let told = plain(&value).map_err(|e| e.into()).and_then(|v| callback.call1(&JsValue::NULL, &v));
            if let Err(error) = told {
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
    listen_to(signal, sender_of_end)?;
    match receiver.await {
        Ok(None) => {
            let record = plain(&driver.record())?;
            if with_checkpoints {
                let files = driver.checkpoints().map_err(|e| e.to_string())?;
                let list = Array::new();
                for (role, bytes) in files {
                    let file = Object::new();
                    let role = plain(&role)?;
                    put(&file, "stage", &role)?;
                    put(&file, "bytes", &Uint8Array::from(bytes.as_slice()))?;
                    list.push(&file);
                }
                put(&record, "checkpoints", &list)?;
            }
            Ok(record)
        }
        Ok(Some(message)) => Err(message),
        Err(_) => Err("the run was ended".to_owned()),
    }
}

/// Ends the run when the caller's AbortSignal says so.
///
/// # Errors
/// When it is something else.
fn listen_to(signal: JsValue, end: End) -> Result<(), String> {
    if signal.is_undefined() || signal.is_null() {
        return Ok(());
    }
    let signal: EventTarget = signal.dyn_into().map_err(|_| "signal is an AbortSignal")?;
    let cancel = Closure::once_into_js(move || {
        if let Some(sender) = end.borrow_mut().take() {
            // The run may have ended in this very moment.
            let _ = sender.send(Some(CANCELLED.to_owned()));
        }
    });
    signal.add_event_listener_with_callback("abort", cancel.unchecked_ref()).map_err(|e| error_text(&e))
}

/// An update as `onEvent` gets it; none for what is only between page and engine.
fn describe(update: &Update, names: &Record) -> Option<Value> {
    let stage = |id: StageId| names.stages.get(id.0 as usize).map(|s| json!(s.role));
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
        Update::Event(_, Event::Analysing { analysis, share, seconds }) => {
            json!({"type": "inquired", "question": analysis, "share": share, "seconds": seconds})
        }
        Update::Event(_, Event::Analysed { analysis, result, seconds }) => {
            json!({"type": "found", "question": analysis, "finding": result, "seconds": seconds})
        }
        Update::Event(_, Event::JobFailed { job, message }) => {
            json!({"type": "failed", "job": job, "message": message})
        }
        Update::Event(
            _,
            Event::Snapshot { .. }
            | Event::Replied { .. }
            | Event::Written { .. }
            | Event::FileRead { .. }
            | Event::Remeasured { .. }
            | Event::Benched(_)
            | Event::BenchedWriting(_)
            | Event::StageBenched(_)
            | Event::Checked(_)
            | Event::GradientWorkerLost { .. }
            | Event::Failed { .. },
        ) => {
            return None;
        }
        Update::Notice(message) => json!({"type": "notice", "message": message}),
        Update::Finished => json!({"type": "done"}),
        Update::Stopped(message) => json!({"type": "stopped", "message": message}),
    })
}
