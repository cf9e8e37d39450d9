//! The lab: one experiment at a time, its settings, its figures, what the instruments found, and the list of runs.

mod came_out;
mod checking;
mod choice;
mod compared;
mod engines;
mod entry;
mod fields;
mod figures;
mod file_at_hand;
mod file_drop;
mod heading;
mod importing;
mod inspector;
mod instruments;
mod listing;
mod models;
mod other_tabs;
mod results;
mod run_storage;
mod running;
mod runs;
mod settings;
mod share;
mod state;
mod status;

pub(super) use compared::Compared;
pub(super) use fields::FoldedFields;
pub(super) use figures::Figures;
pub(super) use file_at_hand::{FileAtHand, ForgetFiles, MissingFile};
pub(super) use file_drop::{Dropped, FileDrop};
pub(super) use results::Results;
pub(super) use runs::Runs;
pub(super) use state::Lab;
pub(super) use status::Status;

use crate::page::address::url_of;
use crate::page::components::TakenWith;
use inspector::Inspector;
use instruments::Instruments;
pub(super) use instruments::{ModelAnswers, NeuronPruning, Removing, TwoLabelInstruments, Verdicts, sentences};
use leptos::prelude::*;
use settings::Settings;

#[component]
pub(super) fn LabView() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let link = Signal::derive(move || url_of(&lab.shown_record().map_or_else(|| lab.spec.get(), |r| r.spec)));
    lab.compare_while_read();
    provide_context(TakenWith { notices: lab.store.notices, link });
    view! {
        <div class="lab">
            <div class="stage">
                <Status/>
                <Show when=move || lab.embedded.get()>
                    <p class="about embedded">
                        <a href=move || url_of(&lab.spec.get()) target="_blank" rel="noopener">"Open it in Unwrap Lab"</a>
                    </p>
                </Show>
                <Compared/>
                <Figures/>
                <Inspector/>
                <Instruments/>
                <Results/>
            </div>
            <aside>
                <Settings/>
                <Runs/>
            </aside>
        </div>
    }
}
