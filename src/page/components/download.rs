//! Files that the page makes and the browser saves.

use crate::page::engine::error_text;
use crate::page::notices::Notices;
use js_sys::{Array, Uint8Array};
use leptos::prelude::{document, set_timeout};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// How long the browser has to begin reading a file that it saves.
const READ_WITHIN: Duration = Duration::from_secs(60);

/// Offers `text` as a download, or says why not.
pub(in crate::page) fn offer(notices: Notices, name: &str, kind: &str, text: Result<String, String>) {
    offer_bytes(notices, name, kind, text.map(String::into_bytes));
}

/// Offers bytes as a download, or says why not.
pub(in crate::page) fn offer_bytes(notices: Notices, name: &str, kind: &str, bytes: Result<Vec<u8>, String>) {
    if let Err(error) = bytes.and_then(|bytes| download(name, kind, &bytes).map_err(|e| error_text(&e))) {
        notices.say(format!("The file could not be made: {error}."));
    }
}

/// Offers what an address holds as a download, or says why not.
pub(in crate::page) fn offer_url(notices: Notices, name: &str, address: Result<String, String>) {
    if let Err(error) = address.and_then(|address| save(name, &address).map_err(|e| error_text(&e))) {
        notices.say(format!("The file could not be made: {error}."));
    }
}

fn save(name: &str, address: &str) -> Result<(), JsValue> {
    let anchor: web_sys::HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    anchor.set_href(address);
    anchor.set_download(name);
    anchor.click();
    Ok(())
}

fn download(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let saved = save(name, &url);
    // The browser reads it after this task: an address that is gone by then gives an empty file.
    set_timeout(
        move || {
            // An address that is not known any more needs no revoking.
            let _ = web_sys::Url::revoke_object_url(&url);
        },
        READ_WITHIN,
    );
    saved
}
