//! The page as a whole: header, notices, the lab, and the place of the annex.

use super::address::url_of;
use super::chart_view::{ChartView, Narrow};
use super::controls::Controls;
use super::figure_files::TakenWith;
use super::inspector::Inspector;
use super::instruments::Instruments;
use super::lab::{Entry, Lab, Origin};
use super::notices::NoticeList;
use super::parts::{Part, fetch_part};
use super::phase::Phase;
use super::results::Results;
use super::runs::Runs;
use super::script;
use super::shell::{announce_failures, put_into};
use super::status::Status;
use crate::chart::{Figure, fine_tuning, learning, overlaid, revival};
use crate::experiment::{Record, Role, Route, sweep_of, to_hash};
use crate::schedule::Run;
use leptos::prelude::*;

/// Puts the page in place of the text that was shown while it loaded.
pub fn mount() {
    announce_failures();
    put_into("app", Root);
}

#[component]
fn Root() -> impl IntoView {
    let lab = Lab::from_address();
    provide_context(lab);
    if let Err(error) = script::install(lab) {
        web_sys::console::error_1(&error);
    }
    provide_context(Narrow::watch());
    let link = Signal::derive(move || url_of(&lab.shown_record().map_or_else(|| lab.spec.get(), |r| r.spec)));
    provide_context(TakenWith { notices: lab.notices, link });
    let follow = window_event_listener(leptos::ev::hashchange, move |_| lab.follow_address());
    on_cleanup(move || follow.remove());
    Effect::new(move |_| {
        if let Some(part) = part_of(lab.route.get()) {
            leptos::task::spawn_local(async move {
                if let Err(message) = fetch_part(part).await {
                    lab.notice(format!("This view could not be loaded ({message}). Open it again to try once more; the lab works without it."));
                }
            });
        }
    });
    Effect::new(move |_| {
        // The annex, another program, reads there whether training would disturb it.
        let busy = matches!(lab.phase.get(), Phase::Starting | Phase::Running);
        if let Some(body) = document().body() {
            let _ = if busy { body.set_attribute("data-busy", "") } else { body.remove_attribute("data-busy") };
        }
    });
    Effect::new(move |_| {
        // The style sheet leaves the figures and one button of an embedded page.
        if let Some(body) = document().body() {
            let _ = if lab.embedded.get() {
                body.set_attribute("data-embed", "")
            } else {
                body.remove_attribute("data-embed")
            };
        }
    });
    let current = move |route: Route| (lab.route.get() == route).then_some("page");
    view! {
        <header>
            <h1>"Was the skill deleted, or only wrapped?"</h1>
            <p class="lede">
                "A small transformer learns to count the a's in a text. Fine-tuning then teaches it to count the b's, and the "
                "first skill seems gone. Is it? Train it here, in your own browser, and ask for the a's again, beside a model "
                "that never had the skill. After " <cite>"Jain et al., ICLR 2024"</cite> "."
            </p>
            <nav aria-label="Views">
                <a href="#/lesson" aria-current=move || current(Route::Lesson)>"Lesson"</a>
                <a href=move || lab.spec.with(to_hash) aria-current=move || current(Route::Lab)>"Lab"</a>
                <a href=move || lab.spec.with(sweep_of) aria-current=move || current(Route::Sweep)>"Sweep"</a>
                <a href="#/gallery" aria-current=move || current(Route::Gallery)>"Gallery"</a>
                <a href="#/compiled" aria-current=move || current(Route::Compiled)>"Compiled skills"</a>
                <a href="#/bench" aria-current=move || current(Route::Bench)>"Benchmark"</a>
            </nav>
        </header>
        <NoticeList notices=lab.notices id="notices"/>
        {[Part::Annex, Part::Skills, Part::Lesson]
            .map(|part| {
                view! {
                    <div id=part.name() hidden=move || part_of(lab.route.get()) != Some(part)>
                        <p class="about">"This view is loading…"</p>
                    </div>
                }
            })}
        <Show when=move || lab.route.get() == Route::Lab>
            <div class="lab">
                <div class="stage">
                    <Status/>
                    <Show when=move || lab.embedded.get()>
                        <p class="about embedded">
                            <a href=move || url_of(&lab.spec.get()) target="_blank" rel="noopener">"Open it in Unwrap Lab"</a>
                        </p>
                    </Show>
                    <Compared/>
                    <Figures/>
                    <Inspector/>
                    <Instruments/>
                    <Results/>
                </div>
                <aside>
                    <Controls/>
                    <Runs/>
                </aside>
            </div>
        </Show>
        <footer>
            <p>
                "Everything runs in this tab; nothing is sent anywhere. Every number comes from a model trained here. Version "
                {crate::VERSION} "."
            </p>
        </footer>
    }
}

