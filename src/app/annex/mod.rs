//! The page's annex: sweeps, the gallery and the benchmark, the lab's files, and what scripts may call. It is a bundle of its own, fetched when a visitor first looks at one of them, so that the page stays small.

mod bench_view;
mod files;
mod frame;
mod gallery;
mod interface;
mod sweep;

use super::adapter::devices;
use super::chart_view::Narrow;
use super::figure_files::TakenWith;
use super::notices::{NoticeList, Notices};
use super::shell::{announce_failures, put_into};
use crate::engine::DeviceKind;
use crate::experiment::{Grid, Preset, Route, Spec, parse_hash};
use bench_view::BenchView;
use gallery::GalleryView;
use leptos::prelude::*;
use sweep::{SweepView, Sweeping};

/// Puts the annex into the place that the page has for it.
pub fn mount_annex() {
    announce_failures();
    if let Err(error) = interface::install() {
        web_sys::console::error_1(&error);
    }
    put_into("annex", Root);
}

/// What all views of the annex share.
#[derive(Clone, Copy)]
struct Annex {
    route: RwSignal<Route>,
    notices: Notices,
    /// The experiment that sweeps vary.
    spec: RwSignal<Spec>,
    /// The sweep that the address asks for, if it leads to one.
    linked_grid: RwSignal<Option<Grid>>,
}

impl Annex {
    fn new() -> Self {
        Self {
            route: RwSignal::new(Route::Lab),
            notices: Notices::new(),
            spec: RwSignal::new(Preset::Quick.spec()),
            linked_grid: RwSignal::new(None),
        }
    }

    /// Says something to the visitor.
    fn notice(self, text: String) {
        self.notices.say(text);
    }

    /// Reads the address again. What is broken about it, the page itself tells.
    fn follow_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        self.route.set(Route::of(&hash).unwrap_or(Route::Lab));
        if let Ok(link) = parse_hash(&hash)
            && link.route == Route::Sweep
        {
            self.spec.set(link.spec);
            if link.grid.is_some() {
                self.linked_grid.set(link.grid);
            }
        }
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

#[component]
fn Root() -> impl IntoView {
    let annex = Annex::new();
    annex.follow_address();
    provide_context(annex);
    provide_context(Narrow::watch());
    let link = Signal::derive(|| window().location().href().unwrap_or_default());
    provide_context(TakenWith { notices: annex.notices, link });
    provide_context(Sweeping::new(annex));
    let follow = window_event_listener(leptos::ev::hashchange, move |_| {
        annex.follow_address();
    });
    on_cleanup(move || follow.remove());
    let shown = move |route: Route| annex.route.get() == route;
    view! {
        <NoticeList notices=annex.notices id="annex-notices"/>
        <Show when=move || shown(Route::Bench)>
            <BenchView/>
        </Show>
        <Show when=move || shown(Route::Gallery)>
            <GalleryView/>
        </Show>
        <Show when=move || shown(Route::Sweep)>
            <SweepView/>
        </Show>
    }
}
