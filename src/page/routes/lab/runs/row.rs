//! One run of the list.

use super::super::came_out::came_out;
use super::super::state::Lab;
use crate::experiment::{CollectedRun, transformers_zip};
use crate::page::components::offer_bytes;
use crate::page::files::zip_of;
use crate::page::storage::{Origin, StoredRun};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a row shows; the curves behind it grow many times a second and are of no use here.
#[derive(Clone, PartialEq)]
struct Shown {
    title: String,
    name: String,
    notes: String,
    origin: Origin,
    finished: bool,
}

impl Shown {
    fn of(entry: &StoredRun) -> Self {
        Self {
            title: entry.title(),
            name: entry.name.clone(),
            notes: entry.notes.clone(),
            origin: entry.origin,
            finished: entry.is_finished(),
        }
    }
}

#[component]
pub(super) fn Row(number: u32) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let shown = Memo::new(move |_| lab.runs.with(|runs| runs.iter().find(|e| e.number == number).map(Shown::of)));
    let found = came_out(lab, Signal::stored(Some(number)));
    let of = move |read: fn(&Shown) -> String| move || shown.with(|s| s.as_ref().map(read).unwrap_or_default());
    let is = move |read: fn(&Shown) -> bool| move || shown.with(|s| s.as_ref().is_some_and(read));
    let under_way = move || lab.is_under_way(number);
    let state = move || {
        let origin = shown.with(|s| s.as_ref().map_or(Origin::Own, |s| s.origin));
        let what = match (is(|s| s.finished)(), under_way(), origin) {
            (_, _, Origin::Sender) => "the sender's curves",
            (true, _, _) => "finished",
            (_, true, _) => "under way",
            _ => "unfinished",
        };
        // Each once, in the order of the rates.
        let mut verdicts: Vec<&str> =
            found.with(|found| found.verdicts.iter().map(|(_, verdict)| verdict.label()).collect());
        verdicts.dedup();
        let verdicts = if verdicts.is_empty() { String::new() } else { format!(" · {}", verdicts.join(", ")) };
        format!("{what}, {}{verdicts}", origin.label())
    };
    let laid_over = move || lab.overlaid.with(|all| all.contains(&number));
    let is_on_show = move || lab.shown.get() == Some(number);
    let can_go_on = move || is(|s| !s.finished && s.origin != Origin::Sender)() && lab.run.is_idle();
    view! {
        <li data-run=number.to_string() style=format!("--run: var(--series-{})", number % 8)>
            <div class="buttons">
                <button
                    type="button"
                    class="grow"
                    aria-pressed=move || is_on_show().to_string()
                    on:click=move |_| lab.select(number)
                >
                    {move || format!("{number}: {}", of(|s| s.title.clone())())}
                </button>
                <button
                    type="button"
                    class="overlay"
                    disabled=is_on_show
                    aria-label=move || {
                        if laid_over() {
                            format!("Hide the curves of run {number} again")
                        } else {
                            format!("Overlay the curves of run {number} on those on show")
                        }
                    }
                    on:click=move |_| lab.lay_over(number)
                >
                    {move || if laid_over() { "Hide" } else { "Overlay" }}
                </button>
            </div>
            <p class="about">
                <span aria-hidden="true" inner_html=move || found.with(|found| found.silhouettes.clone())></span>
                {state}
                <Show when=can_go_on>
                    " "
                    <button type="button" class="go-on" on:click=move |_| lab.go_on(number)>"Go on"</button>
                </Show>
            </p>
            <details>
                <summary>{format!("Name, notes and more of run {number}")}</summary>
                <label class="label" for=format!("name-{number}")>"name"</label>
                <input
                    type="text"
                    id=format!("name-{number}")
                    maxlength="80"
                    autocomplete="off"
                    prop:value=of(|s| s.name.clone())
                    on:change=move |event| lab.rename(number, &event_target_value(&event))
                />
                <label class="label" for=format!("notes-{number}")>"notes"</label>
                <textarea
                    id=format!("notes-{number}")
                    rows="3"
                    maxlength="4000"
                    prop:value=of(|s| s.notes.clone())
                    on:change=move |event| lab.note(number, &event_target_value(&event))
                ></textarea>
                <div class="buttons">
                    <Show when=is(|s| s.origin == Origin::File)>
                        <button
                            type="button"
                            class="check"
                            title="Measure its models again here and hold them against its record"
                            on:click=move |_| lab.check_models(number)
                        >
                            "Check it"
                        </button>
                    </Show>
                    <button type="button" class="duplicate" title="Set its experiment, with the same seed and initial weights" on:click=move |_| lab.duplicate(number)>
                        "Use its settings"
                    </button>
                    <button type="button" class="take" on:click=move |_| take(lab, number)>"Export with models"</button>
                    <button
                        type="button"
                        class="transformers"
                        title="Its models as folders that Hugging Face's transformers and TransformerLens open"
                        on:click=move |_| take_for_transformers(lab, number)
                    >
                        "Export for PyTorch"
                    </button>
                    <button type="button" class="delete" disabled=under_way on:click=move |_| lab.delete(number)>"Delete"</button>
                </div>
            </details>
        </li>
    }
}

/// Offers one run as a file, with every model that is trained.
fn take(lab: Lab, number: u32) {
    let Some(entry) = lab.entry(number) else { return };
    spawn_local(async move {
        let bytes = zip_of(&[collected(lab, entry).await]);
        offer_bytes(lab.store.notices, &format!("unwrap-lab-run-{number}.zip"), "application/zip", bytes);
    });
}

/// Offers the models of one run as other programs read them.
fn take_for_transformers(lab: Lab, number: u32) {
    let Some(entry) = lab.entry(number) else { return };
    spawn_local(async move {
        let models = lab.checkpoints(&entry).await;
        let zip = transformers_zip(&models).map_err(|e| e.to_string());
        offer_bytes(lab.store.notices, &format!("unwrap-lab-run-{number}-transformers.zip"), "application/zip", zip);
    });
}

/// A run with its models, as it goes into a file.
pub(super) async fn collected(lab: Lab, entry: StoredRun) -> CollectedRun {
    let models = lab.checkpoints(&entry).await;
    let StoredRun { name, notes, origin, record, .. } = entry;
    CollectedRun { name, notes, origin: origin.label().to_owned(), record, models }
}
