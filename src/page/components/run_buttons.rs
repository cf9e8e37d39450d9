//! The buttons of a run under way: pause, go on, one step, cancel.

use crate::page::focus::{focus_on, is_lost};
use crate::page::run_control::{Phase, RunControl};
use leptos::prelude::*;

/// Each button's id is `prefix` and its own word.
#[component]
pub(in crate::page) fn RunButtons(
    run: RunControl,
    prefix: &'static str,
    /// Whether single steps can be taken in a pause.
    #[prop(optional)]
    steps: bool,
    /// What its view does to end it.
    cancel: Callback<()>,
) -> impl IntoView {
    // Whoever began the run by keyboard pressed a button that is no longer there.
    Effect::new(move |_| {
        if is_lost() {
            focus_on(&format!("{prefix}pause"));
        }
    });
    let button = move |word: &'static str, words: &'static str, act: Callback<()>| {
        view! {
            <button
                type="button"
                id=format!("{prefix}{word}")
                class:primary=word == "resume"
                // Not disabled: that would take the keyboard away from it.
                aria-disabled=move || (word == "pause" && run.phase() == Phase::Starting).to_string()
                on:click=move |_| act.run(())
            >
                {words}
            </button>
        }
    };
    let pause = Callback::new(move |()| run.pause());
    let resume = Callback::new(move |()| run.resume());
    let step = Callback::new(move |()| run.step());
    view! {
        <Show when=move || run.phase() == Phase::Paused fallback=move || button("pause", "Pause", pause)>
            {button("resume", "Go on", resume)}
            {steps.then(|| button("step", "One step", step))}
        </Show>
        {button("cancel", "Cancel", cancel)}
    }
}
