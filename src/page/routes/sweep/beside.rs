//! What stands beside a sweep that is an exhibit of the gallery: what to look for, the paper's numbers, and what of its findings was
//! reproduced.

use super::super::gallery::{GalleryResults, ReadingChip, Shipped, origin};
use super::Sweeping;
use super::sources::Sources;
use super::table_1::Table1;
use crate::chart::paper_map;
use crate::gallery::{
    Checked, EXHIBITS, Exhibit, PaperTables, RULE, Scale, Subject, agreeing, exhibit, overall, paper_tables,
};
use crate::page::components::{ChartView, MapView};
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
    let results = expect_context::<GalleryResults>();
    results.bring();
    let shows = Memo::new(move |_| sweeping.asked.with(|a| a.shows));
    let sources = Memo::new(move |_| Sources::of(exhibit, sweeping, results));
    let figure = Memo::new(move |_| tables.with_value(|tables| sources.with(|own| own.figure(tables, shows.get()))));
    let paper = Memo::new(move |_| tables.with_value(|tables| paper_map(exhibit, tables, shows.get())));
    let paper_drawn = Signal::derive(move || paper.get().unwrap_or_default());
    let map = Memo::new(move |_| sources.with(|own| own.map(shows.get())));
    let drawn = Signal::derive(move || map.get().unwrap_or_default());
    let whose = move || match results.of(exhibit) {
        Shipped::There(found) => {
            format!("Results with the page: {}. They were made by: {}", origin(&found), found.made_by)
        }
        Shipped::Awaited => String::new(),
        Shipped::None => "No results come with the page for this exhibit yet: train them here.".to_owned(),
        Shipped::Refused(message) => format!("The results that come with the page could not be shown ({message})."),
    };
    let agreement = move || {
        let told = tables.with_value(|tables| {
            sources.with(|own| own.grid().map(|grid| agreeing(exhibit, tables, &own.pooled(), grid.size())))
        });
        told.filter(|told| told.all > 0).map(|told| {
            format!(
                "Of {} accuracies that the paper's table has too, {} say the same in words (falls or kept, learnt or not) and {} the opposite.",
                told.all, told.same, told.opposite
            )
        })
    };
    view! {
        <section class="beside" id="beside" data-exhibit=exhibit.key aria-label="Beside the paper">
            <p class="source"><a href="#/gallery">"Gallery"</a> " · " {exhibit.source}</p>
            <h2>{exhibit.title}</h2>
            <p>{exhibit.look_for}</p>
            <Findings exhibit=exhibit sources=sources tables=tables/>
            <ChartView figure=figure id="exhibit-figure" wide=true/>
            <p class="about" id="whose">{whose} {move || sources.with(Sources::agreement).map(|words| format!(" {words}"))}</p>
            <div class="maps">
                <Show when=move || map.with(Option::is_some)>
                    <MapView map=drawn id="sweep-map" width=560/>
                </Show>
                <Show when=move || paper.with(Option::is_some)>
                    <MapView map=paper_drawn id="paper-map" width=560/>
                </Show>
            </div>
            <p class="about">{agreement}</p>
            {exhibit.has_table_1().then(|| view! { <Table1 sources=sources tables=tables/> })}
            {(!exhibit.notes().is_empty())
                .then(|| {
                    let notes = exhibit.notes().iter().map(|note| view! { <li>{*note}</li> }).collect_view();
                    view! { <ul class="about notes">{notes}</ul> }
                })}
            <Rule exhibit=exhibit/>
        </section>
    }
}

/// The findings of the paper beside what was measured, and what the rule says of them.
#[component]
fn Findings(exhibit: &'static Exhibit, sources: Memo<Sources>, tables: StoredValue<PaperTables>) -> impl IntoView {
    let findings = Memo::new(move |_| tables.with_value(|tables| sources.with(|own| own.findings(tables))));
    let has = Memo::new(move |_| sources.with(|own| (own.shipped.is_some(), !own.own.is_empty())));
    let all = move || findings.with(|all| overall(&all.iter().map(|[_, _, all]| all.clone()).collect::<Vec<_>>()));
    let reading = move || match all() {
        Some(reading) => format!("This exhibit: {}.", reading.label()),
        None if exhibit.claims.is_empty() => "Nothing of the paper is compared here.".to_owned(),
        None => "Not everything that is compared has been measured yet.".to_owned(),
    };
    let row = move |[shipped, own, all]: [Checked; 3]| {
        let (is_shipped, is_own) = has.get_untracked();
        view! {
            <tr>
                <td>{all.claim.words}</td>
                {is_shipped.then(|| view! { <td class="shipped">{shipped.own_label()}</td> })}
                {(is_own || !is_shipped).then(|| view! { <td class="own">{own.own_label()}</td> })}
                <td class="paper">{all.paper_label()}</td>
                <td class="reading">{all.reading_label()}</td>
            </tr>
        }
    };
    view! {
        <p id="reading" role="status">
            {move || all().map(|reading| view! { <ReadingChip reading=reading/> })} " " {reading}
            {move || (has.get() == (true, true)).then_some(" Read over the seeds that come with the page and yours together.")}
        </p>
        <Show when=move || findings.with(|all| !all.is_empty())>
            <div class="scroll" tabindex="0" role="region" aria-label="Findings of the paper beside what was measured">
                <table id="findings-beside">
                    <thead>
                        <tr>
                            <th scope="col">"finding"</th>
                            {move || has.get().0.then(|| view! { <th scope="col">"with the page"</th> })}
                            {move || (has.get() != (true, false)).then(|| view! { <th scope="col">"yours"</th> })}
                            <th scope="col">"paper"</th>
                            <th scope="col">"reading"</th>
                        </tr>
                    </thead>
                    <tbody>{move || { has.track(); findings.get().into_iter().map(row).collect_view() }}</tbody>
                </table>
            </div>
        </Show>
    }
}

#[component]
fn Rule(exhibit: &'static Exhibit) -> impl IntoView {
    view! {
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
    }
}
