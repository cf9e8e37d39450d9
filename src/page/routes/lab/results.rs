//! What a run showed, in a table with its sample sizes.

use super::share::Share;
use super::state::Lab;
use crate::experiment::{Measure, Record, StageRecord, rate_label, seconds_label, sentences};
use crate::page::components::offer;
use crate::page::files::{curves_of, json_of};
use leptos::prelude::*;

/// One row of the outcome table: the stage, its rate, the setup's columns, and for revivals the steps until the skill is back.
fn row(stage: &StageRecord, record: &Record, columns: &[(String, usize)]) -> Vec<String> {
    let percent = |place: usize, first: bool| {
        let point = if first { stage.points.first() } else { stage.last() };
        let share = point.and_then(|p| p.values.share(place));
        share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share.percent()))
    };
    let back = if !stage.role.revives() {
        String::new()
    } else if let Some(step) = stage.reaches(Measure::PretrainedBroken, record.spec.back(record)) {
        format!("{step}")
    } else if stage.seconds.is_some() {
        format!("not in {}", stage.steps)
    } else {
        "–".to_owned()
    };
    let measured = columns.iter().enumerate().map(|(column, (_, place))| match column {
        0 => format!("{} → {}", percent(*place, true), percent(*place, false)),
        _ => percent(*place, false),
    });
    let (name, rate) = (record.spec.role_label(stage.role), rate_label(stage.rate));
    let time = stage.seconds.map(|s| format!("{s:.1} s, {}", stage.device)).unwrap_or_default();
    [name, rate].into_iter().chain(measured).chain([back, time]).collect()
}

#[component]
pub(in crate::page::routes) fn Results() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let record = Memo::new(move |_| lab.shown_record());
    view! {
        {move || {
            record.get().map(|record| {
                let curves = record.spec.curves();
                let rows = record
                    .stages
                    .iter()
                    .map(|stage| {
                        let mut cells = row(stage, &record, &curves.columns).into_iter();
                        let name = cells.next();
                        let cells = cells.map(|c| view! { <td>{c}</td> }).collect_view();
                        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
                    })
                    .collect_view();
                let columns =
                    curves.columns.iter().map(|(name, _)| view! { <th scope="col">{name.clone()}</th> }).collect_view();
                let back = record.spec.back(&record);
                let (seed, skill, measured) = (record.spec.seed(), record.spec.words().skill_short, curves.measured);
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
                                        {columns}
                                        <th scope="col">{format!("steps to {back:.0} %: {skill}")}</th>
                                        <th scope="col">"time"</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <p class="about">
                            {format!("{measured}, seed {seed}. Steps are the first measured step at that level.")}
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
