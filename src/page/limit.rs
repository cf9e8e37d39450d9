//! A limit on waiting for what the browser may never answer: a store, a graphics adapter. And a pause in long work, in which it draws.

use super::engine::error_text;
use js_sys::Promise;
use leptos::prelude::window;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Seconds after which the browser counts as not answering.
const SECONDS: i32 = 10;

fn timer(milliseconds: i32) -> Promise {
    Promise::new(&mut |done, _| {
        // A window that gives no timer sets no limit.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
    })
}

/// Waits.
pub(super) async fn pause(milliseconds: i32) {
    // A timer's promise is never rejected.
    let _ = JsFuture::from(timer(milliseconds)).await;
}

/// What `work` gives.
///
/// # Errors
/// Its own, or a sentence without its full stop when it takes too long.
pub(super) async fn within_limit<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let (mut work, mut over) = (pin!(work), pin!(JsFuture::from(timer(1_000 * SECONDS))));
    poll_fn(|context| match (work.as_mut().poll(context), over.as_mut().poll(context)) {
        (Poll::Ready(outcome), _) => Poll::Ready(outcome),
        (Poll::Pending, Poll::Ready(_)) => {
            Poll::Ready(Err(format!("the browser did not answer within {SECONDS} seconds")))
        }
        (Poll::Pending, Poll::Pending) => Poll::Pending,
    })
    .await
}

/// What a promise of the browser's becomes.
///
/// # Errors
/// What it was rejected with, or that it takes too long.
pub(super) async fn promised(promise: Promise) -> Result<JsValue, String> {
    within_limit(async { JsFuture::from(promise).await.map_err(|e| error_text(&e)) }).await
}
