//! How much room this page takes in the browser, and whether the browser may throw it away.

use crate::page::engine::error_text;
use crate::page::property::property;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Room in the browser, as it estimates it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::page) struct Space {
    /// Bytes that this page takes.
    pub(in crate::page) used: f64,
    /// Bytes that it may take.
    pub(in crate::page) of: f64,
    /// Whether the browser promised not to throw it away when room gets scarce.
    pub(in crate::page) for_good: bool,
}

/// The room; none where the browser does not tell.
pub(in crate::page) async fn space() -> Option<Space> {
    let storage = manager()?;
    let estimate = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let number = |key: &str| property(&estimate, key).as_f64();
    let for_good = match storage.persisted() {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|value| value.is_truthy()),
        Err(_) => false,
    };
    Some(Space { used: number("usage")?, of: number("quota")?, for_good })
}

/// Asks the browser not to throw away what this page keeps; whether it agreed.
///
/// # Errors
/// A sentence where the browser cannot be asked.
pub(in crate::page) async fn ask_to_keep() -> Result<bool, String> {
    let storage = manager().ok_or("this browser cannot be asked")?;
    let promise = storage.persist().map_err(|e| error_text(&e))?;
    JsFuture::from(promise).await.map(|value| value.is_truthy()).map_err(|e| error_text(&e))
}

/// Absent on pages that are not served over HTTPS or from this machine, and in old browsers.
fn manager() -> Option<web_sys::StorageManager> {
    let value = property(&window().navigator(), "storage");
    value.is_object().then(|| value.unchecked_into())
}
