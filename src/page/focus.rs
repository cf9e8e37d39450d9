//! Where the keyboard is: kept when what had it is replaced.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

/// Whether no element has the keyboard: what had it is gone.
pub(super) fn is_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"))
}

/// Gives the keyboard to the element called `id`, where there is one.
pub(super) fn focus_on(id: &str) {
    if let Some(element) = element(id) {
        // An element that cannot have it leaves it where it is.
        let _ = element.focus();
    }
}

/// The same without a move of the page: whoever looks elsewhere goes on looking there.
pub(super) fn focus_where_it_is(id: &str) {
    if let Some(element) = element(id) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // As above.
        let _ = element.focus_with_options(&options);
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
