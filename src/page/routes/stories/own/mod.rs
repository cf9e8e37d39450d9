//! Stories of the visitor's own: a file is dropped or chosen, looked at, and learnt from. It never leaves this tab.

mod drop_zone;
mod facts;
mod preview;

use crate::page::routes::lab::Lab;
use crate::page::story_files::{bring, forget};
use crate::setups::corpus::{CorpusSpec, StoryFile, held};
use drop_zone::DropZone;
use leptos::prelude::*;
use leptos::task::spawn_local;
use preview::Preview;
use std::sync::Arc;

#[component]
pub(super) fn OwnStories() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let file = RwSignal::new(None::<Arc<StoryFile>>);
    let missing = RwSignal::new(None::<String>);
    let wanted = Memo::new(move |_| lab.spec.with(|spec| spec.of::<CorpusSpec>().map(|spec| spec.file.clone())));
    // A link, a run of the list or a file brought in names the file: it is shown where it is there, and asked for where it is not.
    Effect::new(move |_| {
        missing.set(None);
        file.set(None);
        let Some(Some(identity)) = wanted.get() else { return };
        let spec = lab.spec.get_untracked();
        spawn_local(async move {
            let outcome = bring(&lab.inference.get_value(), &spec).await;
            // Another may be wanted by now.
            if wanted.get_untracked().flatten().as_ref() != Some(&identity) {
                return;
            }
            match outcome {
                Ok(()) => file.set(held(&identity.hash)),
                Err(message) => missing.set(Some(message)),
            }
        });
    });
    let forget_all = move |_| {
        spawn_local(async move {
            lab.notice(match forget().await {
                Ok(()) => "This browser keeps no file of stories any more. Runs on them stay; to go on with one, bring its file in again.".to_owned(),
                Err(message) => format!("The files could not be dropped: {message}."),
            });
        });
    };
    view! {
        <section class="status own-stories" id="own-stories" aria-label="Your own stories">
            <h2>"Your own stories"</h2>
            <p class="about">
                "A file takes the grammar's place: models learn to write its stories, and one of its features is fine-tuned away. The file stays in this \
                 browser; links and files of runs carry its name and its hash, and never its text."
            </p>
            <DropZone/>
            {move || missing.get().map(|message| view! { <p class="refused" id="file-missing" role="alert">{format!("Not there: {message}.")}</p> })}
            {move || file.get().map(|file| view! { <Preview file=file/> })}
            <Show when=move || wanted.get().is_some()>
                <p class="buttons">
                    <a href="#/stories?v=1">"Back to the grammar's stories"</a>
                    <button type="button" id="forget-stories" on:click=forget_all>"Forget my files"</button>
                </p>
            </Show>
        </section>
    }
}
