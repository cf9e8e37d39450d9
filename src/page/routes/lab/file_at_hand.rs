//! The file that the lab's experiment names: at hand, or missing with a sentence.

use super::state::Lab;
use crate::page::visitor_files::{bring, forget};
use crate::setups::{HeldFile, held};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The file that the lab's experiment names; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in crate::page::routes) struct FileAtHand {
    /// It, where it is there.
    pub(in crate::page::routes) file: RwSignal<Option<HeldFile>>,
    /// Why it is not.
    missing: RwSignal<Option<String>>,
}

impl FileAtHand {
    /// Follows the lab: a link, a run of the list or a file brought in names the file, which is shown where it is there, and asked for where
    /// it is not.
    pub(in crate::page::routes) fn of(lab: Lab) -> Self {
        let (file, missing) = (RwSignal::new(None::<HeldFile>), RwSignal::new(None::<String>));
        let wanted = Memo::new(move |_| lab.spec.with(|spec| spec.file_needed().map(str::to_owned)));
        Effect::new(move |_| {
            lab.brought.track();
            missing.set(None);
            file.set(None);
            let Some(hash) = wanted.get() else { return };
            let spec = lab.spec.get_untracked();
            spawn_local(async move {
                let outcome = bring(&lab.inference.get_value(), &spec).await;
                // Another may be wanted by now.
                if wanted.get_untracked().as_ref() != Some(&hash) {
                    return;
                }
                match outcome {
                    Ok(()) => file.set(held(&hash)),
                    Err(message) => missing.set(Some(message)),
                }
            });
        });
        Self { file, missing }
    }
}

/// Says that the file is missing, where it is.
#[component]
pub(in crate::page::routes) fn MissingFile(at_hand: FileAtHand) -> impl IntoView {
    move || {
        at_hand.missing.get().map(|message| {
            view! { <p class="refused" id="file-missing" role="alert">{format!("Not there: {message}.")}</p> }
        })
    }
}

/// Drops what the browser keeps of visitors' files.
#[component]
pub(in crate::page::routes) fn ForgetFiles() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let forget_all = move |_| {
        spawn_local(async move {
            lab.notice(match forget().await {
                Ok(()) => "This browser keeps no file of yours any more. Runs on them stay; to go on with one, bring its file in again.".to_owned(),
                Err(message) => format!("The files could not be dropped: {message}."),
            });
        });
    };
    view! { <button type="button" id="forget-files" on:click=forget_all>"Forget my files"</button> }
}
