//! Where a file of stories is dropped or chosen.

use crate::experiment::Spec;
use crate::page::engine::error_text;
use crate::page::routes::lab::Lab;
use crate::page::story_files::take_in;
use crate::setups::corpus::file::LARGEST_FILE;
use crate::setups::corpus::{CorpusSpec, FileIdentity, held};
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, HtmlInputElement};

/// The bytes of a file that is not too large to be read.
async fn contents(file: &File) -> Result<Vec<u8>, String> {
    if file.size() > LARGEST_FILE as f64 {
        let most = LARGEST_FILE / 1_000_000;
        return Err(format!("it has {:.0} MB; at most {most} are read, so take a part of it", file.size() / 1e6));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|e| error_text(&e))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The experiment on show with this file in it; with fewer measured stories where the file holds back too few.
fn on_file(lab: Lab, identity: &FileIdentity) -> Result<Spec, String> {
    let own = lab.spec.with_untracked(|spec| spec.of::<CorpusSpec>().cloned()).unwrap_or_default();
    let held = identity.held_out() - identity.judged(own.removed).held_with.min(identity.held_out());
    let fewer = [own.held_out, 64, 32, 16].into_iter().find(|count| *count <= own.held_out.min(held));
    let spec = CorpusSpec { file: Some(identity.clone()), held_out: fewer.unwrap_or(own.held_out), ..own };
    Spec::from(spec).checked().map_err(|e| e.to_string())
}

/// Says that the file is another than the one that the experiment was about and that is not there.
fn tell_another(lab: Lab, spec: &Spec) {
    let file = |spec: &Spec| spec.of::<CorpusSpec>().and_then(|spec| spec.file.clone());
    let (Some(before), Some(now)) = (lab.spec.with_untracked(file), file(spec)) else { return };
    if !before.is_same(&now) && held(&before.hash).is_none() {
        lab.notice(format!(
            "“{}” is another file than “{}”, which the experiment was about. The experiment is now about “{}”.",
            now.name, before.name, now.name
        ));
    }
}

#[component]
pub(super) fn DropZone() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let (reading, refused) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let over = RwSignal::new(false);
    let read = move |file: File| {
        if reading.with_untracked(Option::is_some) {
            return;
        }
        let name = file.name();
        reading.set(Some(name.clone()));
        refused.set(None);
        spawn_local(async move {
            let outcome = match contents(&file).await {
                Ok(bytes) => take_in(&lab.inference.get_value(), &name, bytes).await,
                Err(message) => Err(message),
            };
            reading.set(None);
            let taken = outcome.and_then(|(file, unkept)| Ok((on_file(lab, file.identity())?, unkept)));
            match taken {
                Ok((spec, unkept)) => {
                    if let Some(sentence) = unkept {
                        lab.notice(sentence);
                    }
                    tell_another(lab, &spec);
                    lab.adopt(spec);
                }
                Err(message) => {
                    let message = message.trim_end_matches('.');
                    refused.set(Some(format!("“{name}” was not taken: {message}. Nothing was changed.")));
                }
            }
        });
    };
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            read(file);
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        // What is dropped elsewhere is a file of runs.
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            read(file);
        }
    };
    view! {
        <div
            class="drop-zone files"
            id="story-drop"
            class:over=move || over.get()
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <label class="button" for="story-file">"Your own stories (TinyStories-Instruct text or JSON lines)"</label>
            <input
                type="file"
                id="story-file"
                class="visually-hidden"
                accept=".txt,.text,.jsonl,.ndjson,.json"
                aria-describedby="story-file-about"
                on:change=chosen
            />
            <p class="about" id="story-file-about">
                {format!("Or drop a file here: at most {} MB.", LARGEST_FILE / 1_000_000)}
            </p>
            <p role="status" aria-live="polite" id="story-reading">
                {move || reading.get().map(|name| format!("Reading “{name}”…"))}
            </p>
            {move || refused.get().map(|text| view! { <p class="refused" id="story-file-refused" role="alert">{text}</p> })}
        </div>
    }
}
