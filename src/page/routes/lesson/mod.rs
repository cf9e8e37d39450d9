//! The lesson “Deleted, or only wrapped?”: seven short steps and one at a destructive rate, over two experiments that start from the
//! models that the page ships with.

mod act;
mod end;
mod frame;
mod guess;
mod guessing;
mod meet;
mod peel;
mod play;
mod state;
mod steps;
mod trial;
mod waiting;

pub(super) use frame::{Frame, LessonStep, Steps};
pub(super) use trial::Trial;
pub(super) use waiting::{Waiting, drawn};

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
    let open = Callback::new(move |step: Step| lesson.trial(step).open_in_lab());
    view! {
        <Frame
            heading="Lesson: deleted, or only wrapped?"
            steps=lesson.steps
            act=act::act
            door=("Open this state in the lab", open)
        />
    }
}
