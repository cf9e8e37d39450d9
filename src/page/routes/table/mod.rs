//! A table of the visitor's own as a skill: brought in, looked at, learnt from, and its models asked. It never leaves this tab.

mod answers;
mod bring_in;
mod facts;
mod rows;

use crate::experiment::Route;
use crate::page::address::url_of;
use crate::page::components::TakenWith;
use crate::page::routes::lab::{
    Compared, Figures, FileAtHand, FoldedFields, ForgetFiles, Lab, MissingFile, Removing, Results, Runs, Status,
    TwoLabelInstruments,
};
use crate::page::store::Store;
use crate::setups::HeldFile;
use crate::setups::table::{TABLE, TableFile, TableSpec};
use answers::Answers;
use bring_in::BringIn;
use facts::Facts;
use leptos::prelude::*;
use rows::FirstRows;
use std::sync::Arc;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 4] = ["c_tr", "fine_tune_rates", "fine_tune_steps", "seed"];

#[component]
pub(super) fn TableView() -> impl IntoView {
    let store = expect_context::<Store>();
    let lab = expect_context::<Lab>();
    let link = Signal::derive(move || url_of(&lab.shown_record().map_or_else(|| lab.spec.get(), |r| r.spec)));
    provide_context(TakenWith { notices: store.notices, link });
    let at_hand = FileAtHand::of(lab);
    let table = Signal::derive(move || -> Option<Arc<TableFile>> {
        match at_hand.file.get() {
            Some(HeldFile::Table(table)) => Some(table),
            Some(HeldFile::Stories(_)) | None => None,
        }
    });
    // The run on show, where it learned from a table.
    let record = Memo::new(move |_| lab.shown_record().filter(|record| record.spec.of::<TableSpec>().is_some()));
    let removing = Removing::of(lab, record);
    // What every view of runs has is there once, in the view on show.
    let here = move || store.route.get() == Route::Table;
    let settings = || (TABLE.settings)().into_iter().filter(|setting| setting.key != "table").collect::<Vec<_>>();
    view! {
        <div class="skills">
            <section class="status own-file" id="own-table" aria-label="A table of your own">
                <h2>"A table of your own"</h2>
                <p class="about">
                    "Bring texts with two answers each: an old one, which a small model learns first, and a new one, which fine-tuning teaches it. Is the old \
                     answer deleted, or only wrapped? The table stays in this browser; links and files of runs carry its name and its hash, and never its \
                     rows."
                </p>
                <BringIn/>
                <MissingFile at_hand=at_hand/>
                {move || table.get().map(|table| view! { <Facts table=table.clone()/> <FirstRows table=table/> })}
                <Show when=move || table.with(Option::is_some)>
                    <p class="buttons"><ForgetFiles/></p>
                </Show>
            </section>
            <Show when=here>
                <section class="status" id="settings" aria-label="Fine-tuning">
                    <h2>"Fine-tune it"</h2>
                    <FoldedFields settings=settings() first=&FIRST/>
                </section>
                <Status/>
                <Compared/>
                <Figures/>
                <Answers record=record removing=removing table=table/>
                <TwoLabelInstruments
                    record=record
                    removing=removing
                    about="Neurons are scored by gradient times weight, the gradient being that of the loss on the old answers, and those with the largest score \
                           are set to zero. With some of them removed the model answers above, beside the others."
                />
                <Results/>
                <Runs/>
            </Show>
        </div>
    }
}
