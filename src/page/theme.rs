//! Light or dark. The page's first script reads what was chosen before anything is painted; here it is chosen.

use super::storage::own_name;
use leptos::prelude::*;

/// What the first script calls it too.
const NAME: &str = "unwrap-lab theme";
const ATTRIBUTE: &str = "data-theme";

fn is_dark() -> bool {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute(ATTRIBUTE)).is_some_and(|theme| theme == "dark")
}

/// Shows it from now on, and keeps it where it is not what the system has.
fn choose(dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    if let Some(root) = document().document_element() {
        // A document always takes an attribute.
        let _ = root.set_attribute(ATTRIBUTE, theme);
    }
    let system = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    let is_systems = system.is_some_and(|system| system.matches() == dark);
    if let Ok(Some(storage)) = window().local_storage() {
        // Where nothing can be kept, it lasts as long as the page.
        let _ = match is_systems {
            true => storage.remove_item(&own_name(NAME)),
            false => storage.set_item(&own_name(NAME), theme),
        };
    }
}

/// The button that switches.
#[component]
pub(super) fn ThemeSwitch() -> impl IntoView {
    let dark = RwSignal::new(is_dark());
    let switch = move |_| {
        choose(!is_dark());
        dark.set(is_dark());
    };
    view! {
        <button type="button" id="theme" aria-pressed=move || dark.get().to_string() on:click=switch>"Dark"</button>
    }
}
