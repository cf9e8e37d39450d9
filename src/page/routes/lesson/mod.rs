//! The lesson “Deleted, or only wrapped?”: seven short steps and one at a destructive rate, over two experiments that start from the
//! models that the page ships with.

mod act;
mod end;
mod guess;
mod meet;
mod play;
mod steps;
mod trial;

use super::lab::Lab;
use crate::page::address::url_of;
use crate::page::components::TakenWith;
use crate::page::store::Store;
use crate::setups::grammar::{GrammarSpec, Preset};
use leptos::prelude::*;
use play::Play;
use steps::Step;
use trial::Trial;

/// The rate at which the lesson fine-tunes first: the answers go, and the skill stays.
const WRAPPING: f64 = 3e-4;
/// The destructive one.
const DESTRUCTIVE: f64 = 1e-2;

/// All of the lesson's state; a handle that is copied freely.
#[derive(Clone, Copy)]
struct Lesson {
    store: Store,
    /// Which step is on show.
    step: RwSignal<Step>,
    /// The experiment of all steps but one.
    first: Trial,
    /// The one at a destructive rate.
    second: Trial,
    /// What the visitor thinks became of the skill, before the instruments tell.
    guess: RwSignal<Option<guess::Guess>>,
    /// How much of each figure has been shown.
    play: Play,
}

impl Lesson {
    fn new(store: Store, lab: Lab) -> Self {
        let wrapping = GrammarSpec { fine_tune_rates: vec![WRAPPING], ..Preset::Quick.spec() };
        let destructive = GrammarSpec { fine_tune_rates: vec![DESTRUCTIVE], ..Preset::Erase.spec() };
        let lesson = Self {
            store,
            step: RwSignal::new(Step::Meet),
            first: Trial::new(store, lab, wrapping.into()),
            second: Trial::new(store, lab, destructive.into()),
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

    /// The experiment that a step is about.
    fn trial(self, step: Step) -> Trial {
        if step == Step::Destroy { self.second } else { self.first }
    }

    /// Goes to a step, and with the reader's attention to its heading.
    fn go(self, step: Step) {
        self.step.set(step);
        request_animation_frame(move || {
            use wasm_bindgen::JsCast;
            let heading = document().get_element_by_id(&format!("step-{}", step.index()));
            if let Some(heading) = heading.and_then(|h| h.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = heading.focus();
            }
        });
    }
}

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
