//! A look at a file before it is learnt from: what was found, what was left out, and what the experiment takes.

use super::facts::{Line, features, found, taken};
use crate::page::routes::lab::Lab;
use crate::setups::corpus::{CorpusSpec, StoryFile};
use leptos::prelude::*;
use std::sync::Arc;

fn lines(all: Vec<Line>) -> impl IntoView {
    let row = |(name, text): Line| view! { <tr><th scope="row">{name}</th><td>{text}</td></tr> };
    all.into_iter().map(row).collect_view()
}

#[component]
pub(super) fn Preview(file: Arc<StoryFile>) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let name = file.identity().name.clone();
    let of_features = features(&file)
        .into_iter()
        .map(|[feature, with, right, floor]| {
            view! { <tr><th scope="row">{feature}</th><td>{with}</td><td>{right}</td><td>{floor}</td></tr> }
        })
        .collect_view();
    let of_file = lines(found(&file));
    let spec = Memo::new(move |_| lab.spec.with(|spec| spec.of::<CorpusSpec>().cloned()).unwrap_or_default());
    let of_spec = move || spec.with(|spec| lines(taken(&file, spec)));
    view! {
        <div class="notice preview" role="group" aria-label="What the file holds" id="story-preview">
            <p>{format!("“{name}” holds:")}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="The file and the experiment on it">
                <table id="story-facts" class="facts"><tbody>{of_file}{of_spec}</tbody></table>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="Features of the file">
                <table id="story-features">
                    <thead>
                        <tr>
                            <th scope="col">"feature"</th>
                            <th scope="col">"records"</th>
                            <th scope="col">"classifier right, held out"</th>
                            <th scope="col">"it says yes to others"</th>
                        </tr>
                    </thead>
                    <tbody>{of_features}</tbody>
                </table>
            </div>
            <p class="about">
                "The classifier is a logistic regression on which of the file's thousand commonest words stand in a story, trained on the file's own labels. "
                "Its answers on stories without the feature are the floor of every share."
            </p>
            <div class="buttons">
                <button
                    type="button"
                    id="train-stories"
                    class="primary"
                    disabled=move || !lab.run.is_idle()
                    on:click=move |_| lab.start()
                >
                    "Train on it"
                </button>
            </div>
        </div>
    }
}
