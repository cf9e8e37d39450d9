//! Sharing a run: its experiment or its curves as a link, the link as a QR code for a lecture hall, and as a frame for a course page.

use super::address::{here, url_of};
use super::lab::Lab;
use crate::experiment::{Record, results_to_hash};
use leptos::prelude::*;
use leptos::task::spawn_local;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use wasm_bindgen_futures::JsFuture;

/// What a link carries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carries {
    Experiment,
    Results,
}

#[component]
pub(super) fn Share(record: Record) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let carries = RwSignal::new(Carries::Results);
    let copied = RwSignal::new("");
    let record = StoredValue::new(record);
    let link = Memo::new(move |_| {
        record.with_value(|record| match carries.get() {
            Carries::Experiment => Ok(url_of(&record.spec)),
            Carries::Results => {
                results_to_hash(record).map(|hash| format!("{}{hash}", here())).map_err(|e| e.to_string())
            }
        })
    });
    let frame = move || {
        let address = link.get().unwrap_or_default();
        format!("<iframe src=\"{address}&amp;embed=1\" width=\"100%\" height=\"520\" title=\"Unwrap Lab\"></iframe>")
    };
    let copy = move |what: &'static str, text: String| {
        let promise = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            match JsFuture::from(promise).await {
                Ok(_) => copied.set(what),
                Err(_) => lab.notice(
                    "The browser did not allow copying; the link stands in its field, to be copied by hand.".to_owned(),
                ),
            }
        });
    };
    let choice = move |own: Carries, words: &'static str| {
        view! {
            <button type="button" aria-pressed=move || (carries.get() == own).to_string() on:click=move |_| carries.set(own)>
                {words}
            </button>
        }
    };
    view! {
        <details id="share">
            <summary>"Share"</summary>
            <div class="buttons choices" role="group" aria-label="What the link carries">
                {choice(Carries::Results, "experiment with these curves")}
                {choice(Carries::Experiment, "experiment alone")}
            </div>
            {move || match link.get() {
                Ok(address) => {
                    let length = address.chars().count();
                    let (own, code) = (address.clone(), address.clone());
                    view! {
                        <div class="buttons">
                            <input type="text" readonly id="link" class="grow" aria-label="Link" prop:value=address/>
                            <button type="button" id="copy-link" on:click=move |_| copy("link", own.clone())>
                                {move || if copied.get() == "link" { "Link copied" } else { "Copy link" }}
                            </button>
                            <button type="button" id="copy-frame" on:click=move |_| copy("frame", frame())>
                                {move || if copied.get() == "frame" { "Frame copied" } else { "Copy frame for a course page" }}
                            </button>
                        </div>
                        <p class="about">
                            {format!("{length} characters. Right answers travel exactly, losses to a hundredth of a nat; what the instruments found does not travel.")}
                        </p>
                        <Code address=code/>
                    }
                        .into_any()
                }
                Err(error) => view! { <p class="refused">{format!("These curves cannot be put into a link: {error}. Take the run out as a file.")}</p> }.into_any(),
            }}
        </details>
    }
}

/// The link as a QR code, where one can hold it.
#[component]
fn Code(address: String) -> impl IntoView {
    match QrCode::with_error_correction_level(address.as_bytes(), EcLevel::L) {
        Ok(code) => {
            // Black on white in dark mode too: not every camera reads the reverse.
            let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).quiet_zone(true).build();
            let picture = picture.split_once("?>").map_or(picture.clone(), |(_, svg)| svg.to_owned());
            view! { <div class="qr" id="qr" role="img" aria-label="QR code of the link" inner_html=picture></div> }
                .into_any()
        }
        Err(_) => {
            view! { <p class="about">"The link is too long for a QR code; that of the experiment alone fits."</p> }
                .into_any()
        }
    }
}
