//! What lessons have in common: steps of which one is on show, ways to and fro, and the reader's attention at the heading.

use crate::page::focus::focus_on;
use leptos::prelude::*;

/// The steps of a lesson.
pub(in crate::page::routes) trait LessonStep: Copy + PartialEq + Send + Sync + 'static {
    /// All of them, in order.
    const ALL: &'static [Self];
    /// What the ids of its headings begin with, so that several lessons can stand in the page.
    const PREFIX: &'static str;
    /// Names it in the page.
    fn key(self) -> &'static str;
    /// Its title.
    fn title(self) -> &'static str;
    /// A sentence or two; nothing where what is below them has its own.
    fn sentences(self) -> &'static str;
    /// What a lecturer would say at it, shown on N when the lesson is presented.
    fn notes(self) -> &'static str;
    /// Whether it is counted: an end may not be.
    fn is_counted(self) -> bool {
        true
    }
}

/// Which step of a lesson is on show; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in crate::page::routes) struct Steps<S: LessonStep>(RwSignal<S>);

impl<S: LessonStep> Steps<S> {
    /// The first step.
    pub(in crate::page::routes) fn from(first: S) -> Self {
        Self(RwSignal::new(first))
    }

    fn index(step: S) -> usize {
        S::ALL.iter().position(|own| *own == step).unwrap_or_default()
    }

    fn heading(step: S) -> String {
        format!("{}step-{}", S::PREFIX, Self::index(step))
    }

    /// Goes so many steps on, or back, and with the reader's attention to the heading there. Beyond an end it stays.
    fn turn(self, by: isize) {
        let next = Self::index(self.0.get_untracked()).checked_add_signed(by).and_then(|index| S::ALL.get(index));
        if let Some(step) = next {
            self.go(*step);
        }
    }

    fn go(self, step: S) {
        self.0.set(step);
        request_animation_frame(move || focus_on(&Self::heading(step)));
    }
}

/// A lesson: its steps' buttons and its pages, of which the style sheet shows the current one.
#[component]
pub(in crate::page::routes) fn Frame<S: LessonStep>(
    /// What it is called.
    heading: &'static str,
    steps: Steps<S>,
    /// What a step has below its sentences.
    act: fn(S) -> AnyView,
    /// Where “as it is” can be looked at further: the button's words, and what it does.
    door: (&'static str, Callback<S>),
) -> impl IntoView {
    let turn = move |step: S| {
        let number = (Steps::index(step) + 1).to_string();
        let (short, name) = if step.is_counted() {
            (number.clone(), format!("{number}: {}", step.title()))
        } else {
            ("end".to_owned(), "end".to_owned())
        };
        view! {
            <button
                type="button"
                aria-current=move || (steps.0.get() == step).then_some("step")
                aria-label=name.clone()
                title=name
                on:click=move |_| steps.go(step)
            >
                {short}
            </button>
        }
    };
    let page = move |step: S| {
        let index = Steps::index(step);
        let is_last = index + 1 == S::ALL.len();
        let title =
            if step.is_counted() { format!("{} · {}", index + 1, step.title()) } else { step.title().to_owned() };
        let sentences = Some(step.sentences()).filter(|sentences| !sentences.is_empty());
        let buttons = if is_last {
            view! { <button type="button" on:click=move |_| { let _ = window().print(); }>"Print the lesson"</button> }
                .into_any()
        } else {
            view! {
                <button type="button" class="next" on:click=move |_| steps.turn(1)>"Next"</button>
                <button type="button" class="to-lab" on:click=move |_| door.1.run(step)>{door.0}</button>
            }
            .into_any()
        };
        view! {
            <section class="step" class:current=move || steps.0.get() == step data-step=step.key()>
                <h3 id=Steps::heading(step) tabindex="-1">{title}</h3>
                {sentences.map(|sentences| view! { <p>{sentences}</p> })}
                {act(step)}
                <p class="speaker-notes" hidden>{step.notes()}</p>
                <div class="buttons turn">
                    <button type="button" class="back" disabled=index == 0 on:click=move |_| steps.turn(-1)>"Back"</button>
                    {buttons}
                </div>
            </section>
        }
    };
    view! {
        <article class="lesson" aria-label="Lesson">
            <h2>{heading}</h2>
            <nav class="steps" aria-label="Steps of the lesson">{S::ALL.iter().map(|step| turn(*step)).collect_view()}</nav>
            {S::ALL.iter().map(|step| page(*step)).collect_view()}
        </article>
    }
}
