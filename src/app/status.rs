//! Start, pause, step, cancel, and how far the run has come.

use super::lab::{Lab, Phase};
use crate::chart::rate_in_words;
use crate::experiment::{Role, Spec};
use leptos::prelude::*;

/// A stage in everyday words.
pub(super) fn role_in_words(role: Role, spec: &Spec) -> String {
    let rate = |index: u32| spec.fine_tune_rates.get(index as usize).map(|r| rate_in_words(*r)).unwrap_or_default();
    match role {
        Role::Pretrain => "pretraining".to_owned(),
        Role::PretrainControl => "pretraining the control".to_owned(),
        Role::FineTune { rate: index } => format!("fine-tuning at {}", rate(index)),
        Role::Revive { rate: index } => format!("reFT after fine-tuning at {}", rate(index)),
        Role::ReviveControl => "teaching the control (Scr. + FT)".to_owned(),
        Role::ReviveScratch => "teaching from random weights".to_owned(),
    }
}

/// Seconds in words a person would use.
pub(super) fn seconds_in_words(seconds: f64) -> String {
    let whole = seconds.round().max(0.0) as u64;
    match whole {
        0..=99 => format!("{whole} s"),
        100..=5_999 => format!("{} min {} s", whole / 60, whole % 60),
        6_000..=172_799 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} days", whole / 86_400),
    }
}

#[component]
pub(super) fn Status() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let is = move |phase: Phase| lab.phase.get() == phase;
    let share = move || lab.progress.get().map_or(0.0, |p| p.share);
    let spec_of_run = move || lab.runs.with(|r| r.last().map(|e| e.record.spec.clone()));
    let stages = Memo::new(move |_| {
        let Some(spec) = spec_of_run() else { return String::new() };
        lab.under_way
            .with(|all| all.iter().map(|(role, _)| role_in_words(*role, &spec)).collect::<Vec<_>>().join(" · "))
    });
    let figures = move || {
        let progress = lab.progress.get()?;
        let steps: u32 = lab.under_way.with(|all| all.iter().map(|(_, step)| *step).sum());
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
                                        <button type="button" id="pause" disabled=move || is(Phase::Starting) on:click=move |_| lab.pause()>
                                            "Pause"
                                        </button>
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
                </Show>
                <span class="figures-now" id="progress-now" data-steps=move || figures().map(|f| f.1.to_string())>
                    {move || figures().map(|f| f.0)}
                </span>
            </div>
            <progress max="1" prop:value=share aria-label="Share of the work that is done"></progress>
            <p class="stages" id="stages" role="status" aria-live="polite">
                {move || match lab.phase.get() {
                    Phase::Idle if lab.runs.with(Vec::is_empty) => {
                        "Press Start: two models are pretrained, one is fine-tuned at each learning rate, and all are asked for the a's again.".to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_a_person_would_say_them() {
        let said: Vec<String> = [0.2, 42.4, 130.0, 7_300.0, 400_000.0].map(seconds_in_words).to_vec();
        assert_eq!(said, ["0 s", "42 s", "2 min 10 s", "2 h 1 min", "4 days"]);
    }
}
