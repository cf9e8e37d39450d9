//! The lesson “Deleted, or only wrapped?”: seven short steps and one at a destructive rate, over two experiments that start from the
//! models that the page ships with.

mod act;
mod end;
mod guess;
mod guessing;
mod meet;
mod peel;
mod play;
mod state;
mod steps;
mod trial;

use super::lab::Lab;
use crate::page::address::url_of;
use crate::page::components::TakenWith;
use crate::page::store::Store;
use leptos::prelude::*;
use state::Lesson;
use steps::Step;

#[component]
pub(super) fn LessonView() -> impl IntoView {
    let lesson = Lesson::new(expect_context::<Store>(), expect_context::<Lab>());
    provide_context(lesson);
    let link = Signal::derive(move || url_of(&lesson.first.spec()));
    provide_context(TakenWith { notices: lesson.store.notices, link });
    let turn = move |step: Step| {
        let short = if step == Step::End { "end".to_owned() } else { (step.index() + 1).to_string() };
        let name = if step == Step::End { short.clone() } else { format!("{short}: {}", step.title()) };
        view! {
            <button
                type="button"
                aria-current=move || (lesson.step.get() == step).then_some("step")
                aria-label=name.clone()
                title=name
                on:click=move |_| lesson.go(step)
            >
                {short}
            </button>
        }
    };
    view! {
        <article class="lesson" aria-label="Lesson">
            <h2>"Lesson: deleted, or only wrapped?"</h2>
            <nav class="steps" aria-label="Steps of the lesson">{Step::ALL.map(turn)}</nav>
            {Step::ALL.map(|step| view! { <Page step=step/> })}
        </article>
    }
}

/// A step, of which the style sheet shows the current one.
#[component]
fn Page(step: Step) -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let is_last = step == Step::End;
    let title = if is_last { step.title().to_owned() } else { format!("{} · {}", step.index() + 1, step.title()) };
    let buttons = if is_last {
        view! { <button type="button" on:click=move |_| { let _ = window().print(); }>"Print the lesson"</button> }
            .into_any()
    } else {
        view! {
            <button type="button" class="next" on:click=move |_| lesson.go(step.next())>"Next"</button>
            <button type="button" class="to-lab" on:click=move |_| lesson.trial(step).open_in_lab()>"Open this state in the lab"</button>
        }
        .into_any()
    };
    view! {
        <section class="step" class:current=move || lesson.step.get() == step data-step=step.key()>
            <h3 id=format!("step-{}", step.index()) tabindex="-1">{title}</h3>
            {(!is_last).then(|| view! { <p>{step.sentences()}</p> })}
            {act::act(lesson, step)}
            <div class="buttons turn">
                <button type="button" class="back" disabled=step == Step::Meet on:click=move |_| lesson.go(step.previous())>"Back"</button>
                {buttons}
            </div>
        </section>
    }
}
