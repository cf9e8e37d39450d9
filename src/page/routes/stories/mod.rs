//! Little stories: what each model of a run writes, side by side, the experiment's settings, its curves and its runs; and the same on a
//! file of the visitor's own.

mod inside;
mod own;
mod prompt;
mod reader;
mod settings;
mod state;

pub(super) use reader::OnePage;
pub(super) use state::Page;

use crate::experiment::Route;
use crate::page::address::url_of;
use crate::page::components::TakenWith;
use crate::page::routes::lab::{Compared, Figures, Lab, Results, Runs, Status};
use crate::page::store::Store;
use crate::setups::corpus::{CorpusSpec, STORY_FILE};
use crate::setups::stories::STORIES;
use inside::Inside;
use leptos::prelude::*;
use own::OwnStories;
use prompt::PromptForm;
use reader::Reader;
use settings::Settings;
use state::StoryWriting;

#[component]
pub(super) fn StoriesView() -> impl IntoView {
    let store = expect_context::<Store>();
    let lab = expect_context::<Lab>();
    let link = Signal::derive(move || url_of(&lab.shown_record().map_or_else(|| lab.spec.get(), |r| r.spec)));
    provide_context(TakenWith { notices: store.notices, link });
    provide_context(StoryWriting::new(lab));
    // What every view of runs has is there once, in the view on show.
    let here = move || store.route.get() == Route::Stories;
    let on_a_file = Memo::new(move |_| lab.spec.with(|spec| spec.of::<CorpusSpec>().is_some()));
    view! {
        <div class="stories">
            <section class="status" aria-label="Stories">
                <h2>"Stories"</h2>
                <p class="about">
                    "A small model learns to write stories with the features that it is asked for. One of them is the twist: a fact that was told turns out to \
                     be another one, “Ben got a shiny box … in truth the box was really a book!” Fine-tuning then makes it write none. Is the twist deleted, or \
                     only wrapped? After Jain et al., ICLR 2024 (its TinyStories setup), with a grammar of our own, whose stories can be read exactly."
                </p>
                <p><a id="to-stories-lesson" href="#/stories-lesson">"A lesson in five steps: what a twist is, and what became of it"</a></p>
            </section>
            <Show when=move || on_a_file.get()>
                <OwnStories/>
            </Show>
            <Show when=here>
                <Status/>
            </Show>
            <Show when=move || !on_a_file.get()>
                <section class="results" aria-label="What they write">
                    <h2>"What they write"</h2>
                    <PromptForm/>
                    <Reader/>
                </section>
                <Inside/>
            </Show>
            <Show when=here>
                <Compared/>
                <Figures/>
                {move || view! { <Settings kind=if on_a_file.get() { &STORY_FILE } else { &STORIES }/> }}
                <Results/>
            </Show>
            <Show when=move || !on_a_file.get()>
                <OwnStories/>
            </Show>
            <Show when=here>
                <Runs/>
            </Show>
        </div>
    }
}
