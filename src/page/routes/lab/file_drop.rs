//! Where a file of a visitor's own is dropped or chosen, for the experiments that learn from one.

use super::state::Lab;
use crate::experiment::Spec;
use crate::page::engine::error_text;
use crate::page::visitor_files::take_in;
use crate::setups::{FileKind, HeldFile, held};
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, HtmlInputElement};

/// What is dropped there.
#[derive(Clone, Copy)]
pub(in crate::page::routes) struct Dropped {
    /// What it is read as.
    pub(in crate::page::routes) kind: FileKind,
    /// What the zone's parts are called: `story` of `story-drop`.
    pub(in crate::page::routes) id: &'static str,
    /// What the button says.
    pub(in crate::page::routes) label: &'static str,
    /// Which files are offered.
    pub(in crate::page::routes) accept: &'static str,
    /// The most bytes that are read.
    pub(in crate::page::routes) most: usize,
    /// The experiment on show with the file in it.
    pub(in crate::page::routes) on_file: fn(Lab, &HeldFile) -> Result<Spec, String>,
}

/// The bytes of a file that is not too large to be read.
async fn contents(file: &File, most: usize) -> Result<Vec<u8>, String> {
    if file.size() > most as f64 {
        let most = most / 1_000_000;
        return Err(format!("it has {:.0} MB; at most {most} are read, so take a part of it", file.size() / 1e6));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|e| error_text(&e))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Says that the file is another than the one that the experiment was about and that is not there.
fn tell_another(lab: Lab, spec: &Spec) {
    let (before, was) = lab.spec.with_untracked(|own| (own.file_needed().map(str::to_owned), own.base_label()));
    if let Some(before) = before
        && spec.file_needed() != Some(before.as_str())
        && held(&before).is_none()
    {
        let now = spec.base_label();
        lab.notice(format!(
            "{now} is another file than {was}, which the experiment was about. The experiment is now about {now}."
        ));
    }
}

impl Dropped {
    /// Takes a file in, and the experiment on it.
    pub(in crate::page::routes) async fn take(self, lab: Lab, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        let (file, unkept) = take_in(&lab.inference.get_value(), self.kind, name, bytes).await?;
        let spec = (self.on_file)(lab, &file)?;
        if let Some(sentence) = unkept {
            lab.notice(sentence);
        }
        tell_another(lab, &spec);
        lab.adopt(spec);
        // The experiment may have named it before, when it was not there.
        lab.brought.update(|brought| *brought += 1);
        Ok(())
    }
}

#[component]
pub(in crate::page::routes) fn FileDrop(dropped: Dropped) -> impl IntoView {
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
            let outcome = match contents(&file, dropped.most).await {
                Ok(bytes) => dropped.take(lab, &name, bytes).await,
                Err(message) => Err(message),
            };
            reading.set(None);
            if let Err(message) = outcome {
                let message = message.trim_end_matches('.');
                refused.set(Some(format!("“{name}” was not taken: {message}. Nothing was changed.")));
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
    let taken = move |event: DragEvent| {
        // What is dropped elsewhere is a file of runs.
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            read(file);
        }
    };
    let of = move |part: &str| format!("{}-{part}", dropped.id);
    view! {
        <div
            class="drop-zone files"
            id=of("drop")
            class:over=move || over.get()
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=taken
        >
            <label class="button" for=of("file")>{dropped.label}</label>
            <input
                type="file"
                id=of("file")
                class="visually-hidden"
                accept=dropped.accept
                aria-describedby=of("file-about")
                on:change=chosen
            />
            <p class="about" id=of("file-about")>
                {format!("Or drop a file here: at most {} MB.", dropped.most / 1_000_000)}
            </p>
            <p role="status" aria-live="polite" id=of("reading")>
                {move || reading.get().map(|name| format!("Reading “{name}”…"))}
            </p>
            {move || refused.get().map(|text| view! { <p class="refused" id=of("file-refused") role="alert">{text}</p> })}
        </div>
    }
}
