//! Asks what became of the skill, and tells how that compares with the verdict.

use super::guess::Guess;
use super::state::Lesson;
use leptos::prelude::*;

#[component]
pub(super) fn Guessing() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    view! {
        <div class="buttons choices" role="group" aria-label="What became of the skill?">
            {Guess::ALL
                .map(|(own, id, words)| {
                    view! {
                        <button
                            type="button"
                            id=id
                            aria-pressed=move || (lesson.guess.get() == Some(own)).to_string()
                            on:click=move |_| lesson.guess.set(Some(own))
                        >
                            {words}
                        </button>
                    }
                })
                .collect_view()}
        </div>
        <p role="status" id="guessed">
            {move || lesson.guess.get().map(|_| "Remembered. Three instruments will tell, one after the other.")}
        </p>
    }
}
