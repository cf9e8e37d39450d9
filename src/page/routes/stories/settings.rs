//! The settings of an experiment on stories.

use crate::experiment::SetupKind;
use crate::page::routes::lab::FoldedFields;
use leptos::prelude::*;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 5] = ["protocol", "fine_tune_rates", "removed", "instruments", "seed"];

#[component]
pub(super) fn Settings(kind: &'static SetupKind) -> impl IntoView {
    view! {
        <section class="status" id="settings" aria-label="Experiment">
            <h2>"Fine-tune it away"</h2>
            <FoldedFields settings=(kind.settings)() first=&FIRST/>
        </section>
    }
}
