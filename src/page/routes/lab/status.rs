//! Start, pause, step, cancel, and how far the run has come.

use super::state::Lab;

use crate::experiment::seconds_label;
use crate::page::components::RunButtons;
use crate::page::focus::{focus_where_it_is, is_lost};
use crate::page::run_control::Phase;
use crate::schedule::Activity;
use crate::setups::compiled::CompiledSpec;
use crate::setups::corpus::CorpusSpec;
use crate::setups::learned::LearnedSpec;
use crate::setups::shipped;
use crate::setups::stories::StoriesSpec;
use crate::setups::table::TableSpec;
use leptos::prelude::*;

#[component]
pub(in crate::page::routes) fn Status() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let is = move |phase: Phase| lab.run.phase() == phase;
    let share = move || lab.progress.get().map_or(0.0, |p| p.share);
    let spec_of_run = move || {
        let at_work = lab.at_work.get();
        lab.runs.with(|r| r.iter().find(|e| Some(e.number) == at_work).map(|e| e.record.spec.clone()))
    };
    let stages = Memo::new(move |_| {
        let Some(spec) = spec_of_run() else { return String::new() };
        lab.under_way.with(|all| {
            all.iter()
                .map(|activity| match activity {
                    Activity::Stage(role, _) => spec.role_label(*role),
                    Activity::Analysis(analysis, _) => analysis.label(&spec),
                })
                .collect::<Vec<_>>()
                .join(" · ")
        })
    });
    let figures = move || {
        let progress = lab.progress.get()?;
        let steps: u32 = lab.under_way.with(|all| {
            all.iter()
                .map(|activity| match activity {
                    Activity::Stage(_, step) => *step,
                    Activity::Analysis(..) => 0,
                })
                .sum()
        });
        let mut words = vec![format!("{:.0} %", 100.0 * progress.share)];
        words.extend(progress.steps_per_second.map(|s| format!("{s:.0} steps a second")));
        if !is(Phase::Idle) {
            words.extend(progress.eta_seconds.map(|s| format!("about {} left", seconds_label(s))));
        }
        Some((words.join(" · "), steps))
    };
    let to_settings = move |_| {
        if let Some(settings) = document().get_element_by_id("settings") {
            settings.scroll_into_view();
        }
    };
    // Whoever watched over the run by keyboard had it on a button that is no longer there.
    Effect::new(move |before: Option<bool>| {
        let idle = is(Phase::Idle);
        if idle && before == Some(false) {
            request_animation_frame(|| {
                if is_lost() {
                    focus_where_it_is("start");
                }
            });
        }
        idle
    });
    view! {
        <section class="status run-bar" aria-label="Run" data-idle=move || is(Phase::Idle).to_string()>
            <div class="buttons">
                <Show
                    when=move || is(Phase::Idle)
                    fallback=move || {
                        view! {
                            <RunButtons run=lab.run prefix="" steps=true cancel=Callback::new(move |()| lab.cancel())/>
                        }
                    }
                >
                    <StartButtons/>
                </Show>
                <button type="button" class="to-settings" on:click=to_settings>"Settings"</button>
                <span class="figures-now" id="progress-now" translate="no" data-steps=move || figures().map(|f| f.1.to_string())>
                    {move || figures().map(|f| f.0)}
                </span>
            </div>
            <progress max="1" prop:value=share aria-label="Share of the work that is done"></progress>
            <p class="stages" id="stages" role="status" aria-live="polite" translate="no">
                {move || match lab.run.phase() {
                    Phase::Idle => idle_words(lab).to_owned(),
                    Phase::Starting => "Loading the engine…".to_owned(),
                    Phase::Paused => format!("Paused: {}", stages.get()),
                    Phase::Running => format!("Now {}", stages.get()),
                }}
            </p>
        </section>
    }
}

#[component]
fn StartButtons() -> impl IntoView {
    let lab = expect_context::<Lab>();
    view! {
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
    }
}

/// What is said while nothing runs.
fn idle_words(lab: Lab) -> &'static str {
    if lab.spec.with(|s| s.of::<CorpusSpec>().is_some_and(|s| s.file.is_none())) {
        return "Import a file of stories first.";
    }
    if lab.spec.with(|s| s.of::<TableSpec>().is_some_and(|s| s.table.is_none())) {
        return "Bring in a table first.";
    }
    if lab.embedded.get() {
        return "Press Start to train it here.";
    }
    if !lab.runs.with(Vec::is_empty) {
        return "Nothing is running. Change a setting and start again; earlier runs stay in the list.";
    }
    lab.spec.with(|spec| {
        if spec.of::<CompiledSpec>().is_some() {
            "Press Start: the compiled model is fine-tuned at each learning rate, weights are removed to find what holds the skill back, and \
             all are asked for it again, beside a control that never had it."
        } else if spec.of::<LearnedSpec>().is_some() {
            "Press Start: a model learns the program's answers, is fine-tuned at each learning rate to answer as the target does, and all are \
             asked for the program's answers again, beside controls that never learned it."
        } else if spec.of::<TableSpec>().is_some() {
            "Press Start: a model learns the old answers, is fine-tuned at each learning rate to give the new ones, and all are asked for the old \
             ones again, beside controls that never learned them."
        } else if spec.of::<StoriesSpec>().is_some() {
            "Press Start: two models learn to write, one is fine-tuned at each learning rate until it writes no twist, and all are taught twists \
             again, beside a control that never read one. Pretraining takes minutes; “Skip pretraining” begins with the models that come with this page."
        } else if spec.of::<CorpusSpec>().is_some() {
            "Press Start: two models learn to write from the file, one is fine-tuned at each learning rate, and all are taught again \
             what was removed, beside a control that never read it."
        } else {
            "Press Start: two models are pretrained, one is fine-tuned at each learning rate, all are asked for the first skill again, and the instruments look inside."
        }
    })
}
