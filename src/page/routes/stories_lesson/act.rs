//! The action of each step of the lesson on stories.

use super::after::{STARTED_FOR, TAUGHT, started_sentence, taught_sentence, tuned_sentence};
use super::end::End;
use super::pages::Pages;
use super::state::{Soon, StoriesLesson, TUNED};
use super::steps::Step;
use super::telling::Telling;
use crate::chart::{fine_tuning, revival};
use crate::experiment::Role;
use crate::page::components::{ChartView, Choices};
use crate::page::routes::lesson::{Waiting, drawn};
use crate::setups::stories::Lost;
use leptos::prelude::*;

/// What fine-tuning may do, for a guess.
static LOSES: [(Lost, &str, &str); 3] = [
    (Lost::All, "loses-all", "No twist any more"),
    (Lost::Some, "loses-some", "Fewer twists"),
    (Lost::None, "loses-none", "As many as before"),
];

/// How soon twists may be back, for a guess.
static SOON: [(Soon, &str, &str); 3] = [
    (Soon::Tens, "soon-tens", "Some tens of steps"),
    (Soon::Hundreds, "soon-hundreds", "Some hundreds"),
    (Soon::Thousands, "soon-thousands", "Thousands, as the first time"),
];

/// What a step has below its sentences.
pub(super) fn act(step: Step) -> AnyView {
    match step {
        Step::Twist => view! { <Twist/> }.into_any(),
        Step::Tuned => view! { <Tuned/> }.into_any(),
        Step::Started => view! { <Started/> }.into_any(),
        Step::Taught => view! { <Taught/> }.into_any(),
        Step::Says => view! { <End/> }.into_any(),
    }
}

#[component]
fn Twist() -> impl IntoView {
    let telling = Telling::new(expect_context::<StoriesLesson>(), &[Role::Pretrain], false);
    view! {
        <Pages telling=telling button=("tell-story", "Ask it for a story with a twist", "Another story")/>
        <p class="about">"Each written word is shaded the more, the less likely it was to the model. Below a story stands what an exact reader makes of it."</p>
    }
}

#[component]
fn Tuned() -> impl IntoView {
    let lesson = expect_context::<StoriesLesson>();
    let trial = lesson.trial;
    let telling = Telling::new(lesson, &[Role::Pretrain, TUNED], false);
    view! {
        <Choices label="What will it write when it is asked for a twist?" all=&LOSES chosen=lesson.loses/>
        <p class="buttons">
            <button
                type="button"
                id="stories-fine-tune"
                class="primary"
                disabled=move || trial.was_run()
                on:click=move |_| trial.start()
            >
                "Fine-tune it"
            </button>
        </p>
        <ChartView figure=drawn(trial, |record| fine_tuning(record, 0)) id="stories-lesson-tuning" wide=true/>
        <p class="finding" id="stories-tuned-says" role="status">{move || tuned_sentence(lesson)}</p>
        <Waiting trial=trial/>
        <Show when=move || trial.has(TUNED)>
            <Pages telling=telling button=("tell-both", "Ask both for a story with a twist", "Another story")/>
        </Show>
    }
}

/// What a step says that needs the fine-tuned model, before there is one.
#[component]
fn NotYet() -> impl IntoView {
    let lesson = expect_context::<StoriesLesson>();
    view! {
        <Show when=move || !lesson.trial.has(TUNED)>
            <p class="about">"Fine-tune it in the second step; this one needs the model that comes out."</p>
        </Show>
        <Waiting trial=lesson.trial/>
    }
}

#[component]
fn Started() -> impl IntoView {
    let lesson = expect_context::<StoriesLesson>();
    let telling = Telling::new(lesson, &STARTED_FOR, true);
    view! {
        <NotYet/>
        <Show when=move || lesson.trial.has(TUNED)>
            <Pages telling=telling button=("start-for-both", "Start a twist for both", "Start another")/>
        </Show>
        <p class="finding" id="started-says" role="status">
            {move || (!telling.pages.with(Vec::is_empty)).then(|| started_sentence(lesson)).flatten()}
        </p>
    }
}

#[component]
fn Taught() -> impl IntoView {
    let lesson = expect_context::<StoriesLesson>();
    let trial = lesson.trial;
    let asked = RwSignal::new(false);
    let telling = Telling::new(lesson, &TAUGHT, false);
    let figure = Signal::derive(move || {
        trial.record.with(|record| record.as_ref().filter(|_| asked.get()).map(revival).unwrap_or_default())
    });
    let teach = move |_| {
        trial.start();
        asked.set(true);
    };
    view! {
        <Choices label="How many steps will bring back nine of ten?" all=&SOON chosen=lesson.soon/>
        <p class="buttons">
            <button type="button" id="teach-both" class="primary" on:click=teach>"Teach both"</button>
        </p>
        <Show when=move || asked.get()>
            <ChartView figure=figure id="stories-lesson-taught" wide=true/>
        </Show>
        <p class="finding" id="taught-says" role="status">
            {move || asked.get().then(|| taught_sentence(lesson)).flatten()}
        </p>
        <Waiting trial=trial/>
        <Show when=move || asked.get() && TAUGHT.iter().all(|role| trial.has(*role))>
            <Pages telling=telling button=("tell-taught", "Ask both for a story with a twist", "Another story")/>
        </Show>
    }
}
