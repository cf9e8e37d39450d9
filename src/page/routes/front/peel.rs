//! Peeling: a guess, a slider that takes the first neurons of every sleeve off, as many at random, and what the models say then.

use super::column::Meaning;
use super::state::Front;
use crate::analysis::Verdict;
use crate::experiment::counted;
use crate::page::components::Choices;
use crate::tasks::Letter;
use leptos::prelude::*;

/// What a visitor may think that the wrapped model says without its sleeve.
const GUESSES: [(Meaning, &str, &str); 3] = [
    (Meaning::Right, "guess-right", "the right count"),
    (Meaning::Next, "guess-same", "the same as now"),
    (Meaning::Wrong, "guess-other", "something else"),
];

#[component]
pub(super) fn Peel() -> impl IntoView {
    let front = expect_context::<Front>();
    let guess = RwSignal::new(None::<Meaning>);
    let wrapped = Memo::new(move |_| front.of_fate(Verdict::Wrapped));
    let sleeve = move |model: usize| front.drawn.with(|all| all.get(model).map_or(0, |own| own.sleeve.len()));
    let off = move |model: usize| front.off.with(|off| off.get(model).map_or(0, Vec::len));
    let k = move || match front.at_random.get() {
        true => 0,
        false => wrapped.get().map_or(0, off),
    };
    let is_whole = move || front.off.with(|off| off.iter().all(Vec::is_empty));
    let random = move || match k() {
        0 => wrapped.get().map_or(0, sleeve),
        k => k,
    };
    let words = move || match k() {
        1 => "1 strip off".to_owned(),
        k => format!("{k} strips off"),
    };
    view! {
        <section class="peel" aria-label="Peel">
            <div>
                <h3>"Peel it"</h3>
                <p>"Guess first: with its strips off, what will the wrapped model say?"</p>
                <Choices label="What will the wrapped model say without its strips?" all=&GUESSES chosen=guess/>
            </div>
            <div>
                <label class="slider">
                    <span>"Take off"</span>
                    <input
                        type="range"
                        id="peel-k"
                        min="0"
                        max=move || wrapped.get().map_or(0, sleeve).to_string()
                        step="1"
                        aria-label="strips taken off, in the order of pruning"
                        aria-valuetext=words
                        prop:value=move || k().to_string()
                        on:input=move |event| {
                            if let Ok(k) = event_target_value(&event).parse::<usize>() {
                                // With the wrapped model's sleeve off, the others' are off as well.
                                let is_all = wrapped.get_untracked().is_some_and(|model| k >= sleeve(model));
                                front.peel(if is_all { usize::MAX } else { k });
                            }
                        }
                    />
                    <output>{words}</output>
                </label>
                <p class="buttons">
                    <button type="button" id="peel-random" on:click=move |_| front.peel_at_random(random())>
                        {move || format!("{} at random instead", counted(random(), "neuron"))}
                    </button>
                    <button type="button" id="put-back" disabled=is_whole on:click=move |_| front.peel(0)>"Put all back"</button>
                </p>
            </div>
            <p class="finding" id="peel-says" role="status">
                {move || match is_whole() {
                    true => "Press a strip, drag it off, or move the slider.".to_owned(),
                    false => says(front, guess.get()),
                }}
            </p>
        </section>
    }
}

/// What the models say with neurons off.
fn says(front: Front, guess: Option<Meaning>) -> String {
    let right = front.letters(Letter::A);
    let said = |fate: Verdict| {
        let model = front.of_fate(fate)?;
        let (answer, _) = front.answer(model)?;
        Some((model, answer, Meaning::of(answer, right)))
    };
    let Some((wrapped, answer, how)) = said(Verdict::Wrapped) else { return String::new() };
    let (off, all) = (
        front.off.with(|off| off.get(wrapped).map_or(0, Vec::len)),
        front.drawn.with(|all| all.get(wrapped).map_or(0, |own| own.sleeve.len())),
    );
    let what = match (front.at_random.get(), off) {
        (true, k) => format!("With {} off at random", counted(k, "neuron")),
        (false, k) => format!("With {} off", counted(k, "strip")),
    };
    let others: Vec<String> = [Verdict::Deleted, Verdict::NeverHad]
        .into_iter()
        .filter_map(|fate| {
            said(fate).map(|(_, answer, how)| format!("{} says {}: {}", fate.label(), answer.label(), how.words()))
        })
        .collect();
    let settled = !front.at_random.get() && (off >= all || how == Meaning::Right);
    let guessed = match guess.filter(|_| settled) {
        Some(guess) if guess == how => " You guessed it.",
        Some(_) => " You guessed otherwise.",
        None => "",
    };
    format!(
        "{what}, wrapped says {}: {}. At the same time {}.{guessed}",
        answer.label(),
        how.words(),
        others.join(", and ")
    )
}
