//! The lesson “Deleted, or only wrapped?”: seven short steps and a last one at a destructive rate, over two experiments that start from the
//! models that the page ships with. A bundle of its own, fetched when a visitor first looks at it.

mod act;
mod end;
mod guess;
mod meet;
mod play;
mod steps;
mod trial;

use super::chart_view::Narrow;
use super::figure_files::TakenWith;
use super::notices::{NoticeList, Notices};
use super::shell::{announce_failures, put_into};
use crate::experiment::Preset;
use end::End;
use leptos::prelude::*;
use play::Play;
use steps::STEPS;
use trial::Trial;

/// The rate at which the lesson fine-tunes first: the answers go, and the skill stays.
const WRAPPING: f64 = 3e-4;
/// The destructive one.
const DESTRUCTIVE: f64 = 1e-2;

/// Puts the lesson into the place that the page has for it.
pub fn mount_lesson() {
    announce_failures();
    put_into("lesson", Root);
}

/// All of the lesson's state; a handle that is copied freely.
#[derive(Clone, Copy)]
struct Lesson {
    notices: Notices,
    /// Which step is on show, from 0.
    step: RwSignal<usize>,
    /// The experiment of the first seven steps.
    first: Trial,
    /// The one at a destructive rate.
    second: Trial,
    /// What the visitor thinks became of the skill, before the instruments tell.
    guess: RwSignal<Option<guess::Guess>>,
    /// How much of each figure has been shown.
    play: Play,
}

impl Lesson {
    fn new(notices: Notices) -> Self {
        let wrapping = crate::experiment::Spec { fine_tune_rates: vec![WRAPPING], ..Preset::Quick.spec() };
        let destructive = crate::experiment::Spec { fine_tune_rates: vec![DESTRUCTIVE], ..Preset::Erase.spec() };
        let lesson = Self {
            notices,
            step: RwSignal::new(0),
            first: Trial::new(wrapping, notices),
            second: Trial::new(destructive, notices),
            guess: RwSignal::new(None),
            play: Play::new(),
        };
        lesson.first.fetch();
        lesson.second.fetch();
        // The second experiment runs while the room reads what came of the first.
        Effect::new(move |_| {
            if lesson.first.is_finished() && lesson.first.was_run() {
                lesson.second.start();
            }
        });
        lesson
    }

    /// Goes to a step, and with the reader's attention to its heading.
    fn go(self, step: usize) {
        self.step.set(step.min(STEPS.len()));
        request_animation_frame(move || {
            use wasm_bindgen::JsCast;
            let heading = document().get_element_by_id(&format!("step-{step}"));
            if let Some(heading) = heading.and_then(|h| h.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = heading.focus();
            }
        });
    }
}

#[component]
fn Root() -> impl IntoView {
    let notices = Notices::new();
    provide_context(Narrow::watch());
    let lesson = Lesson::new(notices);
    provide_context(lesson);
    let link = Signal::derive(move || super::address::url_of(&lesson.first.spec()));
    provide_context(TakenWith { notices, link });
    let steps = (0..STEPS.len()).map(|index| view! { <Step index=index/> }).collect_view();
    let last = STEPS.len();
    view! {
        <NoticeList notices=notices id="lesson-notices"/>
        <article class="lesson" aria-label="Lesson">
            <h2>"Lesson: deleted, or only wrapped?"</h2>
            <nav class="steps" aria-label="Steps of the lesson">
                {(0..=last)
                    .map(|index| {
                        let name = STEPS.get(index).map_or("end".to_owned(), |s| format!("{}: {}", index + 1, s.title));
                        view! {
                            <button
                                type="button"
                                aria-current=move || (lesson.step.get() == index).then_some("step")
                                aria-label=name.clone()
                                title=name
                                on:click=move |_| lesson.go(index)
                            >
                                {if index == last { "end".to_owned() } else { (index + 1).to_string() }}
                            </button>
                        }
                    })
                    .collect_view()}
            </nav>
            {steps}
            <End/>
        </article>
    }
}

#[component]
fn Step(index: usize) -> impl IntoView {
    let lesson = expect_context::<Lesson>();
    let step = &STEPS[index];
    view! {
        <section class="step" class:current=move || lesson.step.get() == index data-step=step.key>
            <h3 id=format!("step-{index}") tabindex="-1">{format!("{} · {}", index + 1, step.title)}</h3>
            <p>{step.words}</p>
            {act::act(lesson, step.key)}
            <div class="buttons turn">
                <button type="button" class="back" disabled=index == 0 on:click=move |_| lesson.go(index.saturating_sub(1))>"Back"</button>
                <button type="button" class="next" on:click=move |_| lesson.go(index + 1)>"Next"</button>
                <button type="button" class="to-lab" on:click=move |_| act::trial_of(lesson, step.key).open_in_lab()>"Open this state in the lab"</button>
            </div>
        </section>
    }
}
