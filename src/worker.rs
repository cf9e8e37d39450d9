//! The shell around a Session in a dedicated web worker: bytes in, bytes out, and a breath between slices.
//!
//! Failures before the Session can speak for itself, and panics, go to the page as plain text.

use crate::engine::{Command, DeviceKind, Event, Session, decode, encode, open};
use js_sys::{Array, Function, Promise, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// Long enough to keep the cost of a breath small, short enough that a pause is felt at once.
const SLICE: Duration = Duration::from_millis(40);

/// Opens a device of `kind` and serves the page until the worker is ended.
pub async fn serve(kind: DeviceKind) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let teller = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        tell(&teller, &format!("the engine stopped: {info}"));
    }));
    let inbox = Inbox::listen(&scope);
    let mut session = match open(kind).await {
        Ok(opened) => Session::new(opened),
        Err(error) => return tell(&scope, &error.to_string()),
    };
    send(&scope, &session.ready());
    let Ok(channel) = MessageChannel::new() else {
        return tell(&scope, "this browser has no message channels");
    };
    loop {
        while let Some(bytes) = inbox.take() {
            let refused = match decode::<Command>(&bytes) {
                Ok(command) => session.command(command),
                Err(error) => Some(Event::Failed { message: error.to_string() }),
            };
            if let Some(event) = refused {
                send(&scope, &event);
            }
        }
        if session.is_resting() {
            inbox.wait().await;
        } else {
            for event in session.advance(SLICE).await {
                send(&scope, &event);
            }
            breathe(&channel).await;
        }
    }
}

/// Sends text that is no event: the page treats it as the end of this worker.
fn tell(scope: &DedicatedWorkerGlobalScope, message: &str) {
    // Nothing can be done for a worker whose page is gone.
    let _ = scope.post_message(&JsValue::from_str(message));
}

fn send(scope: &DedicatedWorkerGlobalScope, event: &Event) {
    match encode(event) {
        Ok(bytes) => {
            let array = Uint8Array::from(bytes.as_slice());
            if let Err(error) = scope.post_message_with_transfer(&array, &Array::of1(&array.buffer())) {
                tell(scope, &format!("an event could not be sent: {error:?}"));
            }
        }
        Err(error) => tell(scope, &error.to_string()),
    }
}

/// Lets messages in: a round trip over a message channel, which browsers do not slow down as they do timers.
async fn breathe(channel: &MessageChannel) {
    let promise = Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
        if channel.port2().post_message(&JsValue::NULL).is_err() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Messages that have arrived and were not read yet.
#[derive(Clone)]
struct Inbox {
    messages: Rc<RefCell<VecDeque<Vec<u8>>>>,
    waiting: Rc<RefCell<Option<Function>>>,
}

impl Inbox {
    fn listen(scope: &DedicatedWorkerGlobalScope) -> Self {
        let inbox = Self { messages: Rc::default(), waiting: Rc::default() };
        let own = inbox.clone();
        let receive = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = event.data().dyn_into::<Uint8Array>().map(|a| a.to_vec()).unwrap_or_default();
            own.messages.borrow_mut().push_back(bytes);
            if let Some(resolve) = own.waiting.borrow_mut().take() {
                let _ = resolve.call0(&JsValue::NULL);
            }
        });
        scope.set_onmessage(Some(receive.as_ref().unchecked_ref()));
        receive.forget();
        inbox
    }

    fn take(&self) -> Option<Vec<u8>> {
        self.messages.borrow_mut().pop_front()
    }

    async fn wait(&self) {
        if !self.messages.borrow().is_empty() {
            return;
        }
        let waiting = self.waiting.clone();
        let promise = Promise::new(&mut |resolve, _| {
            waiting.borrow_mut().replace(resolve);
        });
        let _ = JsFuture::from(promise).await;
    }
}
