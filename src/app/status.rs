//! Start, pause, step, cancel, and how far the run has come.

use super::lab::Lab;
use super::phase::Phase;
use super::under_way::UnderWay;
use crate::experiment::{role_in_words, seconds_in_words, shipped};
use crate::schedule::Doing;
use leptos::prelude::*;

#[component]
pub(super) fn Status() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let is = move |phase: Phase| lab.phase.get() == phase;
    let share = move || lab.progress.get().map_or(0.0, |p| p.share);
    let spec_of_run = move || {
        let at_work = lab.at_work.get();
        lab.runs.with(|r| r.iter().find(|e| Some(e.number) == at_work).map(|e| e.record.spec.clone()))
    };
    let stages = Memo::new(move |_| {
        let Some(spec) = spec_of_run() else { return String::new() };
        lab.under_way.with(|all| {
            all.iter()
                .map(|doing| match doing {
                    Doing::Stage(role, _) => role_in_words(*role, &spec),
                    Doing::Question(question, _) => question.words(&spec),
                })
                .collect::<Vec<_>>()
                .join(" · ")
        })
    });
    let figures = move || {
        let progress = lab.progress.get()?;
        let steps: u32 = lab.under_way.with(|all| {
            all.iter()
                .map(|doing| match doing {
                    Doing::Stage(_, step) => *step,
                    Doing::Question(..) => 0,
                })
                .sum()
        });
        let mut words = vec![format!("{:.0} %", 100.0 * progress.share)];
        words.extend(progress.steps_per_second.map(|s| format!("{s:.0} steps a second")));
        if !is(Phase::Idle) {
            words.extend(progress.eta_seconds.map(|s| format!("about {} left", seconds_in_words(s))));
        }
        Some((words.join(" · "), steps))
    };
    view! {
        <section class="status" aria-label="Run">
            <div class="buttons">
                <Show
                    when=move || is(Phase::Idle)
                    fallback=move || {
                        view! {
                            <Show
                                when=move || is(Phase::Paused)
                                fallback=move || {
                                    view! {
                                        <UnderWay
                                            phase=lab.phase
                                            prefix=""
                                            pause=Callback::new(move |()| lab.pause())
                                            resume=Callback::new(move |()| lab.resume())
                                            step=Callback::new(move |()| lab.step())
                                            cancel=Callback::new(move |()| lab.cancel())
                                        />
                                    }
                                }
                            >
                                <button type="button" id="resume" class="primary" on:click=move |_| lab.resume()>"Go on"</button>
                                <button type="button" id="step" on:click=move |_| lab.step()>"One step"</button>
                            </Show>
                            <button type="button" id="cancel" on:click=move |_| lab.cancel()>"Cancel"</button>
                        }
                    }
                >
                    <button type="button" id="start" class="primary" on:click=move |_| lab.start()>
                        {move || if lab.runs.with(Vec::is_empty) { "Start" } else { "Start again" }}
                    </button>
                    <Show when=move || lab.spec.with(|s| shipped(s).is_some())>
                        <button
                            type="button"
                            id="start-shipped"
                            title="Both models were pretrained by this page's own CPU engine and come with it; training them here gives the same."
                            on:click=move |_| lab.start_from_shipped()
                        >
                            "Skip pretraining"
                        </button>
                    </Show>
                </Show>
                <span class="figures-now" id="progress-now" data-steps=move || figures().map(|f| f.1.to_string())>
                    {move || figures().map(|f| f.0)}
                </span>
            </div>
            <progress max="1" prop:value=share aria-label="Share of the work that is done"></progress>
            <p class="stages" id="stages" role="status" aria-live="polite">
                {move || match lab.phase.get() {
                    Phase::Idle if lab.runs.with(Vec::is_empty) => {
                        "Press Start: two models are pretrained, one is fine-tuned at each learning rate, all are asked for the a's again, and the instruments look inside.".to_owned()
                    }
                    Phase::Idle => "Nothing is running. Change a setting and start again; earlier runs stay in the list.".to_owned(),
                    Phase::Starting => "Loading the engine…".to_owned(),
                    Phase::Paused => format!("Paused: {}", stages.get()),
                    Phase::Running => format!("Now {}", stages.get()),
                }}
            </p>
        </section>
    }
}
