//! Files that the page makes and the browser saves.

use super::engine::words;
use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};

/// Offers `text` as a download.
///
/// # Errors
/// A sentence when the text or the file could not be made.
pub(super) fn offer(name: &str, kind: &str, text: Result<String, String>) -> Result<(), String> {
    let outcome = text.and_then(|text| download(name, kind, &text).map_err(|e| words(&e)));
    outcome.map_err(|error| format!("The file could not be made: {error}."))
}

fn download(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&Array::of1(&JsValue::from_str(text)), &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let anchor: web_sys::HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    web_sys::Url::revoke_object_url(&url)
}
