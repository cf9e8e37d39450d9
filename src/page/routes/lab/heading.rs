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
            <p class="finding" id="in-a-sentence" role="status">
                {move || shown.with(|shown| shown.as_ref().and_then(|own| in_a_sentence(&found.get().verdicts, &own.rates)))}
            </p>
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

/// What came out, rates with the same verdict together: “Fine-tuned at 3e-2 the skill was deleted, at 3e-4 wrapped, at 3e-6 kept.”
fn in_a_sentence(verdicts: &[(u32, Verdict)], rates: &[f64]) -> Option<String> {
    let mut groups: Vec<(Verdict, Vec<String>)> = Vec::new();
    for (rate, verdict) in verdicts {
        let name = rate_label(*rates.get(*rate as usize)?);
        match groups.last_mut().filter(|(last, _)| last == verdict) {
            Some((_, names)) => names.push(name),
            None => groups.push((*verdict, vec![name])),
        }
    }
    let part = |(at, (verdict, names)): (usize, (Verdict, Vec<String>))| {
        let of = if at == 0 { "the skill was " } else { "" };
        let what = match verdict {
            Verdict::NotEnough => "the evidence is not enough for a verdict".to_owned(),
            other => format!("{of}{}", other.label()),
        };
        format!("at {} {what}", names.join(" and "))
    };
    let parts: Vec<String> = groups.into_iter().enumerate().map(part).collect();
    (!parts.is_empty()).then(|| format!("Fine-tuned {}.", parts.join(", ")))
}

/// Goes to a rate's card among the verdicts, or to its row in the table of compiled skills, and unfolds its evidence.
fn show_evidence(rate: u32) {
    let places = format!("#verdicts [data-rate=\"{rate}\"], #compiled-outcome [data-rate=\"{rate}\"]");
    let card = document().query_selector(&places).ok().flatten();
    let Some(card) = card else { return };
    let details = card.query_selector("details").ok().flatten();
    if let Some(details) = details.and_then(|details| details.dyn_into::<web_sys::HtmlDetailsElement>().ok()) {
        details.set_open(true);
    }
    card.scroll_into_view_with_bool(false);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_out_is_one_sentence_with_equal_fates_together() {
        let rates = [3e-2, 3e-4, 1e-4, 3e-6];
        let fates = [Verdict::Deleted, Verdict::Wrapped, Verdict::Wrapped, Verdict::Kept];
        let all: Vec<(u32, Verdict)> = (0..).zip(fates).collect();
        let said = in_a_sentence(&all, &rates);
        assert_eq!(
            said.as_deref(),
            Some("Fine-tuned at 3e-2 the skill was deleted, at 3e-4 and 1e-4 wrapped, at 3e-6 kept.")
        );
        assert_eq!(in_a_sentence(&[], &rates), None);
        assert_eq!(in_a_sentence(&[(9, Verdict::Kept)], &rates), None, "a rate that there is not");
    }
}
