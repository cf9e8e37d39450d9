//! Fetches what the page ships with: models, the run that it shows first, and results of the gallery. It is read like any other file from
//! outside.

use super::engine::error_text;
use crate::VERSION;
use crate::experiment::{Checkpoint, Role, Spec};
use crate::gallery::{Exhibit, RESULTS_LIST, ShippedResults, results_list_from_json};
use js_sys::{JsString, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

async fn answer(file: &str) -> Result<Response, String> {
    let address = format!("./{file}?v={VERSION}");
    let answer = JsFuture::from(window().fetch_with_str(&address)).await.map_err(|e| error_text(&e))?;
    let response: Response = answer.dyn_into().map_err(|e| error_text(&e))?;
    if !response.ok() {
        return Err(format!("{file} is not there: the server answered {}", response.status()));
    }
    Ok(response)
}

async fn text(file: &str) -> Result<String, String> {
    let promise = answer(file).await?.text().map_err(|e| error_text(&e))?;
    let text = JsFuture::from(promise).await.map_err(|e| error_text(&e))?;
    Ok(text.dyn_into::<JsString>().map_err(|e| error_text(&e))?.into())
}

/// The shipped checkpoint in `file`, if it is what `role` of `spec` ends with.
///
/// # Errors
/// A sentence when it cannot be fetched or is something else.
pub(super) async fn fetch(spec: &Spec, role: Role, file: &str) -> Result<Checkpoint, String> {
    fetch_from(spec, role, &format!("checkpoints/{file}")).await
}

/// The same of a file whose place is known from the page's folder.
///
/// # Errors
/// A sentence when it cannot be fetched or is something else.
pub(super) async fn fetch_from(spec: &Spec, role: Role, path: &str) -> Result<Checkpoint, String> {
    let checkpoint = Checkpoint::from_bytes(&bytes(path).await?).map_err(|e| e.to_string())?;
    checkpoint.for_stage(spec, role).map_err(|e| e.to_string())
}

/// The bytes of a file that came with the page.
///
/// # Errors
/// A sentence when it cannot be fetched.
pub(super) async fn bytes(path: &str) -> Result<Vec<u8>, String> {
    let promise = answer(path).await?.array_buffer().map_err(|e| error_text(&e))?;
    let buffer = JsFuture::from(promise).await.map_err(|e| error_text(&e))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The exhibits that have shipped results.
///
/// # Errors
/// A sentence when the list cannot be fetched or is none.
pub(super) async fn exhibits_with_results() -> Result<Vec<&'static Exhibit>, String> {
    results_list_from_json(&text(&format!("gallery/{RESULTS_LIST}")).await?).map_err(|e| e.to_string())
}

/// The shipped results of an exhibit.
///
/// # Errors
/// A sentence when they cannot be fetched or cannot be of it.
pub(super) async fn exhibit_results(exhibit: &Exhibit) -> Result<ShippedResults, String> {
    ShippedResults::from_json(&text(&format!("gallery/{}.json", exhibit.key)).await?, exhibit)
        .map_err(|e| e.to_string())
}
