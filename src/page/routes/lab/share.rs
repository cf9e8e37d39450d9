//! Sharing a run: its experiment or its curves as a link, the link as a QR code for a lecture hall, and as a frame for a course page.

use crate::experiment::{Record, results_to_hash};
use crate::page::address::{here, url_of, url_with_own_seeds};
use crate::page::property::property;
use leptos::prelude::*;
use leptos::task::spawn_local;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What a link carries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carries {
    Experiment,
    Results,
    /// The experiment, for each visitor with a seed of their own.
    OwnSeeds,
}

/// A link and its QR code.
#[derive(Clone, Debug, PartialEq)]
struct Shared {
    address: String,
    /// The code as SVG text; none where the link is too long for one.
    code: Option<String>,
}

/// The link to a record's experiment, with its curves if wanted.
///
/// # Errors
/// A sentence when it cannot be made.
fn shared(record: &Record, carries: Carries) -> Result<Shared, String> {
    let address = match carries {
        Carries::Results => format!("{}{}", here(), results_to_hash(record).map_err(|e| e.to_string())?),
        Carries::Experiment => url_of(&record.spec),
        Carries::OwnSeeds => url_with_own_seeds(&record.spec),
    };
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::L).ok().map(|code| {
        let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).quiet_zone(true).build();
        picture.split_once("?>").map_or(picture.clone(), |(_, svg)| svg.to_owned())
    });
    Ok(Shared { address, code })
}

/// Puts a text on the clipboard, which a page that came over plain http or stands in a sandboxed frame does not have.
async fn put_on_clipboard(text: &str) -> Result<(), JsValue> {
    let clipboard = property(&window().navigator(), "clipboard");
    let clipboard: web_sys::Clipboard = clipboard.dyn_into()?;
    JsFuture::from(clipboard.write_text(text)).await.map(|_| ())
}

#[component]
pub(super) fn Share(record: Record, open: RwSignal<bool>) -> impl IntoView {
    let carries = RwSignal::new(Carries::Results);
    let copied = RwSignal::new("");
    let refused = RwSignal::new(false);
    let record = StoredValue::new(record);
    // Made when it is looked at, and again when something else is to be carried.
    let made = Memo::new(move |_| {
        let carries = carries.get();
        open.get().then(|| record.with_value(|record| shared(record, carries)))
    });
    let frame = move || {
        let address = made
            .with(|made| made.as_ref().and_then(|m| m.as_ref().ok()).map(|m| m.address.clone()))
            .unwrap_or_default();
        format!("<iframe src=\"{address}&amp;embed=1\" width=\"100%\" height=\"520\" title=\"Unwrap Lab\"></iframe>")
    };
    let copy = move |what: &'static str, text: String| {
        spawn_local(async move {
            match put_on_clipboard(&text).await {
                Ok(()) => {
                    refused.set(false);
                    copied.set(what);
                }
                Err(_) => refused.set(true),
            }
        });
    };
    let unfolded = move |event: web_sys::Event| {
        let details = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlDetailsElement>().ok());
        open.set(details.is_some_and(|d| d.open()));
    };
    let choice = move |own: Carries, words: &'static str| {
        view! {
            <button type="button" aria-pressed=move || (carries.get() == own).to_string() on:click=move |_| carries.set(own)>
                {words}
            </button>
        }
    };
    view! {
        <details id="share" prop:open=open on:toggle=unfolded>
            <summary>"Share"</summary>
            <div class="buttons choices" role="group" aria-label="What the link carries">
                {choice(Carries::Results, "experiment with these curves")}
                {choice(Carries::Experiment, "experiment alone")}
                {choice(Carries::OwnSeeds, "experiment, each visitor a seed of their own")}
            </div>
            {move || match made.get() {
                None => ().into_any(),
                Some(Ok(Shared { address, code })) => {
                    let length = address.chars().count();
                    let own = address.clone();
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
                        <Show when=move || refused.get()>
                            <p class="refused" role="status" id="not-copied">
                                "The browser does not let this page copy. The link stands in the field above, to be copied by hand; a frame is \
                                 “<iframe src=\"LINK&embed=1\"></iframe>”."
                            </p>
                        </Show>
                        <p class="about">
                            {format!("{length} characters. Right answers travel exactly, losses to a hundredth of a nat; what the instruments found does not travel.")}
                        </p>
                        {match code {
                            Some(picture) => {
                                view! { <div class="qr" id="qr" role="img" aria-label="QR code of the link" inner_html=picture></div> }.into_any()
                            }
                            None => {
                                view! { <p class="about">"The link is too long for a QR code; that of the experiment alone fits."</p> }.into_any()
                            }
                        }}
                    }
                        .into_any()
                }
                Some(Err(error)) => {
                    view! { <p class="refused">{format!("The link could not be made: {error}. The run can be exported as a file.")}</p> }.into_any()
                }
            }}
        </details>
    }
}
