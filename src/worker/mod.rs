//! The shell around a Session in a dedicated web worker: bytes in, bytes out, and a breath between slices.
//!
//! Failures before the Session can speak for itself, and panics, go to the page as plain text. The same shell serves a worker
//! that another one started to have half of each step computed.

mod farewell;
mod gradient_worker;
mod inbox;

use crate::engine::{Command, DeviceKind, Event, Session, open};
use crate::experiment::{decode, encode};
use crate::setups::install;
use farewell::tell;
use inbox::{Inbox, Message};
use js_sys::{Array, Promise, Uint8Array};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};

/// Long enough to keep the cost of a breath small, short enough that a pause is felt at once.
const SLICE: Duration = Duration::from_millis(40);

/// Opens a device of `kind` and serves the page until the worker is ended.
pub async fn serve(kind: DeviceKind) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let teller = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        tell(&teller, &format!("the engine stopped: {info}"));
    }));
    install();
    let inbox = Inbox::listen(&scope);
    let opened = match open(kind).await {
        Ok(opened) => opened,
        Err(error) => return tell(&scope, &error.to_string()),
    };
    let mut session = Session::with_gradient_worker(opened.clone(), Box::new(gradient_worker::start));
    send(&scope, &session.ready());
    let Ok(channel) = MessageChannel::new() else {
        return tell(&scope, "this browser has no message channels");
    };
    loop {
        while let Some(message) = inbox.take() {
            match message {
                Message::Command(bytes) => {
                    let refused = match decode::<Command>(&bytes) {
                        Ok(command) => session.command(command),
                        Err(error) => Some(Event::Failed { message: error.to_string() }),
                    };
                    if let Some(event) = refused {
                        send(&scope, &event);
                    }
                }
                Message::MicroBatch(micro_batch) => gradient_worker::answer(&scope, &micro_batch, &opened).await,
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
