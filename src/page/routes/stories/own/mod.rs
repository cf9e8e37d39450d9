//! Stories of the visitor's own: a file is dropped or chosen, looked at, and learnt from. It never leaves this tab.

mod facts;
mod preview;

use crate::experiment::Spec;
use crate::page::routes::lab::{Dropped, FileAtHand, FileDrop, ForgetFiles, Lab, MissingFile};
use crate::setups::corpus::CorpusSpec;
use crate::setups::corpus::file::LARGEST_FILE;
use crate::setups::{FileKind, HeldFile};
use leptos::prelude::*;
use preview::Preview;

const STORIES: Dropped = Dropped {
    kind: FileKind::Stories,
    id: "story",
    label: "Your own stories (TinyStories-Instruct text or JSON lines)",
    accept: ".txt,.text,.jsonl,.ndjson,.json",
    most: LARGEST_FILE,
    on_file,
};

/// The experiment on show with this file in it; with fewer measured stories where the file holds back too few.
fn on_file(lab: Lab, file: &HeldFile) -> Result<Spec, String> {
    let HeldFile::Stories(file) = file else { return Err("it is no file of stories".to_owned()) };
    let identity = file.identity();
    let own = lab.spec.with_untracked(|spec| spec.of::<CorpusSpec>().cloned()).unwrap_or_default();
    let held = identity.held_out() - identity.judged(own.removed).held_with.min(identity.held_out());
    let fewer = [own.held_out, 64, 32, 16].into_iter().find(|count| *count <= own.held_out.min(held));
    let spec = CorpusSpec { file: Some(identity.clone()), held_out: fewer.unwrap_or(own.held_out), ..own };
    Spec::from(spec).checked().map_err(|e| e.to_string())
}

#[component]
pub(super) fn OwnStories() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let at_hand = FileAtHand::of(lab);
    let is_on_file = move || lab.spec.with(|spec| spec.of::<CorpusSpec>().is_some());
    let preview = move || match at_hand.file.get() {
        Some(HeldFile::Stories(file)) => Some(view! { <Preview file=file/> }),
        Some(HeldFile::Table(_)) | None => None,
    };
    view! {
        <section class="status own-file" id="own-stories" aria-label="Your own stories">
            <h2>"Your own stories"</h2>
            <p class="about">
                "A file takes the grammar's place: models learn to write its stories, and one of its features is fine-tuned away. The file stays in this \
                 browser; links and files of runs carry its name and its hash, and never its text."
            </p>
            <FileDrop dropped=STORIES/>
            <MissingFile at_hand=at_hand/>
            {preview}
            <Show when=is_on_file>
                <p class="buttons">
                    <a href="#/stories?v=1">"Back to the grammar's stories"</a>
                    <ForgetFiles/>
                </p>
            </Show>
        </section>
    }
}
