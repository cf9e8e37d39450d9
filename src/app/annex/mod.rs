//! The page's annex: views that share nothing with the lab but the place they stand in, compiled skills and the benchmark. It is a
//! bundle of its own, fetched when a visitor first looks at one of them, so that the page stays small.

mod bench_view;
mod skills;

use super::adapter::devices;
use super::chart_view::Narrow;
use crate::engine::DeviceKind;
use crate::experiment::Route;
use bench_view::BenchView;
use leptos::prelude::*;
use skills::{SkillsView, Studio};
use wasm_bindgen::JsCast;

/// Puts the annex into the place that the page has for it.
pub fn mount_annex() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&format!("{info}").into());
        if let Some(shown) = document().get_element_by_id("failure") {
            let _ = shown.remove_attribute("hidden");
        }
    }));
    let place = document().get_element_by_id("annex").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(place) = place else { return };
    place.set_inner_html("");
    leptos::mount::mount_to(place, Root).forget();
}

/// What all views of the annex share.
#[derive(Clone, Copy)]
struct Annex {
    route: RwSignal<Route>,
    notices: RwSignal<Vec<String>>,
}

impl Annex {
    /// Says something to the visitor.
    fn notice(self, text: String) {
        self.notices.update(|all| {
            if all.last() != Some(&text) {
                all.push(text);
            }
        });
    }

    /// Whether the lab trains at the moment: its workers would share the cores. The page tells it on its body.
    fn lab_is_busy() -> bool {
        document().body().is_some_and(|body| body.has_attribute("data-busy"))
    }

    /// Whether measuring WebGPU makes sense: a software adapter would take minutes a step. Says why not.
    async fn can_measure_webgpu(self) -> bool {
        let found = devices().await;
        let gpu = found.iter().find(|d| d.device == DeviceKind::WebGpu.name()).cloned();
        let reason = match gpu {
            Some(d) if d.available && !d.fallback => return true,
            Some(d) if d.available => {
                "WebGPU here is a software adapter, minutes a step on these workloads.".to_owned()
            }
            other => other.and_then(|d| d.reason).unwrap_or_default(),
        };
        self.notice(format!("{reason} WebGPU was not measured."));
        false
    }
}

/// The view that the address asks for, if it is one of the annex.
fn asked() -> Route {
    let hash = window().location().hash().unwrap_or_default();
    Route::of(&hash).unwrap_or(Route::Lab)
}

#[component]
fn Root() -> impl IntoView {
    let annex = Annex { route: RwSignal::new(asked()), notices: RwSignal::new(Vec::new()) };
    provide_context(annex);
    provide_context(Narrow::watch());
    let studio = Studio::new(annex);
    provide_context(studio);
    studio.follow_address();
    let follow = window_event_listener(leptos::ev::hashchange, move |_| {
        annex.route.set(asked());
        studio.follow_address();
    });
    on_cleanup(move || follow.remove());
    view! {
        <Notices/>
        <Show when=move || annex.route.get() == Route::Bench>
            <BenchView/>
        </Show>
        <Show when=move || annex.route.get() == Route::Compiled>
            <SkillsView/>
        </Show>
    }
}

#[component]
fn Notices() -> impl IntoView {
    let annex = expect_context::<Annex>();
    let dismiss = move |index: usize| {
        annex.notices.update(|all| {
            if index < all.len() {
                all.remove(index);
            }
        });
    };
    let notice = move |(index, text): (usize, String)| {
        view! {
            <p class="notice">
                <span>{text}</span>
                <button type="button" on:click=move |_| dismiss(index) aria-label="Dismiss this notice">"×"</button>
            </p>
        }
    };
    view! {
        <div id="annex-notices" role="status" aria-live="polite">
            {move || annex.notices.get().into_iter().enumerate().map(notice).collect_view()}
        </div>
    }
}
