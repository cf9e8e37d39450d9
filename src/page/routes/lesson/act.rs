//! The action and the live figure of each step.

use super::end::End;
use super::frame::LessonStep;
use super::guessing::Guessing;
use super::meet::Meet;
use super::peel::Peel;
use super::state::{Lesson, TUNED};
use super::steps::Step;
use super::trial::Trial;
use super::waiting::{Waiting, drawn};
use crate::analysis::{Granularity, Mode};
use crate::chart::{Figure, PruningView, fine_tuning, learning, probes, pruning, revival};
use crate::experiment::{BACK, Measure, ModelRef, Record, Role, best_pruning, rate_label, verdict};
use crate::page::components::ChartView;
use crate::tasks::Operand;
use leptos::prelude::*;

/// What a step has below its sentences.
pub(super) fn act(step: Step) -> AnyView {
    let lesson = expect_context::<Lesson>();
    match step {
        Step::Meet => view! { <Meet/> }.into_any(),
        Step::Learned => view! { <Learned/> }.into_any(),
        Step::Tuned => view! { <Tuned/> }.into_any(),
        Step::Guess => view! { <Gone/> }.into_any(),
        Step::Prune => measured(lesson, step, "Take neurons away", prune_figure, pruned_sentence, Some(peel)),
        Step::Probe => measured(lesson, step, "Read inside", probe_figure, probed_sentence, None),
        Step::Revive => measured(lesson, step, "Ask for the a's again", revive_figure, revived_sentence, None),
        Step::Destroy => view! { <Destroyed/> }.into_any(),
        Step::End => view! { <End/> }.into_any(),
    }
}

#[component]
fn Learned() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let figure = drawn(lesson.first, learning);
    let figure = Signal::derive(move || lesson.play.shown(figure.get()));
    let end = move || {
        lesson.first.record.with(|r| {
            let (own, control) = (r.as_ref()?.stage(Role::Pretrain)?, r.as_ref()?.stage(Role::PretrainControl)?);
            let of =
                |stage: &crate::experiment::StageRecord| Some(stage.last()?.of(Measure::PretrainedBroken).percent());
            Some(format!(
                "After {} steps it is right on {:.1} % of texts; the control on {:.1} %, which is what guessing gets.",
                own.steps,
                of(own)?,
                of(control)?
            ))
        })
    };
    view! {
        <p class="buttons">
            <button type="button" id="show-learning" class="primary" on:click=move |_| lesson.play.start()>"Show how it learned"</button>
        </p>
        <ChartView figure=figure id="lesson-learning" wide=true/>
        <p class="finding" role="status">{move || if lesson.play.is_over() { end() } else { None }}</p>
    }
}

#[component]
fn Tuned() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let trial = lesson.first;
    view! {
        <p class="buttons">
            <button type="button" id="fine-tune" class="primary" disabled=move || trial.was_run() on:click=move |_| trial.start()>
                "Fine-tune it"
            </button>
        </p>
        <ChartView figure=drawn(trial, |r| fine_tuning(r, 0)) id="lesson-tuning" wide=true/>
        <p class="finding" id="tuned-says" role="status">
            {move || trial.has(Role::FineTune { rate: 0 }).then(|| gone_sentence(trial)).flatten()}
        </p>
        <Waiting trial=trial/>
    }
}

fn gone_sentence(trial: Trial) -> Option<String> {
    trial.record.with(|r| {
        let stage = r.as_ref()?.stage(Role::FineTune { rate: 0 })?;
        let (first, last) = (stage.points.first()?, stage.last()?);
        let a = |p: &crate::experiment::Point| p.of(Measure::PretrainedBroken).percent();
        Some(format!(
            "Asked for the a's it was right on {:.1} % of texts, and is now on {:.1} %. Where there is one b more than a's it is right about the b's on \
             {:.1} %, and where there is not, on {:.1} %.",
            a(first),
            a(last),
            last.of(Measure::FineTunedHolds).percent(),
            last.of(Measure::FineTunedBroken).percent()
        ))
    })
}

#[component]
fn Gone() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let trial = lesson.first;
    view! {
        <ChartView figure=drawn(trial, |r| fine_tuning(r, 0)) id="lesson-gone" wide=true/>
        <p class="finding">
            {move || gone_sentence(trial).unwrap_or_else(|| "Fine-tune it in the step before this one.".to_owned())}
        </p>
        <Guessing/>
    }
}

fn peel() -> AnyView {
    view! { <Peel/> }.into_any()
}

