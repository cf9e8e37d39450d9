//! The last words of a worker.

use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// Sends text that is no event: the page treats it as the end of this worker.
pub(super) fn tell(scope: &DedicatedWorkerGlobalScope, message: &str) {
    // Nothing can be done for a worker whose page is gone.
    let _ = scope.post_message(&JsValue::from_str(message));
}
