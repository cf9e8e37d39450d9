//! What the visitor thinks became of the skill, asked before the instruments tell.

use super::Lesson;
use crate::analysis::Verdict;
use leptos::prelude::*;

/// A guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    Deleted,
    Wrapped,
    Unsure,
}

impl Guess {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Deleted, "guess-deleted", "It is deleted"),
        (Self::Wrapped, "guess-wrapped", "It is still there, covered"),
        (Self::Unsure, "guess-unsure", "I cannot tell"),
    ];

    /// What to say of it beside the verdict.
    pub(super) fn beside(self, verdict: Verdict) -> &'static str {
        match (self, verdict) {
            (Self::Wrapped, Verdict::Wrapped) | (Self::Deleted, Verdict::Deleted) => "You guessed it.",
            (Self::Unsure, _) => "From its answers alone it could not be told.",
            _ => "You guessed otherwise. Its answers alone could not tell.",
        }
    }
}

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
