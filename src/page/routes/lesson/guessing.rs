//! Asks what became of the skill, and tells how that compares with the verdict.

use super::guess::Guess;
use super::state::Lesson;
use crate::page::components::Choices;
use leptos::prelude::*;

#[component]
pub(super) fn Guessing() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    view! {
        <Choices label="What became of the skill?" all=&Guess::ALL chosen=lesson.guess/>
        <p role="status" id="guessed">
            {move || lesson.guess.get().map(|_| "Remembered. Three instruments will tell, one after the other.")}
        </p>
    }
}