/// How the run on show compares with the one that a link brought, or what the curves of a link are.
#[component]
fn Compared() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let sent = move || {
        let shown = lab.shown.get();
        lab.runs.with(|runs| runs.iter().any(|e| Some(e.number) == shown && e.origin == Origin::Sender))
    };
    view! {
        {move || lab.compared().map(|sentence| view! { <p class="notice" id="compared-with-sender" role="status">{sentence}</p> })}
        <Show when=sent>
            <p class="notice" id="from-sender">
                <span>"These are the sender's curves, brought by the link. They were not trained here."</span>
                <button
                    type="button"
                    id="run-again"
                    class="primary"
                    disabled=move || lab.phase.get() != Phase::Idle
                    on:click=move |_| {
                        if let Some(record) = lab.shown_record() {
                            lab.adopt(record.spec);
                            lab.start();
                        }
                    }
                >
                    "Run it again"
                </button>
            </p>
        </Show>
    }
}

/// The part of the page that a view is in; none for the page's own.
fn part_of(route: Route) -> Option<Part> {
    match route {
        Route::Lab => None,
        Route::Compiled => Some(Part::Skills),
        Route::Lesson => Some(Part::Lesson),
        Route::Sweep | Route::Gallery | Route::Bench => Some(Part::Annex),
    }
}

/// The record on show, or before the first run an empty one of the experiment as it is set, so that the axes stand.
fn on_show(lab: Lab) -> Option<Record> {
    lab.shown_record().or_else(|| Run::new(lab.spec.get()).map(|run| run.record().clone()).ok())
}

/// The runs that are drawn thin beside the one on show: those that the visitor laid over it, and for a run of a link's experiment the
/// sender's.
fn laid_over(lab: Lab) -> Vec<(String, Record)> {
    let (shown, chosen) = (lab.shown.get(), lab.overlaid.get());
    lab.runs.with(|runs| {
        let own = runs.iter().find(|e| Some(e.number) == shown);
        let sent = |e: &&Entry| {
            e.origin == Origin::Sender
                && own.is_some_and(|own| own.origin == Origin::Own && own.record.spec == e.record.spec)
        };
        let others = runs.iter().filter(|e| Some(e.number) != shown && (chosen.contains(&e.number) || sent(e)));
        let name =
            |e: &Entry| if e.origin == Origin::Sender { "sender".to_owned() } else { format!("run {}", e.number) };
        others.map(|e| (name(e), e.record.clone())).collect()
    })
}

#[component]
fn Figures() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let record = Memo::new(move |_| on_show(lab));
    let over = Memo::new(move |_| laid_over(lab));
    let draw = move |figure: fn(&Record) -> Figure| {
        Memo::new(move |_| {
            let own = record.with(|r| r.as_ref().map(figure).unwrap_or_default());
            over.with(|all| overlaid(own, all.iter().map(|(name, r)| (name.clone(), figure(r))).collect()))
        })
    };
    let (first, last) = (draw(learning), draw(revival));
    let rates = Memo::new(move |_| record.with(|r| r.as_ref().map_or(0, |r| r.spec.fine_tune_rates.len() as u32)));
    let tuned = move |rate: u32| {
        Memo::new(move |_| {
            let own = record.with(|r| r.as_ref().map(|r| fine_tuning(r, rate)).unwrap_or_default());
            let same = |(name, r): &(String, Record)| {
                r.stage(Role::FineTune { rate }).map(|_| (name.clone(), fine_tuning(r, rate)))
            };
            over.with(|all| overlaid(own, all.iter().filter_map(same).collect()))
        })
    };
    view! {
        <section class="figures" aria-label="Figures">
            <ChartView figure=first id="learning"/>
            <For each=move || 0..rates.get() key=|rate| *rate let:rate>
                <ChartView figure=tuned(rate) id=format!("fine-tuning-{rate}")/>
            </For>
            <ChartView figure=last id="revival" wide=true/>
        </section>
    }
}
