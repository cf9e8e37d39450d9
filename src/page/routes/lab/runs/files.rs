//! Files of runs: all of them taken out as one, and files brought in by dialog or drop, with a look at what they hold before it is taken.

use super::super::state::Lab;
use super::row::collected;
use crate::experiment::{Collected, CollectedRun, LARGEST_RECORD, title};
use crate::page::components::offer_bytes;
use crate::page::engine::error_text;
use crate::page::files::{read_file, zip_of};
use crate::page::focus::focus_on;
use crate::page::storage::{Origin, StoredRun};
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList, HtmlInputElement, HtmlTextAreaElement};

/// Larger files are not read: no run of this page comes near it.
const LARGEST: f64 = 1e9;

#[component]
pub(super) fn Files() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let brought = RwSignal::new(None::<(String, Collected)>);
    // What is being read and how far it is; nothing once that is cancelled.
    let reading = RwSignal::new(None::<String>);
    let read = move |files: FileList| {
        let files: Vec<File> = (0..files.length()).filter_map(|index| files.get(index)).collect();
        if files.is_empty() || reading.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            let mut all = Collected { runs: Vec::new(), refused: Vec::new() };
            reading.set(Some(String::new()));
            for file in &files {
                let told = |done: usize, of: usize| {
                    let goes_on = reading.with_untracked(Option::is_some);
                    if goes_on {
                        reading.set(Some(format!("Reading “{}”: {done} of {of} parts.", file.name())));
                    }
                    goes_on
                };
                let found = match contents(file).await {
                    Ok(bytes) => read_file(&file.name(), &bytes, told).await,
                    Err(error) => Err(error),
                };
                match found {
                    Ok(found) => {
                        all.runs.extend(found.runs);
                        all.refused.extend(found.refused);
                    }
                    Err(error) => all.refused.push(not_taken(&file.name(), &error)),
                }
            }
            if reading.try_update(Option::take).flatten().is_none() {
                return;
            }
            let name = match &files[..] {
                [] => return,
                [one] if all.runs.is_empty() && all.refused.len() == 1 && all.refused[0].contains(&one.name()) => {
                    return lab.notice(format!("{} Nothing was changed.", all.refused[0]));
                }
                [one] => format!("“{}” holds:", one.name()),
                several => format!("{} files hold:", several.len()),
            };
            brought.set(Some((name, all)));
        });
    };
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(files) = input.files() {
            read(files);
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let over = window_event_listener(leptos::ev::dragover, |event: DragEvent| {
        let is_field = event.target().is_some_and(|target| target.has_type::<HtmlTextAreaElement>());
        if !is_field {
            event.prevent_default();
        }
    });
    let dropped = window_event_listener(leptos::ev::drop, move |event: DragEvent| {
        // Text that is dropped, a link for instance, is for the field that it falls into.
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0) {
            event.prevent_default();
            read(files);
        }
    });
    on_cleanup(move || {
        over.remove();
        dropped.remove();
    });
    let take_all = move |_| {
        let entries = lab.runs.get_untracked();
        spawn_local(async move {
            let bytes = all(lab, entries).await;
            offer_bytes(lab.store.notices, "unwrap-lab-runs.zip", "application/zip", bytes);
        });
    };
    view! {
        <div class="buttons files">
            <Show when=move || lab.runs.with(|runs| !runs.is_empty())>
                <button type="button" id="take-all" on:click=take_all>"Export all"</button>
            </Show>
            <label class="button" for="bring-in">"Import…"</label>
            <input
                type="file"
                multiple
                id="bring-in"
                class="visually-hidden"
                accept=".zip,.json,.safetensors"
                aria-describedby="bring-in-about"
                on:change=chosen
            />
        </div>
        <p class="about" id="bring-in-about">
            "A file of runs (.zip), a record (.json) or a model (.safetensors) of this page; it may also be dropped anywhere."
        </p>
        <Show when=move || reading.with(|text| text.as_ref().is_some_and(|text| !text.is_empty()))>
            <p class="buttons" id="reading-file">
                <span role="status" translate="no">{move || reading.get()}</span>
                <button type="button" id="cancel-reading" on:click=move |_| reading.set(None)>"Cancel"</button>
            </p>
        </Show>
        {move || brought.get().map(|(name, found)| view! { <Preview name=name found=found brought=brought/> })}
        <Room/>
    }
}

/// Every run in one file.
async fn all(lab: Lab, entries: Vec<StoredRun>) -> Result<Vec<u8>, String> {
    let mut runs = Vec::new();
    for entry in entries {
        runs.push(collected(lab, entry).await);
    }
    zip_of(&runs)
}

/// What is said of a file that holds nothing of this page's.
fn not_taken(name: &str, error: &str) -> String {
    format!("“{name}” was not taken: {}.", error.trim_end_matches('.'))
}

/// The bytes of a file.
async fn contents(file: &File) -> Result<Vec<u8>, String> {
    let most = if file.name().to_lowercase().ends_with(".json") { LARGEST_RECORD as f64 } else { LARGEST };
    if file.size() > most {
        return Err(format!("it has {:.0} MB; at most {:.0} are read", file.size() / 1e6, most / 1e6));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|e| error_text(&e))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

#[component]
fn Preview(name: String, found: Collected, brought: RwSignal<Option<(String, Collected)>>) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let line = |run: &CollectedRun| {
        let settings = title(&run.record.spec);
        let state = if run.record.fingerprint.is_some() { "finished" } else { "unfinished" };
        let name = if run.name.is_empty() { String::new() } else { format!("{}: ", run.name) };
        view! { <li>{format!("{name}{settings}; {state}, {} trained models, version {}", run.models.len(), run.record.version)}</li> }
    };
    let lines = found.runs.iter().map(line).collect_view();
    let refused =
        found.refused.iter().map(|sentence| view! { <li class="refused">{sentence.clone()}</li> }).collect_view();
    let empty = found.runs.is_empty();
    let runs = StoredValue::new(found.runs);
    let take = move |_| {
        let numbers: Vec<u32> = runs.get_value().into_iter().map(|run| lab.take_in(run, Origin::File)).collect();
        brought.set(None);
        if let Some(last) = numbers.last() {
            lab.duplicate(*last);
            lab.select(*last);
        }
    };
    let place = NodeRef::<leptos::html::Div>::new();
    // A file may be dropped anywhere, far from the list.
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            place.scroll_into_view_with_bool(false);
            focus_on("take-in");
        }
    });
    view! {
        <div node_ref=place class="notice preview" role="group" aria-label="What the file holds" id="preview">
            <p>{name}</p>
            <ul>{lines}{refused}</ul>
            <div class="buttons">
                <button type="button" id="take-in" class="primary" disabled=empty on:click=take>"Import"</button>
                <button type="button" on:click=move |_| brought.set(None)>"Cancel"</button>
            </div>
        </div>
    }
}

/// How much room the runs take in the browser.
#[component]
fn Room() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let size = |bytes: f64| match bytes {
        b if b < 1e6 => format!("{:.0} KB", b / 1e3),
        b if b < 1e9 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    };
    view! {
        {move || {
            lab.space.get().map(|space| {
                let promised = if space.for_good { " It promised to keep it." } else { "" };
                view! {
                    <p class="about" id="space">
                        {format!("This page takes {} of {} in this browser.{promised}", size(space.used), size(space.of))}
                        {(!space.for_good)
                            .then(|| {
                                view! {
                                    " "
                                    <button type="button" id="keep-for-good" on:click=move |_| lab.keep_for_good()>"Keep the runs for good"</button>
                                }
                            })}
                    </p>
                }
            })
        }}
    }
}
