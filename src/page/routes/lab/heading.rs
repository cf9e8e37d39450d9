//! What the figures are of: the run on show by its name, what came of each model in a word, and whether the settings beside are its own.

use super::came_out::came_out;
use super::state::Lab;
use crate::analysis::Verdict;
use crate::experiment::rate_label;
use crate::page::storage::StoredRun;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What is known of the run on show without its curves, which grow many times a second.
#[derive(Clone, PartialEq)]
struct OnShow {
    title: String,
    /// Whether the experiment as it is set is another.
    is_other: bool,
    /// The rates.
    rates: Vec<f64>,
}

impl OnShow {
    fn of(entry: &StoredRun, lab: Lab) -> Self {
        let title = format!("Run {}: {}", entry.number, entry.title());
        let is_other = lab.spec.with(|spec| *spec != entry.record.spec);
        Self { title, is_other, rates: entry.record.spec.rates().to_vec() }
    }
}

#[component]
pub(super) fn Heading() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let shown = Memo::new(move |_| {
        let number = lab.shown.get();
        lab.runs.with(|runs| runs.iter().find(|e| Some(e.number) == number).map(|entry| OnShow::of(entry, lab)))
    });
    let number = move || lab.shown.get_untracked();
    let found = came_out(lab, lab.shown.into());
    let chip = move |(rate, verdict): (u32, Verdict)| {
        let rates = shown.with(|shown| shown.as_ref().map(|own| own.rates.clone())).unwrap_or_default();
        let name = rates.get(rate as usize).copied().map(rate_label).unwrap_or_default();
        view! {
            <button type="button" class="chip" data-verdict=verdict.label() title="Show the evidence" on:click=move |_| show_evidence(rate)>
                {format!("{name}: {}", verdict.label())}
            </button>
        }
    };
    // Its room is there before a run is and before it is finished, so that no figure moves.
    view! {
        <div class="heading">
            <h2 id="on-show">
                {move || shown.with(|shown| shown.as_ref().map_or_else(|| "Not trained yet".to_owned(), |own| own.title.clone()))}
            </h2>
            <div class="came-out" id="came-out" role="group" aria-label="Verdict of each learning rate">
                {move || found.get().verdicts.into_iter().map(chip).collect_view()}
            </div>
            <Show when=move || shown.with(|shown| shown.as_ref().is_some_and(|own| own.is_other))>
                <p class="about" id="other-settings">
                    "The settings are those of another experiment. "
                    <button type="button" on:click=move |_| { number().into_iter().for_each(|number| lab.duplicate(number)) }>
                        "Use this run’s settings"
                    </button>
                </p>
            </Show>
        </div>
    }
}

/// Goes to a rate's card among the verdicts, and unfolds its evidence.
fn show_evidence(rate: u32) {
    let card = document().query_selector(&format!("#verdicts [data-rate=\"{rate}\"]")).ok().flatten();
    let Some(card) = card else { return };
    let details = card.query_selector("details").ok().flatten();
    if let Some(details) = details.and_then(|details| details.dyn_into::<web_sys::HtmlDetailsElement>().ok()) {
        details.set_open(true);
    }
    card.scroll_into_view_with_bool(false);
}
