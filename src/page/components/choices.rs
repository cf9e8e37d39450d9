//! Asks a visitor for a guess before anything tells.

use leptos::prelude::*;

/// Buttons of which one at most is pressed: a value, the button's id, and its words.
#[component]
pub(in crate::page) fn Choices<T: Copy + PartialEq + Send + Sync + 'static>(
    /// What is asked.
    label: &'static str,
    all: &'static [(T, &'static str, &'static str)],
    chosen: RwSignal<Option<T>>,
) -> impl IntoView {
    let button = move |(own, id, words): &'static (T, &'static str, &'static str)| {
        view! {
            <button
                type="button"
                id=*id
                aria-pressed=move || (chosen.get() == Some(*own)).to_string()
                on:click=move |_| chosen.set(Some(*own))
            >
                {*words}
            </button>
        }
    };
    view! {
        <div class="buttons choices" role="group" aria-label=label>
            {all.iter().map(button).collect_view()}
        </div>
    }
}
