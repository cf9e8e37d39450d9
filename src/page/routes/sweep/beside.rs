//! What stands beside a sweep that is an exhibit of the gallery: what to look for, the paper's numbers, and what of its findings was
//! reproduced.

use super::Sweeping;
use super::map::{own_map, placed};
use super::table_1::Table1;
use crate::chart::paper_map;
use crate::gallery::{
    Checked, EXHIBITS, Exhibit, PaperTables, RULE, Scale, Subject, agreeing, checked, exhibit, overall, paper_tables,
};
use crate::page::components::MapView;
use leptos::prelude::*;

/// The exhibit that is on show: that of the sweep that runs or has run, or else that of the fields.
pub(super) fn on_show(sweeping: Sweeping) -> Memo<Option<&'static str>> {
    Memo::new(move |_| {
        let of = |grid: &crate::experiment::Grid| EXHIBITS.iter().find(|e| e.scale_of(grid).is_some()).map(|e| e.key);
        match sweeping.grid.with(|grid| grid.as_ref().map(of)) {
            Some(found) => found,
            None => {
                let asked = sweeping.asked.with(|a| sweeping.base.with(|spec| a.grid(spec)));
                asked.ok().as_ref().and_then(of)
            }
        }
    })
}

#[component]
pub(super) fn BesideThePaper() -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let shown = on_show(sweeping);
    // The tables are part of this build, and tests read them.
    let tables = StoredValue::new(paper_tables().unwrap_or_default());
    move || shown.get().and_then(exhibit).map(|exhibit| view! { <Panel exhibit=exhibit tables=tables/> })
}

#[component]
fn Panel(exhibit: &'static Exhibit, tables: StoredValue<PaperTables>) -> impl IntoView {
    let sweeping = expect_context::<Sweeping>();
    let shows = Memo::new(move |_| sweeping.asked.with(|a| a.shows));
    let map = Memo::new(move |_| tables.with_value(|tables| paper_map(exhibit, tables, shows.get())));
    let drawn = Signal::derive(move || map.get().unwrap_or_default());
    let own = own_map(sweeping);
    let own_drawn = Signal::derive(move || own.get().unwrap_or_default());
    let checks = Memo::new(move |_| {
        tables.with_value(|tables| {
            sweeping.grid.with(|grid| {
                sweeping.records.with(|records| match grid {
                    Some(grid) => {
                        let placed = placed(grid, records);
                        (checked(exhibit, tables, &placed), agreeing(exhibit, tables, &placed, grid.size()))
                    }
                    None => (checked(exhibit, tables, &[]), Default::default()),
                })
            })
        })
    });
    let reading = move || {
        checks.with(|(checks, _)| match overall(checks) {
            Some(reading) => format!("This exhibit: {}.", reading.label()),
            None if checks.is_empty() => "Nothing of the paper is compared here.".to_owned(),
            None => "Not everything that is compared has been measured yet.".to_owned(),
        })
    };
    let agreement = move || {
        let told = checks.with(|(_, a)| *a);
        (told.all > 0).then(|| {
            format!(
                "Of {} accuracies that the paper's table has too, {} say the same in words (falls or kept, learnt or not) and {} the opposite.",
                told.all, told.same, told.opposite
            )
        })
    };
    let row = |check: Checked| {
        let reading = check.reading_label();
        view! {
            <tr>
                <td>{check.claim.words}</td>
                <td>{check.own_label()}</td>
                <td>{check.paper_label()}</td>
                <td>{reading}</td>
            </tr>
        }
    };
    view! {
        <section class="beside" id="beside" data-exhibit=exhibit.key aria-label="Beside the paper">
            <p class="source">{exhibit.source}</p>
            <h3>{exhibit.title}</h3>
            <p>{exhibit.look_for}</p>
            {(!exhibit.notes().is_empty())
                .then(|| {
                    let notes = exhibit.notes().iter().map(|note| view! { <li>{*note}</li> }).collect_view();
                    view! { <ul class="about notes">{notes}</ul> }
                })}
            <div class="maps">
                <Show when=move || own.with(Option::is_some)>
                    <MapView map=own_drawn id="sweep-map" width=560/>
                </Show>
                <Show when=move || map.with(Option::is_some)>
                    <MapView map=drawn id="paper-map" width=560/>
                </Show>
            </div>
            <Show when=move || checks.with(|(c, _)| !c.is_empty())>
                <div class="scroll" tabindex="0" role="region" aria-label="Findings of the paper beside yours">
                    <table id="findings-beside">
                        <thead>
                            <tr>
                                <th scope="col">"finding"</th>
                                <th scope="col">"yours"</th>
                                <th scope="col">"paper"</th>
                                <th scope="col">"reading"</th>
                            </tr>
                        </thead>
                        <tbody>{move || checks.with(|(c, _)| c.iter().cloned().map(row).collect_view())}</tbody>
                    </table>
                </div>
            </Show>
            <p id="reading" role="status">{reading}</p>
            <p class="about">{agreement}</p>
            {exhibit.has_table_1().then(|| view! { <Table1 exhibit=exhibit tables=tables/> })}
            <details>
                <summary>"By which rule?"</summary>
                <p class="about">{RULE}</p>
                {matches!(exhibit.subject, Subject::Grammar(_))
                    .then(|| view! { <p class="about">{crate::gallery::Outcome::RULE.replace('*', "")}</p> })}
                <p class="about">{exhibit.mapping()} " Numbers from Jain et al., ICLR 2024, arXiv 2311.12786."</p>
                {exhibit
                    .scales()
                    .contains(&Scale::Paper)
                    .then(|| {
                        view! {
                            <p class="about">
                                "At the paper's own size: "
                                <code>{format!("unwrap sweep {} --scale paper --out DIR --shard i/n", exhibit.key)}</code>
                            </p>
                        }
                    })}
            </details>
        </section>
    }
}
