//! The views, and the one table of them: where an address leads, what the navigation calls it, and what is shown there.

mod bench;
mod compiled;
mod front;
mod gallery;
mod lab;
mod lesson;
mod stories;
mod stories_lesson;
mod sweep;
mod table;
mod truth;

use super::address::{hash, with_own_seed};
use super::notices::LINK;
use super::present::Present;
use super::store::Store;
use crate::experiment::{Route, parse_hash, sweep_of, to_hash};
use bench::BenchView;
use compiled::{CompiledState, CompiledView};
use front::FrontView;
use gallery::{GalleryResults, GalleryView};
use lab::{Lab, LabView};
use leptos::prelude::*;
use lesson::LessonView;
use stories::StoriesView;
use stories_lesson::StoriesLessonView;
use sweep::{SweepView, Sweeping};
use table::TableView;
use truth::TruthView;

/// A line of the table.
struct Place {
    route: Route,
    /// What the navigation calls it; none where another place leads there.
    name: Option<&'static str>,
    /// The address that the navigation leads to.
    address: fn(Views) -> String,
    view: fn() -> AnyView,
    /// Whether it stays in the page while another is on show: a lesson or an editor is found again as it was left.
    stays: bool,
}

/// The table, in the navigation's order.
static PLACES: [Place; 11] = [
    Place {
        route: Route::Front,
        name: Some("Start"),
        address: |_| "#/".to_owned(),
        view: || view! { <FrontView/> }.into_any(),
        stays: true,
    },
    Place {
        route: Route::Lesson,
        name: Some("Lesson"),
        address: |_| "#/lesson".to_owned(),
        view: || view! { <LessonView/> }.into_any(),
        stays: true,
    },
    Place {
        route: Route::Lab,
        name: Some("Lab"),
        address: |views| to_hash(&views.lab.spec_of_route("run")),
        view: || view! { <LabView/> }.into_any(),
        stays: false,
    },
    Place {
        route: Route::Sweep,
        name: Some("Sweep"),
        address: |views| views.lab.spec.with(sweep_of),
        view: || view! { <SweepView/> }.into_any(),
        stays: false,
    },
    Place {
        route: Route::Gallery,
        name: Some("Gallery"),
        address: |_| "#/gallery".to_owned(),
        view: || view! { <GalleryView/> }.into_any(),
        stays: false,
    },
    Place {
        route: Route::Compiled,
        name: Some("Programs"),
        address: |views| to_hash(&views.lab.spec_of_route("compiled")),
        view: || view! { <CompiledView/> }.into_any(),
        stays: true,
    },
    Place {
        route: Route::Table,
        name: Some("Table"),
        address: |views| to_hash(&views.lab.spec_of_route("table")),
        view: || view! { <TableView/> }.into_any(),
        stays: true,
    },
    Place {
        route: Route::Stories,
        name: Some("Stories"),
        address: |views| to_hash(&views.lab.spec_of_route("stories")),
        view: || view! { <StoriesView/> }.into_any(),
        stays: true,
    },
    Place {
        route: Route::StoriesLesson,
        name: None,
        address: |_| "#/stories-lesson".to_owned(),
        view: || view! { <StoriesLessonView/> }.into_any(),
        stays: true,
    },
    Place {
        route: Route::Truth,
        name: Some("Truth"),
        address: |_| "#/truth".to_owned(),
        view: || view! { <TruthView/> }.into_any(),
        stays: true,
    },
    Place {
        route: Route::Bench,
        name: Some("Benchmark"),
        address: |_| "#/bench".to_owned(),
        view: || view! { <BenchView/> }.into_any(),
        stays: false,
    },
];

/// The state of those views to which an address can carry something.
#[derive(Clone, Copy)]
pub(super) struct Views {
    store: Store,
    lab: Lab,
    sweep: Sweeping,
    compiled: CompiledState,
    present: Present,
}

impl Views {
    pub(super) fn new(store: Store) -> Self {
        let lab = Lab::new(store);
        Self {
            store,
            lab,
            sweep: Sweeping::new(store, lab),
            compiled: CompiledState::new(lab),
            present: Present::new(),
        }
    }

    /// Lets every component below find them.
    pub(super) fn provide(self) {
        provide_context(self.lab);
        provide_context(self.sweep);
        provide_context(self.compiled);
        provide_context(GalleryResults::new());
        provide_context(self.present);
    }

    /// Shows the lab or the compiled skills where a broken link leads there, as they are or as they begin.
    fn show_place_of(self, hash: &str) {
        let place = hash.split('?').next().unwrap_or_default();
        let there = |route: Route| route == Route::Lab || route == Route::Compiled;
        let Some(link) = parse_hash(place).ok().filter(|link| there(link.route)) else { return };
        self.store.route.set(link.route);
        if self.lab.spec.with_untracked(|own| own.kind().key != link.spec.kind().key) {
            let is_compiled = link.route == Route::Compiled;
            self.lab.open(link);
            if is_compiled {
                self.compiled.follow();
            }
        }
    }

    /// Reads the address. A broken link changes nothing but the notices.
    pub(super) fn follow_address(self) {
        let hash = with_own_seed(hash());
        let link = match parse_hash(&hash) {
            Ok(link) => link,
            Err(error) => {
                self.store.notices.say_of(LINK, format!(
                    "This link could not be opened: {error}. The settings shown are the ones from before it, or the default experiment."
                ));
                return self.show_place_of(&hash);
            }
        };
        self.store.notices.settle(LINK);
        self.store.route.set(link.route);
        let presents = link.presents;
        match link.route {
            Route::Lab | Route::Table | Route::Stories => self.lab.open(link),
            Route::Compiled => {
                self.lab.open(link);
                self.compiled.follow();
            }
            Route::Sweep => self.sweep.open(link.spec, link.grid),
            Route::Front | Route::Lesson | Route::StoriesLesson | Route::Gallery | Route::Truth | Route::Bench => {}
        }
        if presents {
            // The view has no figure before it is there.
            request_animation_frame(move || self.present.begin());
        }
    }
}

/// The way from view to view.
#[component]
pub(super) fn Navigation(views: Views) -> impl IntoView {
    let entry = move |place: &'static Place| {
        let current = move || {
            let shown = views.store.route.get();
            // The lesson on stories has no entry of its own: it is entered from there.
            let within = shown == Route::StoriesLesson && place.route == Route::Stories;
            (shown == place.route || within).then_some("page")
        };
        place.name.map(|name| view! { <a href=move || (place.address)(views) aria-current=current>{name}</a> })
    };
    view! { <nav aria-label="Views">{PLACES.iter().filter_map(entry).collect_view()}</nav> }
}

/// The view on show, and those that stay behind it.
#[component]
pub(super) fn Places() -> impl IntoView {
    let store = expect_context::<Store>();
    let shown = move |place: &'static Place| {
        let is_on_show = move || store.route.get() == place.route;
        if !place.stays {
            return view! { <Show when=is_on_show>{(place.view)()}</Show> }.into_any();
        }
        let was_opened = Memo::new(move |before: Option<&bool>| before.is_some_and(|b| *b) || is_on_show());
        view! {
            <div hidden=move || !is_on_show()>
                <Show when=move || was_opened.get()>{(place.view)()}</Show>
            </div>
        }
        .into_any()
    };
    PLACES.iter().map(shown).collect_view()
}
