//! What a worker was sent and has not read yet.

use js_sys::{Array, Function, Promise, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// A message as it arrived.
pub(super) enum Message {
    /// A command as bytes.
    Command(Vec<u8>),
    /// Half of a step, asked for by another worker.
    MicroBatch(Array),
}

/// Messages that have arrived and were not read yet.
#[derive(Clone)]
pub(super) struct Inbox {
    messages: Rc<RefCell<VecDeque<Message>>>,
    waiting: Rc<RefCell<Option<Function>>>,
}

impl Inbox {
    pub(super) fn listen(scope: &DedicatedWorkerGlobalScope) -> Self {
        let inbox = Self { messages: Rc::default(), waiting: Rc::default() };
        let own = inbox.clone();
        let receive = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let message = match event.data().dyn_into::<Array>() {
                Ok(micro_batch) => Message::MicroBatch(micro_batch),
                Err(data) => Message::Command(data.dyn_into::<Uint8Array>().map(|a| a.to_vec()).unwrap_or_default()),
            };
            own.messages.borrow_mut().push_back(message);
            if let Some(resolve) = own.waiting.borrow_mut().take() {
                let _ = resolve.call0(&JsValue::NULL);
            }
        });
        scope.set_onmessage(Some(receive.as_ref().unchecked_ref()));
        receive.forget();
        inbox
    }

    pub(super) fn take(&self) -> Option<Message> {
        self.messages.borrow_mut().pop_front()
    }

    pub(super) async fn wait(&self) {
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
