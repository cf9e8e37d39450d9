//! The text: sixteen letters, each a key that turns to the next letter when it is pressed, or to the one that is typed.

use super::state::Front;
use crate::page::focus::focus_on;
use crate::tasks::Letter;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

#[component]
pub(super) fn Asked() -> impl IntoView {
    let front = expect_context::<Front>();
    let count = move |letter, name: &str| match front.letters(letter) {
        1 => format!("1 {name}"),
        count => format!("{count} {name}'s"),
    };
    let length = front.text.with_untracked(Vec::len);
    view! {
        <div class="asked">
            <h2>
                "How many a's? This text has " <strong>{move || count(Letter::A, "a")}</strong> " and " {move || count(Letter::B, "b")} "."
            </h2>
            <div class="tiles" role="group" aria-label="The text. Press a letter to change it, or type a, b or c.">
                {(0..length).map(|place| view! { <Tile place=place length=length/> }).collect_view()}
            </div>
            <button type="button" id="another-text" on:click=move |_| front.draw_text()>"Another text"</button>
        </div>
    }
}

#[component]
fn Tile(place: usize, length: usize) -> impl IntoView {
    let front = expect_context::<Front>();
    let letter = Memo::new(move |_| front.text.with(|text| text.get(place).copied().unwrap_or(Letter::C)));
    let set = move |letter: Letter| {
        front.text.update(|text| {
            if let Some(own) = text.get_mut(place) {
                *own = letter;
            }
        });
    };
    let turn = move |_| {
        let at = Letter::ALL.iter().position(|own| *own == letter.get_untracked()).unwrap_or_default();
        set(Letter::ALL[(at + 1) % Letter::ALL.len()]);
    };
    let key = move |event: KeyboardEvent| {
        let pressed = event.key();
        let mut letters = pressed.chars();
        let typed =
            letters.next().and_then(Letter::from_char).filter(|_| letters.next().is_none() && !event.ctrl_key());
        let by = match (typed, pressed.as_str()) {
            (Some(letter), _) => {
                set(letter);
                1
            }
            (None, "ArrowRight") => 1,
            (None, "ArrowLeft") => length - 1,
            _ => return,
        };
        event.prevent_default();
        focus_on(&format!("letter-{}", (place + by) % length));
    };
    let class = move || match letter.get() {
        Letter::A => "tile is-a",
        Letter::B => "tile is-b",
        Letter::C => "tile",
    };
    view! {
        <button
            type="button"
            id=format!("letter-{place}")
            class=class
            aria-label=move || format!("letter {}: {}", place + 1, letter.get().character())
            on:click=turn
            on:keydown=key
        >
            {move || letter.get().character()}
        </button>
    }
}
