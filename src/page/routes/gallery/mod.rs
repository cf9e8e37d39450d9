//! The gallery: the paper's figures and tables on PCFG and on stories, each a prepared sweep with results that come with the page.

mod card;
mod results;

pub(super) use card::ReadingChip;
pub(super) use results::{GalleryResults, Shipped, origin};

use crate::gallery::{EXHIBITS, RULE, departures, paper_tables, stories_departures};
use card::Card;
use leptos::prelude::*;

#[component]
pub(super) fn GalleryView() -> impl IntoView {
    expect_context::<GalleryResults>().bring();
    // The tables are part of this build, and tests read them.
    let tables = StoredValue::new(paper_tables().unwrap_or_default());
    view! {
        <div class="gallery">
            <section class="status" aria-label="Gallery">
                <h2>"Gallery"</h2>
                <p class="about">
                    "The figures and tables of the paper, each with what came of it at this page’s scale and the paper’s own numbers beside it. Open one to see \
                     the whole, and to train it here over these results. " <cite>"Jain et al., ICLR 2024"</cite> ", "
                    <a href="https://arxiv.org/abs/2311.12786">"arXiv 2311.12786"</a> "."
                </p>
                <details>
                    <summary>"By which rule is a finding reproduced?"</summary>
                    <p class="about">{RULE}</p>
                </details>
                <details id="departures">
                    <summary>"Where these experiments depart from the paper's"</summary>
                    <ul>{departures().into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
                    <p class="about">"On stories:"</p>
                    <ul>{stories_departures().into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
                </details>
            </section>
            <ul class="exhibits" id="exhibits">
                {EXHIBITS.iter().map(|exhibit| view! { <Card exhibit=exhibit tables=tables/> }).collect_view()}
            </ul>
        </div>
    }
}
