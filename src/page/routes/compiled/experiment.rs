//! The experiment's settings, its buttons, and how far it has come.

use super::Studio;
use crate::experiment::{
    COMPILED_SETTINGS, CompiledPart, CompiledSetting, CompiledSpec, CompiledSubject, rate_label, seconds_label,
};
use crate::page::components::RunButtons;
use crate::page::run_control::Phase;
use leptos::prelude::*;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 5] = ["c_tr", "offset", "rates", "steps", "seed"];

/// A part under way, in words.
fn words(part: CompiledPart, spec: &CompiledSpec) -> String {
    let rate = |rate: u32| spec.rates.get(rate as usize).map(|r| rate_label(*r)).unwrap_or_default();
    match part {
        CompiledPart::FineTune { rate: index } => format!("fine-tuning at {}", rate(index)),
        CompiledPart::Revive { rate: index } => format!("reverse fine-tuning after {}", rate(index)),
        CompiledPart::Control => "the control learns the skill".to_owned(),
        CompiledPart::Prune { subject: CompiledSubject::NeverHad } => "pruning the control".to_owned(),
        CompiledPart::Prune { subject: CompiledSubject::Tuned { rate: index } } => {
            format!("pruning after {}", rate(index))
        }
    }
}

#[component]
pub(super) fn Experiment() -> impl IntoView {
    let (first, more): (Vec<&'static CompiledSetting>, Vec<&'static CompiledSetting>) =
        COMPILED_SETTINGS.iter().partition(|s| FIRST.contains(&s.key));
    let fields = |settings: Vec<&'static CompiledSetting>| {
        settings.into_iter().map(|setting| view! { <Field setting=setting/> }).collect_view()
    };
    view! {
        <section class="status" aria-label="Fine-tuning">
            <h2>"Fine-tune it"</h2>
            <p class="about">
                "Noise is laid on the compiled weights, and gradient descent teaches the target's answers at the last position, at each rate. Then \
                 weights are removed one by one, and every model is taught the program's own answers again, beside the compiled target, which never \
                 had the skill."
            </p>
            <div class="fields">{fields(first)}</div>
            <details>
                <summary>"More settings"</summary>
                <div class="fields">{fields(more)}</div>
            </details>
            <Buttons/>
        </section>
    }
}

#[component]
fn Field(setting: &'static CompiledSetting) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let refused = RwSignal::new(None::<String>);
    let value = move || studio.spec.with(|spec| setting.get(spec));
    let id = format!("compiled-{}", setting.key);
    let about = format!("{id}-about");
    view! {
        <div class="control">
            <label for=id.clone()>{setting.name}</label>
            <input
                type="text"
                id=id
                inputmode="decimal"
                autocomplete="off"
                aria-describedby=about.clone()
                disabled=move || !studio.run.is_idle()
                prop:value=value
                on:change=move |event| {
                    refused.set(studio.change(setting.key, event_target_value(&event).trim()).err());
                }
            />
            <p class="about" id=about>{setting.sentence}</p>
            <p class="refused" role="status">{move || refused.get()}</p>
        </div>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let is = move |phase: Phase| studio.run.phase() == phase;
    let share = move || studio.progress.get().map_or(0.0, |p| p.share);
    let now = move || {
        let progress = studio.progress.get()?;
        let mut words = vec![format!("{:.0} %", 100.0 * progress.share)];
        if !is(Phase::Idle) {
            words.extend(progress.eta_seconds.map(|s| format!("about {} left", seconds_label(s))));
        }
        Some(words.join(" · "))
    };
    let doing = Memo::new(move |_| {
        let Some(spec) = studio.record.with(|r| r.as_ref().map(|r| r.spec.clone())) else { return String::new() };
        studio.under_way.with(|all| all.iter().map(|(part, _)| words(*part, &spec)).collect::<Vec<_>>().join(" · "))
    });
    view! {
        <div class="buttons">
            <Show
                when=move || is(Phase::Idle)
                fallback=move || {
                    view! {
                        <RunButtons
                            run=studio.run
                            prefix="compiled-"
                            steps=true
                            cancel=Callback::new(move |()| studio.cancel())
                        />
                    }
                }
            >
                <button type="button" id="compiled-start" class="primary" on:click=move |_| studio.start()>"Start"</button>
            </Show>
            <span class="figures-now" id="compiled-now">{now}</span>
        </div>
        <progress max="1" prop:value=share aria-label="Share of the work that is done"></progress>
        <p class="stages" role="status" aria-live="polite">
            {move || match studio.run.phase() {
                Phase::Idle if studio.record.with(Option::is_none) => {
                    "Press Start: with these settings it takes one to three minutes on two processor cores.".to_owned()
                }
                Phase::Idle => "Nothing is running.".to_owned(),
                Phase::Paused => format!("Paused: {}", doing.get()),
                Phase::Starting | Phase::Running if doing.with(String::is_empty) => "Loading the engine…".to_owned(),
                Phase::Starting | Phase::Running => format!("Now {}", doing.get()),
            }}
        </p>
    }
}
