//! Compiled skills: write a RASP program, see it run, look at the transformer that it becomes, and fine-tune that.

mod direction_lens;
mod editor;
mod model_inspector;
mod outcome;
mod presets;
mod settings;
mod state;
mod steps;

pub(super) use state::CompiledState;

use crate::experiment::Route;
use crate::page::address::url_of;
use crate::page::components::TakenWith;
use crate::page::routes::lab::{Compared, Figures, Lab, Results, Runs, Status};
use crate::page::store::Store;
use editor::Editor;
use leptos::prelude::*;
use model_inspector::ModelInspector;
use outcome::Outcome;
use presets::Presets;
use settings::Settings;
use steps::Steps;

#[component]
pub(super) fn CompiledView() -> impl IntoView {
    let store = expect_context::<Store>();
    let lab = expect_context::<Lab>();
    let link = Signal::derive(move || url_of(&lab.shown_record().map_or_else(|| lab.spec.get(), |r| r.spec)));
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
            <ModelInspector/>
            // What every view of runs has is there once, in the view on show.
            <Show when=move || store.route.get() == Route::Compiled>
                <Settings/>
                <Status/>
                <Compared/>
                <Figures/>
                <Outcome/>
                <Results/>
                <Runs/>
            </Show>
        </div>
    }
}
