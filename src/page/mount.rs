//! What the page does when it starts: a defect becomes a sentence, and the view takes its place.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// From now on a defect shows the sentence that the page has for it, instead of a page that no longer reacts.
pub(super) fn announce_failures() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&format!("{info}").into());
        if let Some(shown) = document().get_element_by_id("failure") {
            let _ = shown.remove_attribute("hidden");
        }
    }));
}

/// Puts a view in place of what the element `id` holds.
pub(super) fn put_into<N: IntoView + 'static>(id: &str, view: impl FnOnce() -> N + 'static) {
    let place = document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(place) = place else { return };
    place.set_inner_html("");
    leptos::mount::mount_to(place, view).forget();
}
