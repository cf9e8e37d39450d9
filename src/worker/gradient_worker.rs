//! A gradient worker: a second worker, started by the first, that computes half of each large step. Micro-batches and
//! gradients travel as arrays of floats in transferred buffers.

use super::farewell::tell;
use crate::VERSION;
use crate::engine::{Event, Opened};
use crate::experiment::{decode, encode};
use crate::train::{GradientWorker, MicroBatch, MicroBatchGradient, Promised};
use js_sys::{Array, Float32Array, Function, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Starts a second worker with the same program as this one.
///
/// # Errors
/// A sentence when the browser does not start it.
pub(super) fn start() -> Result<Rc<dyn GradientWorker>, String> {
    let failed = |e: JsValue| format!("this browser did not start a second worker: {e:?}");
    let location = Reflect::get(&js_sys::global(), &"location".into()).map_err(failed)?;
    let own = Reflect::get(&location, &"href".into()).map_err(failed)?;
    let own = own.as_string().ok_or("this worker does not know its own address")?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&own, &options).map_err(failed)?;
    Ok(Rc::new(GradientWorkerHandle::listen(worker)))
}

/// Computes the micro-batch that another worker asks for, and answers it. What is no micro-batch ends this worker with
/// a sentence.
pub(super) async fn answer(scope: &DedicatedWorkerGlobalScope, message: &Array, opened: &Opened) {
    let micro_batch = message.get(0).dyn_into::<Uint8Array>().map(|bytes| decode::<MicroBatch>(&bytes.to_vec()));
    let weights = message.get(1).dyn_into::<Float32Array>();
    let (Ok(Ok(micro_batch)), Ok(weights)) = (micro_batch, weights) else {
        return tell(scope, "a micro-batch could not be read");
    };
    match micro_batch.gradient(&weights.to_vec(), &opened.device).await {
        Ok(MicroBatchGradient { loss, values }) => {
            let values = Float32Array::from(values.as_slice());
            let reply = Array::of2(&values, &loss.into());
            if let Err(error) = scope.post_message_with_transfer(&reply, &Array::of1(&values.buffer())) {
                tell(scope, &format!("a gradient could not be sent: {error:?}"));
            }
        }
        Err(message) => tell(scope, &message),
    }
}

/// The second worker, as the first one sees it. It ends when this is dropped.
struct GradientWorkerHandle {
    worker: Worker,
    received: Rc<Received>,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(web_sys::Event)>,
}

/// What the gradient worker has sent.
#[derive(Default)]
struct Received {
    ready: Cell<bool>,
    given: RefCell<Option<MicroBatchGradient>>,
    lost: RefCell<Option<String>>,
    /// Who waits for news.
    waiting: RefCell<Option<Function>>,
}

impl Received {
    fn receive(&self, data: &JsValue) {
        if let Some(text) = data.as_string() {
            self.lost.replace(Some(text));
        } else if let Some(reply) = data.dyn_ref::<Array>() {
            let (values, loss) = (reply.get(0).dyn_into::<Float32Array>(), reply.get(1).as_f64());
            match (values, loss) {
                (Ok(values), Some(loss)) => {
                    self.given.replace(Some(MicroBatchGradient { loss: loss as f32, values: values.to_vec() }));
                }
                _ => {
                    self.lost.replace(Some("it answered with what is no gradient".to_owned()));
                }
            }
        } else if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
            match decode::<Event>(&bytes.to_vec()) {
                Ok(Event::Ready { version, .. }) if version == VERSION => self.ready.set(true),
                Ok(Event::Ready { version, .. }) => {
                    self.lost.replace(Some(format!("it is of version {version}; reloading the page mends that")));
                }
                _ => {}
            }
        }
        if let Some(resolve) = self.waiting.take() {
            // The promise was made in `news`; resolving it cannot fail.
            let _ = resolve.call0(&JsValue::NULL);
        }
    }

    /// Waits for the next message.
    async fn news(&self) {
        let promise = Promise::new(&mut |resolve, _| {
            self.waiting.replace(Some(resolve));
        });
        let _ = JsFuture::from(promise).await;
    }
}

impl GradientWorkerHandle {
    fn listen(worker: Worker) -> Self {
        let received = Rc::new(Received::default());
        let own = received.clone();
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| own.receive(&event.data()));
        let own = received.clone();
        let error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            // A worker whose files are missing is told of by an event that has no message.
            let text = Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
            let text = text.filter(|text| !text.is_empty());
            own.receive(&JsValue::from_str(text.as_deref().unwrap_or("its files could not be loaded")));
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Self { worker, received, _message: message, _error: error }
    }
}

impl GradientWorker for GradientWorkerHandle {
    fn ready(&self) -> Promised<'_, bool> {
        Box::pin(async {
            while !self.received.ready.get() && self.received.lost.borrow().is_none() {
                self.received.news().await;
            }
            self.received.lost.borrow().is_none()
        })
    }

    fn take(&self, micro_batch: &MicroBatch, weights: &[f32]) -> bool {
        if self.received.lost.borrow().is_some() {
            // Waiting for the answer tells why there is none.
            return true;
        }
        if !self.received.ready.get() {
            return false;
        }
        let Ok(bytes) = encode(micro_batch) else { return false };
        let (bytes, weights) = (Uint8Array::from(bytes.as_slice()), Float32Array::from(weights));
        let buffers = Array::of2(&bytes.buffer(), &weights.buffer());
        self.worker.post_message_with_transfer(&Array::of2(&bytes, &weights), &buffers).is_ok()
    }

    fn give(&self) -> Promised<'_, Result<MicroBatchGradient, String>> {
        Box::pin(async {
            loop {
                if let Some(given) = self.received.given.take() {
                    return Ok(given);
                }
                if let Some(message) = self.received.lost.borrow().clone() {
                    return Err(message);
                }
                self.received.news().await;
            }
        })
    }
}

impl Drop for GradientWorkerHandle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
