//! Stories that models of the lesson wrote, side by side, and how many of them had a twist so far.

use super::telling::Telling;
use crate::page::routes::stories::OnePage;
use leptos::prelude::*;

#[component]
pub(super) fn Pages(
    telling: Telling,
    /// The button's id, and what it says before the first story and after it.
    button: (&'static str, &'static str, &'static str),
) -> impl IntoView {
    let (id, first, further) = button;
    let none = move || telling.pages.with(Vec::is_empty);
    let tally = move || {
        let counts = telling.tally.get();
        telling.pages.with(|pages| {
            let of = |(page, count): (&crate::page::routes::stories::Page, &super::telling::Tally)| {
                format!("{}: a twist in {} of {}", page.name, count.twists, count.stories)
            };
            pages.iter().zip(&counts).map(of).collect::<Vec<_>>().join("; ")
        })
    };
    view! {
        <p class="buttons">
            <button type="button" id=id class="primary" on:click=move |_| telling.another()>
                {move || if none() { first } else { further }}
            </button>
        </p>
        <p class="about">{move || telling.asked.get()}</p>
        <ul class="story-pages" aria-live="polite">
            {move || telling.pages.get().into_iter().map(|page| view! { <OnePage page=page/> }).collect_view()}
        </ul>
        <p class="about" id=format!("{id}-tally")>{tally}</p>
    }
}
