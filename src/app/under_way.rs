//! The buttons of what is under way: pause, go on, one step, cancel.

use super::phase::Phase;
use leptos::prelude::*;

/// What the buttons do. Each button's id is `prefix` and its own word.
#[component]
pub(super) fn UnderWay(
    phase: RwSignal<Phase>,
    prefix: &'static str,
    pause: Callback<()>,
    resume: Callback<()>,
    #[prop(optional)] step: Option<Callback<()>>,
    cancel: Callback<()>,
) -> impl IntoView {
    let is = move |own: Phase| phase.get() == own;
    let button = move |word: &'static str, words: &'static str, act: Callback<()>| {
        view! {
            <button
                type="button"
                id=format!("{prefix}{word}")
                class:primary=word == "resume"
                disabled=move || word == "pause" && is(Phase::Starting)
                on:click=move |_| act.run(())
            >
                {words}
            </button>
        }
    };
    view! {
        <Show when=move || is(Phase::Paused) fallback=move || button("pause", "Pause", pause)>
            {button("resume", "Go on", resume)}
            {step.map(|step| button("step", "One step", step))}
        </Show>
        {button("cancel", "Cancel", cancel)}
    }
}
