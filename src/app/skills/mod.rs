//! Compiled skills: write a RASP program, see it run, look at the transformer that it becomes, and fine-tune that. A bundle of its own,
//! fetched when a visitor first looks at it.

mod anatomy;
mod crew;
mod editor;
mod experiment;
mod outcome;
mod presets;
mod steps;
mod studio;

use super::chart_view::Narrow;
use super::figure_files::TakenWith;
use super::notices::{NoticeList, Notices};
use super::shell::{announce_failures, put_into};
use anatomy::Anatomy;
use editor::Editor;
use experiment::Experiment;
use leptos::prelude::*;
use outcome::Outcome;
use presets::Presets;
use steps::Steps;
use studio::Studio;

/// Puts the compiled skills into the place that the page has for them.
pub fn mount_skills() {
    announce_failures();
    put_into("skills", Root);
}

#[component]
fn Root() -> impl IntoView {
    let notices = Notices::new();
    provide_context(Narrow::watch());
    let link = Signal::derive(|| window().location().href().unwrap_or_default());
    provide_context(TakenWith { notices, link });
    let studio = Studio::new(notices);
    provide_context(studio);
    studio.follow_address();
    let follow = window_event_listener(leptos::ev::hashchange, move |_| studio.follow_address());
    on_cleanup(move || follow.remove());
    view! {
        <NoticeList notices=notices id="skills-notices"/>
        <SkillsView/>
    }
}

#[component]
fn SkillsView() -> impl IntoView {
    view! {
        <div class="skills">
            <section class="status" aria-label="Compiled skills">
                <h2>"Compiled skills"</h2>
                <p class="about">
                    "Here a skill is not learnt but written: a program in RASP becomes the weights of a transformer, so that what is inside is known. \
                     Fine-tuning then teaches it another program's answers, at the paper's four learning rates. After Jain et al., ICLR 2024 (its Tracr \
                     setup), Weiss et al. 2021 (RASP) and Lindner et al. 2023 (Tracr)."
                </p>
            </section>
            <Presets/>
            <div class="bench-two">
                <Editor/>
                <Steps/>
            </div>
            <Anatomy/>
            <Experiment/>
            <Outcome/>
        </div>
    }
}
