//! One engine: a web worker with the CPU or the WebGPU bundle in it, spoken to in messages.

use crate::VERSION;
use crate::engine::{BenchResult, Command, DeviceKind, Event, Workload, WritingSpeed};
use crate::experiment::{Spec, decode, encode};
use crate::model::Checked;
use futures_channel::oneshot;
use js_sys::{Array, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// What is heard from an engine.
pub(super) enum WorkerEvent {
    /// An event of its Session.
    Event(Event),
    /// It is of no use any more, and why.
    Ended(String),
}

/// A running worker.
pub(super) struct Engine {
    worker: Worker,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(web_sys::Event)>,
}

impl Engine {
    /// Starts a worker; everything it says goes to `listener`. The first event is `Ready`.
    pub(super) fn start(kind: DeviceKind, listener: impl Fn(WorkerEvent) + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let url = match kind {
            DeviceKind::Cpu => format!("./worker_cpu_loader.js?v={VERSION}"),
            DeviceKind::WebGpu => format!("./worker_webgpu_loader.js?v={VERSION}"),
        };
        let worker = Worker::new_with_options(&url, &options)
            .map_err(|e| format!("This browser did not start a worker for the engine: {}", error_text(&e)))?;
        let listener = Rc::new(listener);
        let heard = listener.clone();
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            heard(understand(&event.data()));
        });
        let error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            // A worker whose files are missing is told of by an event that has no message.
            let message = Reflect::get(&event, &"message".into()).ok().and_then(|message| message.as_string());
            let message = message.filter(|text| !text.is_empty());
            listener(WorkerEvent::Ended(message.unwrap_or_else(|| "its files could not be loaded".to_owned())));
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Ok(Self { worker, _message: message, _error: error })
    }

    /// Sends a command.
    pub(super) fn send(&self, command: &Command) -> Result<(), String> {
        let bytes = encode(command).map_err(|e| e.to_string())?;
        let array = Uint8Array::from(bytes.as_slice());
        self.worker.post_message_with_transfer(&array, &Array::of1(&array.buffer())).map_err(|e| error_text(&e))
    }

    /// Ends the worker at once. Its closures live on for a moment, because this may be called from within one of them.
    pub(super) fn retire(self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        wasm_bindgen_futures::spawn_local(async move { drop(self) });
    }
}

fn understand(data: &JsValue) -> WorkerEvent {
    if let Some(text) = data.as_string() {
        return WorkerEvent::Ended(text);
    }
    let bytes = data.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
    match decode::<Event>(&bytes) {
        Ok(Event::Failed { message }) => WorkerEvent::Ended(message),
        Ok(Event::Ready { version, .. }) if version != VERSION => WorkerEvent::Ended(format!(
            "the engine is of version {version} and the page of version {VERSION}; reloading the page mends that"
        )),
        Ok(event) => WorkerEvent::Event(event),
        Err(error) => WorkerEvent::Ended(error.to_string()),
    }
}

/// What a JavaScript error says.
pub(super) fn error_text(value: &JsValue) -> String {
    value
        .dyn_ref::<js_sys::Error>()
        .map(|e| String::from(e.message()))
        .or_else(|| value.as_string())
        .unwrap_or_else(|| format!("{value:?}"))
}

/// Processor cores the browser admits to; 2 when it does not say.
pub(super) fn cores() -> usize {
    let cores = web_sys::window().map_or(2.0, |w| w.navigator().hardware_concurrency());
    if cores >= 1.0 { cores as usize } else { 2 }
}

/// Measures a workload in a worker of its own, or in one that shares its steps with another.
///
/// # Errors
/// A sentence when the engine cannot run or stops.
pub(super) async fn bench(
    kind: DeviceKind,
    workload: Workload,
    steps: u32,
    warm_up: u32,
    workers: u32,
) -> Result<BenchResult, String> {
    answered(kind, Command::Bench { workload, steps, warm_up, workers }, |event| match event {
        Event::Benched(result) => Some(result),
        _ => None,
    })
    .await
}

/// Milliseconds of a step of an experiment's first stage, in a worker of its own.
///
/// # Errors
/// A sentence when the engine cannot run or stops.
pub(super) async fn bench_stage(kind: DeviceKind, spec: Spec) -> Result<f64, String> {
    answered(kind, Command::BenchStage { spec: Box::new(spec) }, |event| match event {
        Event::StageBenched(milliseconds) => Some(milliseconds),
        _ => None,
    })
    .await
}

/// Measures how fast stories are written, in a worker of its own.
///
/// # Errors
/// A sentence when the engine cannot run or stops.
pub(super) async fn bench_writing(kind: DeviceKind, rounds: u32) -> Result<Vec<WritingSpeed>, String> {
    answered(kind, Command::BenchWriting { rounds }, |event| match event {
        Event::BenchedWriting(speeds) => Some(speeds),
        _ => None,
    })
    .await
}

/// Checks an engine's operations in a worker of its own; with `plain` also the tensor library's in their place.
///
/// # Errors
/// A sentence when the engine cannot run or stops.
pub(super) async fn check(kind: DeviceKind, plain: bool) -> Result<Vec<Checked>, String> {
    answered(kind, Command::Check { plain }, |event| match event {
        Event::Checked(checked) => Some(checked),
        _ => None,
    })
    .await
}

/// What a worker of its own answers to one command.
async fn answered<T: 'static>(
    kind: DeviceKind,
    command: Command,
    answer_in: impl Fn(Event) -> Option<T> + 'static,
) -> Result<T, String> {
    let (sender, receiver) = oneshot::channel::<Result<T, String>>();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let engine: Rc<RefCell<Option<Engine>>> = Rc::default();
    let own = engine.clone();
    let answer = move |result: Result<T, String>| {
        if let Some(sender) = sender.borrow_mut().take() {
            // The asker may be gone; then nobody wants the answer.
            let _ = sender.send(result);
        }
    };
    let started = Engine::start(kind, move |event| match event {
        WorkerEvent::Event(Event::Ready { .. }) => {
            let sent = own.borrow().as_ref().map(|e| e.send(&command));
            if let Some(Err(error)) = sent {
                answer(Err(error));
            }
        }
        WorkerEvent::Event(event) => {
            if let Some(result) = answer_in(event) {
                answer(Ok(result));
            }
        }
        WorkerEvent::Ended(message) => answer(Err(message)),
    })?;
    engine.borrow_mut().replace(started);
    let result = receiver.await.unwrap_or_else(|_| Err("the engine was ended".to_owned()));
    if let Some(engine) = engine.borrow_mut().take() {
        engine.retire();
    }
    result
}
