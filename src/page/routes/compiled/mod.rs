//! Compiled skills: write a RASP program, see it run, look at the transformer that it becomes, and fine-tune that.

mod anatomy;
mod editor;
mod experiment;
mod outcome;
mod presets;
mod steps;
mod studio;
mod work;

pub(super) use studio::Studio;

use crate::page::components::TakenWith;
use crate::page::store::Store;
use anatomy::Anatomy;
use editor::Editor;
use experiment::Experiment;
use leptos::prelude::*;
use outcome::Outcome;
use presets::Presets;
use steps::Steps;

#[component]
pub(super) fn CompiledView() -> impl IntoView {
    let store = expect_context::<Store>();
    let link = Signal::derive(|| window().location().href().unwrap_or_default());
    provide_context(TakenWith { notices: store.notices, link });
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
