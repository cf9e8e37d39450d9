//! What a run showed, in a table with its sample sizes.

use super::share::Share;
use super::state::Lab;
use crate::experiment::{BACK, Measure, Record, StageRecord, rate_label, seconds_label, sentences};
use crate::page::components::offer;
use crate::page::files::{curves_of, json_of};
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
        record.spec.role_label(stage.role),
        rate_label(stage.rate),
        format!("{} → {}", percent(Measure::PretrainedBroken, true), percent(Measure::PretrainedBroken, false)),
        percent(Measure::FineTunedHolds, false),
        percent(Measure::FineTunedBroken, false),
        back,
        stage.seconds.map(|s| format!("{s:.1} s, {}", stage.device)).unwrap_or_default(),
    ]
}

#[component]
pub(in crate::page::routes) fn Results() -> impl IntoView {
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
                let (n, seed) = (record.spec.held_out(), record.spec.seed());
                let words = record.spec.words();
                let (skill, tuned, samples) = (words.skill_short, words.tuned_short, words.samples);
                let wall = record.wall_seconds.map(|s| format!(" All of it took {}.", seconds_label(s)));
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
                                        <th scope="col">{format!("{skill} (O_PT): start → end")}</th>
                                        <th scope="col">{format!("{tuned}, shortcut holds")}</th>
                                        <th scope="col">{format!("{tuned}, shortcut broken")}</th>
                                        <th scope="col">{format!("steps to {BACK:.0} % of {skill}")}</th>
                                        <th scope="col">"time"</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <p class="about">
                            {format!("Accuracies on {n} held-out {samples} each, seed {seed}. Steps are the first measured step at that level.")}
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
                        <Take record=record.clone()/>
                        <Share record=record/>
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
        let text = record.with_value(json_of);
        offer(lab.store.notices, "unwrap-lab-record.json", "application/json", text);
    };
    let csv = move |_| {
        let text = record.with_value(curves_of);
        offer(lab.store.notices, "unwrap-lab-record.csv", "text/csv", text);
    };
    view! {
        <p class="buttons">
            <button type="button" on:click=json>"Record as JSON"</button>
            <button type="button" on:click=csv>"Curves as CSV"</button>
        </p>
    }
}
