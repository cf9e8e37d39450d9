//! One tab works on a run at a time. The browser gives a claim back when the tab that holds it is closed or crashes (Web Locks).

use super::folder::own_name;
use crate::page::limit::{pause, promised};
use crate::page::property::property;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The right of this tab to work on a run, until it is dropped.
pub(in crate::page) struct Claim {
    /// Gives it back; none where the browser has no locks, as on a page that came over plain http.
    release: Option<Function>,
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // It resolves a promise of our own, which cannot fail.
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// How often a claim is asked for again, and the milliseconds in between: a page that was just left, as by a reload, may hold its own a
/// moment longer.
const AGAIN: (u32, i32) = (8, 250);

/// Claims the run `id`; none where another tab works on it.
///
/// # Errors
/// A sentence when the browser never answers.
pub(in crate::page) async fn claim_run(id: &str) -> Result<Option<Claim>, String> {
    for _ in 0..AGAIN.0 {
        if let Some(claim) = claimed_at_once(id).await? {
            return Ok(Some(claim));
        }
        pause(AGAIN.1).await;
    }
    claimed_at_once(id).await
}

async fn claimed_at_once(id: &str) -> Result<Option<Claim>, String> {
    let locks = property(&window().navigator(), "locks");
    let Ok(request) = property(&locks, "request").dyn_into::<Function>() else {
        return Ok(Some(Claim { release: None }));
    };
    let options = Object::new();
    // A new object takes a property.
    let _ = Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
    let name = JsValue::from_str(&own_name(&format!("unwrap-lab run {id}")));
    // Answers with what releases the lock, null where another tab has it, and undefined where the browser refuses locks.
    let answer = Promise::new(&mut |answer, _| {
        let answered = answer.clone();
        let held = Closure::once_into_js(move |lock: JsValue| {
            if lock.is_null() {
                let _ = answered.call1(&JsValue::NULL, &JsValue::NULL);
                return JsValue::UNDEFINED;
            }
            // The lock is held until this promise is resolved.
            let until = Promise::new(&mut |release, _| {
                let _ = answered.call1(&JsValue::NULL, &release);
            });
            until.into()
        });
        let refused = Closure::once_into_js(move |_: JsValue| answer.call0(&JsValue::NULL));
        if let Ok(promise) = request.call3(&locks, &name, &options, &held) {
            let _ = property(&promise, "catch").dyn_into::<Function>().map(|catch| catch.call1(&promise, &refused));
        }
    });
    let answer = promised(answer).await?;
    Ok(if answer.is_null() { None } else { Some(Claim { release: answer.dyn_into().ok() }) })
}
