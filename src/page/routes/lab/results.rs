//! What a run showed, in a table with its sample sizes.

use super::share::Share;
use super::state::Lab;
use crate::experiment::{Measure, Record, StageRecord, Unit, rate_label, seconds_label, sentences};
use crate::page::components::offer;
use crate::page::files::{curves_of, json_of};
use crate::page::storage::Origin;
use leptos::prelude::*;

/// A column of the outcome table: its name, what is measured there, and its place among the values of that kind.
type Column = (String, Unit, usize);

/// The setup's columns.
fn columns(record: &Record) -> Vec<Column> {
    let drawn = record.spec.drawn();
    let shares = record.spec.share_columns().into_iter().map(|(name, place)| (name, Unit::Share, place));
    record.spec.curves().columns.into_iter().map(|(name, place)| (name, drawn, place)).chain(shares).collect()
}

/// One row of the outcome table: the stage, its rate, the setup's columns, and for revivals the steps until the skill is back.
fn row(stage: &StageRecord, record: &Record, columns: &[Column]) -> Vec<String> {
    let value = |unit: Unit, place: usize, first: bool| {
        let point = if first { stage.points.first() } else { stage.last() };
        let text = point.and_then(|p| match unit {
            Unit::Share => p.values.share(place).map(|share| format!("{:.1} %", share.percent())),
            Unit::Nats => p.values.numbers.get(place).map(|loss| format!("{loss:.2}")),
        });
        text.unwrap_or_else(|| "–".to_owned())
    };
    let back = if record.spec.drawn() == Unit::Nats {
        // Said of losses in a sentence: where it counts as back depends on the control.
        None
    } else if !stage.role.revives() {
        Some(String::new())
    } else if let Some(step) = stage.reaches(Measure::PretrainedBroken, record.spec.back(record)) {
        Some(format!("{step}"))
    } else if stage.seconds.is_some() {
        Some(format!("not in {}", stage.steps))
    } else {
        Some("–".to_owned())
    };
    let measured = columns.iter().enumerate().map(|(column, (_, unit, place))| match column {
        0 => format!("{} → {}", value(*unit, *place, true), value(*unit, *place, false)),
        _ => value(*unit, *place, false),
    });
    let (name, rate) = (record.spec.role_label(stage.role), rate_label(stage.rate));
    let time = stage.seconds.map(|s| format!("{s:.1} s, {}", stage.device)).unwrap_or_default();
    [name, rate].into_iter().chain(measured).chain(back).chain([time]).collect()
}

#[component]
pub(in crate::page::routes) fn Results() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let record = Memo::new(move |_| lab.shown_record());
    // What is unfolded stays so when the outcome is drawn anew.
    let shares = RwSignal::new(false);
    view! {
        {move || {
            record.get().map(|record| {
                let (measured, named) = (record.spec.curves().measured, columns(&record));
                let rows = record
                    .stages
                    .iter()
                    .map(|stage| {
                        let mut cells = row(stage, &record, &named).into_iter();
                        let name = cells.next();
                        let cells = cells.map(|c| view! { <td>{c}</td> }).collect_view();
                        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
                    })
                    .collect_view();
                let columns =
                    named.iter().map(|(name, ..)| view! { <th scope="col">{name.clone()}</th> }).collect_view();
                let (seed, skill) = (record.spec.seed(), record.spec.words().skill_short);
                let back = (record.spec.drawn() == Unit::Share).then(|| record.spec.back(&record));
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
                                        {back.map(|back| view! { <th scope="col">{format!("steps to {back:.0} %: {skill}")}</th> })}
                                        <th scope="col">"time"</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                        <p class="about">
                            {format!("{measured}, seed {seed}.")}
                            {back.map(|_| " Steps are the first measured step at that level.")}
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
                        <Share record=record open=shares/>
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
    let origin = lab.shown_origin().unwrap_or(Origin::Own);
    let mut record = record;
    if origin == Origin::Sender && record.fingerprint.is_some() {
        // A link rounds losses: the file's fingerprint is that of the numbers which it has.
        record.fingerprint = Some(record.results_hash());
    }
    let record = StoredValue::new(record);
    let json = move |_| {
        let text = record.with_value(|record| json_of(record, origin.label()));
        offer(lab.store.notices, "unwrap-lab-record.json", "application/json", text);
    };
    let csv = move |_| {
        let text = record.with_value(|record| curves_of(record, origin.label()));
        offer(lab.store.notices, "unwrap-lab-record.csv", "text/csv", text);
    };
    view! {
        <p class="buttons">
            <button type="button" on:click=json>"Record as JSON"</button>
            <button type="button" on:click=csv>"Curves as CSV"</button>
        </p>
    }
}