/// A step that shows what was found in the meantime, when it is asked for, and something `further` below it.
fn measured(
    lesson: Lesson,
    step: Step,
    action: &'static str,
    figure: fn(&Record) -> Figure,
    sentence: fn(&Record) -> Option<String>,
    further: Option<fn() -> AnyView>,
) -> AnyView {
    let (trial, key) = (lesson.first, step.key());
    let asked = RwSignal::new(false);
    let ask = move |_| {
        trial.start();
        asked.set(true);
    };
    let shown = Signal::derive(move || {
        trial.record.with(|r| r.as_ref().filter(|_| asked.get()).map(figure).unwrap_or_default())
    });
    let says = move || trial.record.with(|r| r.as_ref().filter(|_| asked.get()).and_then(sentence));
    view! {
        <p class="buttons">
            <button type="button" id=format!("do-{key}") class="primary" on:click=ask>{action}</button>
        </p>
        <Show when=move || asked.get()>
            <ChartView figure=shown id=format!("lesson-{key}") wide=true/>
            <p class="finding" id=format!("{key}-says") role="status">{says}</p>
            {further.map(|further| further())}
        </Show>
        <Waiting trial=trial/>
    }
    .into_any()
}

fn prune_figure(record: &Record) -> Figure {
    let found = record.pruning(ModelRef::After(TUNED), Granularity::Neurons).and_then(best_pruning);
    let (mode, k) = found.map_or((Mode::OneShot, 0), |(mode, point)| (mode, point.k));
    pruning(record, PruningView { rate: 0, granularity: Granularity::Neurons, mode, up_to: 20, k })
}

fn pruned_sentence(record: &Record) -> Option<String> {
    let own = record.pruning(ModelRef::After(TUNED), Granularity::Neurons)?;
    let (mode, best) = best_pruning(own)?;
    let before = own.curve(mode).points.first()?.skill.percent();
    let control = record.pruning(ModelRef::After(Role::PretrainControl), Granularity::Neurons).and_then(best_pruning);
    let beside = control
        .map(|(_, point)| format!(" The control, pruned in the same way, gets to {:.1} %.", point.skill.percent()))
        .unwrap_or_default();
    Some(format!(
        "With {} neurons set to zero the a's are counted rightly on {:.1} % of texts, from {before:.1} %.{beside}",
        best.k,
        best.skill.percent()
    ))
}

fn probe_figure(record: &Record) -> Figure {
    probes(record, 0, Operand::A, Operand::A)
}

fn probed_sentence(record: &Record) -> Option<String> {
    let best = |role| record.probes(ModelRef::After(role))?.best(Operand::A, Operand::A).map(|a| a.percent());
    Some(format!(
        "The number of a's can be read on {:.1} % of texts after fine-tuning, on {:.1} % before it, and in the control on {:.1} %.",
        best(TUNED)?,
        best(Role::Pretrain)?,
        best(Role::PretrainControl)?
    ))
}

fn revive_figure(record: &Record) -> Figure {
    revival(record)
}

fn revived_sentence(record: &Record) -> Option<String> {
    let steps = |role: Role| {
        let stage = record.stage(role).filter(|s| s.seconds.is_some())?;
        Some(match stage.reaches(Measure::PretrainedBroken, BACK) {
            Some(step) => format!("after {step} steps"),
            None => format!("not within {} steps", stage.steps),
        })
    };
    let verdict = match verdict(&[record], TUNED).filter(|_| record.fingerprint.is_some()) {
        Some(judgement) => format!("The verdict of all instruments: {}.", judgement.verdict.label()),
        None => "The instruments are still looking.".to_owned(),
    };
    Some(format!(
        "At {BACK:.0} % of right answers: the fine-tuned model {}, the control {}, random weights {}. {verdict}",
        steps(Role::Revive { rate: 0 })?,
        steps(Role::ReviveControl)?,
        steps(Role::ReviveScratch)?,
    ))
}

#[component]
fn Destroyed() -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let trial = lesson.second;
    let asked = RwSignal::new(false);
    let ask = move |_| {
        trial.start();
        asked.set(true);
    };
    let rate = move || trial.spec().rates().first().map(|r| rate_label(*r)).unwrap_or_default();
    let says = move || trial.record.with(|r| r.as_ref().and_then(revived_sentence));
    view! {
        <p class="buttons">
            <button type="button" id="do-destroy" class="primary" on:click=ask>{move || format!("Fine-tune at {}", rate())}</button>
        </p>
        <Show when=move || asked.get()>
            <ChartView figure=drawn(trial, |r| fine_tuning(r, 0)) id="lesson-destroyed" wide=true/>
            <ChartView figure=drawn(trial, revival) id="lesson-not-revived" wide=true/>
            <p class="finding" id="destroy-says" role="status">{says}</p>
        </Show>
        <Waiting trial=trial/>
    }
}
