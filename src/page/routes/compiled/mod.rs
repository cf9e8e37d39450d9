//! Skills that are programs: write one in RASP, see it run, look at the transformer that it becomes or let a model learn its answers, and
//! fine-tune that.

mod direction_lens;
mod editor;
mod learned;
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
use crate::page::routes::lab::{Compared, Figures, Lab, Removing, Results, Runs, Status, TwoLabelInstruments};
use crate::page::store::Store;
use editor::Editor;
use learned::{Answers, ComesBy, StringFacts, Twins, learned_record};
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
    let comes_by = ComesBy::of(lab);
    let learns = move || comes_by.get() == ComesBy::Learning;
    let removing = Removing::of(lab, learned_record(lab));
    // What every view of runs has is there once, in the view on show.
    let here = move || store.route.get() == Route::Compiled;
    view! {
        <div class="skills">
            <section class="status" aria-label="Skills as programs">
                <h2>"Skills as programs"</h2>
                <p class="about">
                    "Here a skill is a program in RASP. Compiled, it becomes the weights of a transformer, so that what is inside is known; learned, a model \
                     is taught its answers. Fine-tuning then teaches another program's answers. After Jain et al., ICLR 2024 (its Tracr setup), Weiss et al. \
                     2021 (RASP) and Lindner et al. 2023 (Tracr)."
                </p>
                <div class="buttons choices" role="group" aria-label="How the model comes by the skill">
                    <ComesByButton comes_by=comes_by own=ComesBy::Compiling id="compile-it" words="compiled: written into weights"/>
                    <ComesByButton comes_by=comes_by own=ComesBy::Learning id="learn-it" words="learned: taught by examples"/>
                </div>
            </section>
            <Show when=move || !learns()>
                <Presets/>
            </Show>
            <div class="bench-two">
                <Editor/>
                <Steps/>
            </div>
            {move || if learns() { view! { <StringFacts/> }.into_any() } else { view! { <ModelInspector/> }.into_any() }}
            <Show when=here>
                {move || view! { <Settings comes_by=comes_by.get()/> }}
                <Status/>
                <Compared/>
                <Figures/>
                <Answers removing=removing/>
                <TwoLabelInstruments
                    record=learned_record(lab)
                    removing=removing
                    about="Neurons are scored by gradient times weight, the gradient being that of the loss on the program's answers, and those with \
                           the largest score are set to zero. With some of them removed the model answers above, beside the others."
                />
                <Outcome/>
                <Twins/>
                <Results/>
                <Runs/>
            </Show>
        </div>
    }
}

#[component]
fn ComesByButton(comes_by: Memo<ComesBy>, own: ComesBy, id: &'static str, words: &'static str) -> impl IntoView {
    let state = expect_context::<CompiledState>();
    let take = move |_| {
        if comes_by.get_untracked() == own {
            return;
        }
        if let Some(spec) = own.spec(state.lab, &state.lab.spec.get_untracked()) {
            state.adopt(spec);
        }
    };
    view! {
        <button type="button" id=id aria-pressed=move || (comes_by.get() == own).to_string() on:click=take>{words}</button>
    }
}
