//! The parts of the page that are fetched when they are first used: the annex and the compiled skills, programs of their own.

use super::engine::words;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Sweeps, the gallery, the benchmark, files, and what scripts may call.
    Annex,
    /// Compiled skills.
    Skills,
    /// The lesson.
    Lesson,
}

impl Part {
    /// The name of its bundle, and of its place in the page.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Annex => "annex",
            Self::Skills => "skills",
            Self::Lesson => "lesson",
        }
    }
}

/// Fetches a part; it shows itself in its place.
///
/// # Errors
/// A sentence when it cannot be had.
pub(super) async fn fetch_part(part: Part) -> Result<(), String> {
    let outcome = async {
        let fetch: Function = Reflect::get(&window(), &JsValue::from_str("fetchPart"))?.dyn_into()?;
        let promise: Promise = fetch.call1(&JsValue::NULL, &JsValue::from_str(part.name()))?.dyn_into()?;
        JsFuture::from(promise).await
    };
    outcome.await.map(drop).map_err(|e| words(&e))
}

/// Lets the annex do something.
///
/// # Errors
/// What it says, or that it cannot be had.
pub(super) async fn annex(name: &str, given: &js_sys::Array) -> Result<JsValue, String> {
    fetch_part(Part::Annex).await?;
    let outcome = || {
        let annex = Reflect::get(&window(), &JsValue::from_str("unwrapLabAnnex"))?;
        let function: Function = Reflect::get(&annex, &JsValue::from_str(name))?.dyn_into()?;
        function.apply(&annex, given)
    };
    outcome().map_err(|e| words(&e))
}
