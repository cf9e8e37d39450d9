//! The gallery: the paper's figures and tables on PCFG and on stories, each a prepared sweep.

use crate::experiment::grid_to_hash;
use crate::gallery::{EXHIBITS, Exhibit, RULE, Scale, departures, stories_departures};
use leptos::prelude::*;

#[component]
pub(super) fn GalleryView() -> impl IntoView {
    view! {
        <div class="gallery">
            <section class="status" aria-label="Gallery">
                <h2>"Gallery"</h2>
                <p class="about">
                    "The figures and tables of the paper on its grammar and on stories, each as a sweep that this tab trains in a minute or a few (those on \
                     stories take longer, Table 1 the longest), with the paper's own numbers beside yours: " <cite>"Jain, Kirk, Lubana, Dick, Tanaka, Grefenstette, Rocktäschel, Krueger, Mechanistically analyzing \
                     the effects of fine-tuning on procedurally defined tasks, ICLR 2024"</cite> ", "
                    <a href="https://arxiv.org/abs/2311.12786">"arXiv 2311.12786"</a> "."
                </p>
                <p class="about">{RULE}</p>
                <details id="departures">
                    <summary>"Where these experiments depart from the paper's"</summary>
                    <ul>{departures().into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
                    <p class="about">"On stories:"</p>
                    <ul>{stories_departures().into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
                </details>
            </section>
            <ul class="exhibits" id="exhibits">{EXHIBITS.iter().map(|exhibit| view! { <Card exhibit=exhibit/> }).collect_view()}</ul>
        </div>
    }
}

#[component]
fn Card(exhibit: &'static Exhibit) -> impl IntoView {
    // Every exhibit is possible; a test holds it.
    let hash = exhibit.grid(Scale::Demo, vec![1]).map(|grid| grid_to_hash(&grid)).unwrap_or_default();
    let compares = match exhibit.claims.len() {
        0 => "nothing of the paper to compare with".to_owned(),
        1 => "one finding to compare".to_owned(),
        count => format!("{count} findings to compare"),
    };
    view! {
        <li data-exhibit=exhibit.key>
            <p class="source">{exhibit.source}</p>
            <h3><a href=hash>{exhibit.title}</a></h3>
            <p>{exhibit.look_for}</p>
            <p class="about">{compares}</p>
        </li>
    }
}
