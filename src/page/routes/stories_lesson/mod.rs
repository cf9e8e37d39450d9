//! The lesson “What became of the twist?”: five steps over one experiment on stories, which starts from the models that the page ships with.

mod act;
mod after;
mod end;
mod pages;
mod state;
mod steps;
mod telling;

use super::lab::Lab;
use super::lesson::Frame;
use crate::page::address::url_of;
use crate::page::components::TakenWith;
use crate::page::store::Store;
use leptos::prelude::*;
use state::StoriesLesson;
use steps::Step;

#[component]
pub(super) fn StoriesLessonView() -> impl IntoView {
    let store = expect_context::<Store>();
    let lesson = StoriesLesson::new(store, expect_context::<Lab>());
    provide_context(lesson);
    let link = Signal::derive(move || url_of(&lesson.trial.spec()));
    provide_context(TakenWith { notices: store.notices, link });
    let open = Callback::new(move |_: Step| lesson.open_in_stories());
    view! {
        <Frame
            heading="Lesson: what became of the twist?"
            steps=lesson.steps
            act=act::act
            door=("Open these models among the stories", open)
        />
    }
}
