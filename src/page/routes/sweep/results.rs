//! What came out of a sweep: a heat map of the quantity on show, and small curves in every cell, which opens its run.

use super::Sweeping;
use super::beside::on_show;
use super::map::own_map;
use crate::chart::{Drawn, Size, small_curves};
use crate::experiment::{Placed, Quantity, mean_at, sweep_csv, verdict_at};
use crate::page::components::{MapView, offer};
use leptos::prelude::*;

/// A small drawing.
const SMALL: Size = Size { width: 150, height: 84 };

#[component]
pub(super) fn Outcome() -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let drawn = move || Drawn::of(sweeping.asked.with(|a| a.shows));
    let map = own_map(sweeping);
    let map = Signal::derive(move || map.get().unwrap_or_default());
    let alone = on_show(sweeping);
    view! {
        <section class="outcome" aria-label="What came out of the sweep">
            // Beside the paper it stands there.
            <Show when=move || alone.with(Option::is_none)>
                <MapView map=map id="sweep-map" width=620/>
            </Show>
            <h3>{move || drawn().title()}</h3>
            <p class="about">{move || sweeping.base.with(|base| drawn().sentence(base))} " One line for each seed. A cell opens its run in the lab."</p>
            <Cells/>
            <Take/>
        </section>
    }
}

#[component]
fn Cells() -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let shape = Memo::new(move |_| sweeping.grid.get());
    let table = move || {
        shape.get().map(|grid| {
            let [columns, rows] = grid.size();
            let values = |axis: usize| grid.axes().get(axis).map(|a| a.values().to_vec()).unwrap_or_default();
            let name = |axis: usize| grid.axes().get(axis).map_or("", |a| a.setting().name);
            let (across, down) = (values(0), values(1));
            let row = move |row: usize| {
                let head = down.get(row).cloned().unwrap_or_default();
                let cells = (0..columns).map(|column| view! { <Cell at=[column, row]/> }).collect_view();
                // Of a sweep along one axis there is nothing to say of its row.
                let head = match head.is_empty() {
                    true => view! { <td></td> }.into_any(),
                    false => view! { <th scope="row">{head}</th> }.into_any(),
                };
                view! { <tr>{head}{cells}</tr> }
            };
            view! {
                <div class="scroll" tabindex="0" role="region" aria-label="Small curves of every cell">
                    <table class="small-curves" id="sweep-cells">
                        <thead>
                            <tr>
                                <th scope="col">{format!("{} ↓  {} →", name(1), name(0))}</th>
                                {across.into_iter().map(|v| view! { <th scope="col">{v}</th> }).collect_view()}
                            </tr>
                        </thead>
                        <tbody>{(0..rows).map(row).collect_view()}</tbody>
                    </table>
                </div>
            }
        })
    };
    view! { {table} }
}

#[component]
fn Cell(at: [usize; 2]) -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let own = Memo::new(move |_| {
        sweeping.grid.with(|grid| {
            let Some(grid) = grid else { return Vec::new() };
            let cells = grid.cells().unwrap_or_default();
            let runs = cells.iter().enumerate().filter(|(_, cell)| cell.at == at).map(|(run, _)| run);
            sweeping.records.with(|records| runs.filter_map(|run| Some((run, records.get(run)?.clone()))).collect())
        })
    });
    let svg = move || {
        let drawn = Drawn::of(sweeping.asked.with(|a| a.shows));
        own.with(|own| small_curves(drawn, &own.iter().map(|(_, r)| r).collect::<Vec<_>>(), SMALL))
    };
    let value = move || {
        let shows = sweeping.asked.with(|a| a.shows);
        own.with(|own| {
            let placed: Vec<Placed> = own.iter().map(|(_, record)| Placed::of(at, record)).collect();
            mean_at(shows, &placed, at).map_or_else(|| "–".to_owned(), |m| format!("{:.1}", m.value))
        })
    };
    // Beside the answers: what the instruments make of the same models, and what is left of the other skill.
    let judged = move || {
        own.with(|own| {
            let placed: Vec<Placed> = own.iter().map(|(_, record)| Placed::of(at, record)).collect();
            let verdict = verdict_at(&placed, at)?.label();
            let kept = mean_at(Quantity::TunedBroken, &placed, at)?.value;
            Some(view! { <span class="judged">{format!("{verdict}; O_FT {kept:.0} %")}</span> })
        })
    };
    view! {
        <td>
            <button
                type="button"
                class="cell"
                title="Open this cell's run in the lab"
                on:click=move |_| {
                    if let Some(run) = own.with_untracked(|own| own.first().map(|(run, _)| *run)) {
                        sweeping.open_in_lab(run);
                    }
                }
            >
                <span class="drawing" inner_html=svg></span>
                <span class="value">{value}</span>
                {judged}
            </button>
        </td>
    }
}

#[component]
fn Take() -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let csv = move |_| {
        let text = sweeping.grid.with_untracked(|grid| {
            let grid = grid.as_ref().ok_or_else(|| "there is no sweep yet".to_owned())?;
            sweeping.records.with_untracked(|records| sweep_csv(grid, records).map_err(|e| e.to_string()))
        });
        offer(sweeping.store.notices, "unwrap-lab-sweep.csv", "text/csv", text);
    };
    let json = move |_| {
        let text = sweeping.records.with_untracked(|r| serde_json::to_string(r).map_err(|e| e.to_string()));
        offer(sweeping.store.notices, "unwrap-lab-sweep.json", "application/json", text);
    };
    view! {
        <p class="buttons">
            <button type="button" on:click=csv>"Every cell as CSV"</button>
            <button type="button" on:click=json>"Records as JSON"</button>
        </p>
    }
}
