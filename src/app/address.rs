//! Addresses of this page.

use crate::experiment::{Spec, to_hash};

/// The page's address without what leads to a place in it.
pub(super) fn here() -> String {
    let here = web_sys::window().and_then(|w| w.location().href().ok()).unwrap_or_default();
    here.split('#').next().unwrap_or_default().to_owned()
}

/// The address that opens `spec`.
pub(super) fn url_of(spec: &Spec) -> String {
    format!("{}{}", here(), to_hash(spec))
}
