//! A card of the gallery: the picture of an exhibit's results, its findings beside the paper's, and the way to the whole of it.

use super::results::{GalleryResults, Shipped, origin};
use crate::chart::{ResultsOf, Size, exhibit_figure, swatch};
use crate::experiment::grid_to_hash;
use crate::gallery::{Checked, Exhibit, PaperTables, Reproduction, Scale, ShippedResults, checked, overall};
use leptos::prelude::*;

/// The picture on a card.
const PICTURE: Size = Size { width: 340, height: 190 };

#[component]
pub(super) fn Card(exhibit: &'static Exhibit, tables: StoredValue<PaperTables>) -> impl IntoView {
    let results = expect_context::<GalleryResults>();
    // Every exhibit is possible; a test holds it.
    let hash = exhibit.grid(Scale::Demo, vec![1]).map(|grid| grid_to_hash(&grid)).unwrap_or_default();
    let shown = Memo::new(move |_| results.of(exhibit));
    view! {
        <li data-exhibit=exhibit.key>
            <p class="source">{exhibit.source}</p>
            <h3><a href=hash>{exhibit.title}</a></h3>
            {move || match shown.get() {
                Shipped::There(found) => tables.with_value(|tables| view! { <Found exhibit=exhibit results=&found tables=tables/> }.into_any()),
                Shipped::Awaited => view! { <div class="picture awaited" aria-hidden="true"></div> }.into_any(),
                Shipped::None => {
                    view! { <p class="about missing">"No results come with the page yet. Open it to train them here."</p> }.into_any()
                }
                Shipped::Refused(message) => {
                    view! { <p class="about missing">{format!("Its results could not be shown ({message}).")}</p> }.into_any()
                }
            }}
            <p class="about">{exhibit.look_for}</p>
        </li>
    }
}

/// What came out.
#[component]
fn Found<'a>(exhibit: &'static Exhibit, results: &'a ShippedResults, tables: &'a PaperTables) -> impl IntoView {
    let ours = ResultsOf { name: "ours", placed: &results.placed };
    let figure = exhibit_figure(exhibit, &results.grid, tables, exhibit.shows, &[ours]);
    let svg = figure.svg(PICTURE).unwrap_or_else(|e| e.to_string());
    let legend = figure.series.iter().filter(|series| series.n.is_some()).map(|series| {
        view! { <li><span inner_html=swatch(series.slot)></span>{series.name.clone()}</li> }
    });
    let has_paper = figure.series.iter().any(|series| series.n.is_none());
    let checks = checked(exhibit, tables, &results.placed);
    let reading = overall(&checks);
    view! {
        // The findings say in words what it shows, and the opened exhibit has its table.
        <figure class="picture" role="img" aria-label=format!("What came out: {}", exhibit.title)>
            <div aria-hidden="true" inner_html=svg></div>
        </figure>
        <ul class="legend">{legend.collect_view()}</ul>
        <p class="about key">
            {origin(results)}
            {(results.grid.seeds().len() > 1).then_some("; area: 95 % interval of the mean")}
            {has_paper.then_some("; rings: the paper’s")}
        </p>
        {reading.map(|reading| view! { <ReadingChip reading=reading/> })}
        <ul class="beside-paper">{checks.iter().map(|check| view! { <Finding check=check/> }).collect_view()}</ul>
    }
}

/// One finding: ours, the paper's, and what the rule says.
#[component]
fn Finding<'a>(check: &'a Checked) -> impl IntoView {
    view! {
        <li title=check.claim.words>
            <span>{check.claim.words}</span>
            <b>{format!("{} · paper {} · {}", check.own_label(), check.paper_label(), check.reading_label())}</b>
        </li>
    }
}

/// What the rule says of an exhibit, as a word with a colour of its own.
#[component]
pub(in super::super) fn ReadingChip(reading: Reproduction) -> impl IntoView {
    let tone = match reading {
        Reproduction::Reproduced | Reproduction::Shown | Reproduction::Stronger => "yes",
        Reproduction::Not | Reproduction::NotShown => "no",
        Reproduction::Weaker | Reproduction::InPart | Reproduction::Uncertain => "partly",
    };
    view! { <span class="chip" data-tone=tone>{reading.label()}</span> }
}
