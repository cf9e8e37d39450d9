//! What a run showed, in a table with its sample sizes, and the list of this visit's runs.

use super::interface::url_of;
use super::lab::Lab;
use super::phase::Phase;
use super::take_out;
use crate::experiment::{
    BACK, Measure, Record, StageRecord, rate_in_words, role_in_words, seconds_in_words, sentences, to_csv,
};
use leptos::prelude::*;

/// One row of the outcome table: start and end of counting a, end of counting b with and without the shortcut, and for
/// revivals the steps until the skill is back.
fn row(stage: &StageRecord, record: &Record) -> [String; 7] {
    let percent = |measure: Measure, first: bool| {
        let point = if first { stage.points.first() } else { stage.last() };
        point.map_or_else(|| "–".to_owned(), |p| format!("{:.1} %", p.of(measure).percent()))
    };
    let back = if !stage.role.revives() {
        String::new()
    } else if let Some(step) = stage.reaches(Measure::PretrainedBroken, BACK) {
        format!("{step}")
    } else if stage.seconds.is_some() {
        format!("not in {}", stage.steps)
    } else {
        "–".to_owned()
    };
    [
        role_in_words(stage.role, &record.spec),
        rate_in_words(stage.rate),
        format!("{} → {}", percent(Measure::PretrainedBroken, true), percent(Measure::PretrainedBroken, false)),
        percent(Measure::FineTunedHolds, false),
        percent(Measure::FineTunedBroken, false),
        back,
        stage.seconds.map(|s| format!("{s:.1} s, {}", stage.device)).unwrap_or_default(),
    ]
}

#[component]
pub(super) fn Results() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let record = Memo::new(move |_| lab.shown_record());
    view! {
        {move || {
            record.get().map(|record| {
                let rows = record
                    .stages
                    .iter()
                    .map(|stage| {
                        let [name, cells @ ..] = row(stage, &record);
                        let cells = cells.into_iter().map(|c| view! { <td>{c}</td> }).collect_view();
                        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
                    })
                    .collect_view();
                let (n, seed) = (record.spec.held_out, record.spec.seed);
                let wall = record.wall_seconds.map(|s| format!(" All of it took {}.", seconds_in_words(s)));
                let print = record.fingerprint.clone();
                view! {
                    <section class="results" aria-label="Outcome">
                        <h2>"What came out"</h2>
                        <ul class="sentences">
                            {sentences(&record).into_iter().map(|s| view! { <li>{s}</li> }).collect_view()}
                        </ul>
                        <div class="scroll" tabindex="0" role="region" aria-label="Outcome of every stage">
                            <table id="outcome">
                                <thead>
                                    <tr>
                                        <th scope="col">"stage"</th>
                                        <th scope="col">"peak rate"</th>
                                        <th scope="col">"a's (O_PT): start → end"</th>
                                        <th scope="col">"b's, shortcut holds"</th>
                                        <th scope="col">"b's, shortcut broken"</th>
                                        <th scope="col">{format!("steps to {BACK:.0} % of a's")}</th>
                                        <th scope="col">"time"</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <p class="about">
                            {format!("Accuracies on {n} held-out texts each, seed {seed}. Steps are the first measured step at that level.")}
                            {wall}
                        </p>
                        {print.map(|print| {
                            view! {
                                <p class="about">
                                    "Fingerprint of settings and results: " <code id="fingerprint">{print}</code>
                                    ". The same link on the CPU engine gives the same one."
                                </p>
                            }
                        })}
                        <Take record=record/>
                    </section>
                }
            })
        }}
    }
}

/// Buttons that take a run out of the page.
#[component]
fn Take(record: Record) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let record = StoredValue::new(record);
    let json = move |_| {
        let text = record.with_value(|r| serde_json::to_string_pretty(r).map_err(|e| e.to_string()));
        take_out::offer(lab.notices, "unwrap-lab-record.json", "application/json", text);
    };
    let csv = move |_| {
        let text = record.with_value(|r| to_csv(r).map_err(|e| e.to_string()));
        take_out::offer(lab.notices, "unwrap-lab-record.csv", "text/csv", text);
    };
    let link = move || record.with_value(|r| url_of(&r.spec));
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&link());
        leptos::task::spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(promise).await {
                Ok(_) => copied.set(true),
                Err(_) => {
                    lab.notice("The browser did not allow copying; the address bar holds the same link.".to_owned())
                }
            }
        });
    };
    view! {
        <p class="buttons">
            <button type="button" on:click=copy>{move || if copied.get() { "Link copied" } else { "Copy link" }}</button>
            <button type="button" on:click=json>"Record as JSON"</button>
            <button type="button" on:click=csv>"Curves as CSV"</button>
        </p>
    }
}

#[component]
pub(super) fn Runs() -> impl IntoView {
    let lab = expect_context::<Lab>();
    view! {
        <Show when=move || lab.runs.with(|r| !r.is_empty())>
            <section class="runs" aria-label="Runs of this visit">
                <h2>"Runs"</h2>
                <ul>
                    <For
                        each=move || lab.runs.get().into_iter().rev()
                        key=|entry| (entry.number, entry.record.fingerprint.clone())
                        let:entry
                    >
                        {
                            let number = entry.number;
                            let spec = entry.record.spec.clone();
                            let done = entry.record.fingerprint.is_some();
                            let words = format!("{number}: {}", crate::experiment::to_hash(&spec).trim_start_matches("#/run?v=1&"));
                            let running = move || {
                                !done && lab.phase.get() != Phase::Idle && lab.runs.with(|r| r.last().map(|e| e.number)) == Some(number)
                            };
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        aria-pressed=move || (lab.shown.get() == Some(number)).to_string()
                                        on:click=move |_| lab.shown.set(Some(number))
                                    >
                                        {words}
                                    </button>
                                    <span class="about">
                                        {move || if done { "finished" } else if running() { "under way" } else { "not finished" }}
                                    </span>
                                </li>
                            }
                        }
                    </For>
                </ul>
            </section>
        </Show>
    }
}
