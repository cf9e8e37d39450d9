//! The settings of an experiment on stories.

use crate::experiment::{Setting, SetupKind};
use crate::page::routes::lab::Fields;
use leptos::prelude::*;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 5] = ["protocol", "fine_tune_rates", "removed", "instruments", "seed"];

#[component]
pub(super) fn Settings(kind: &'static SetupKind) -> impl IntoView {
    let (first, more): (Vec<&'static Setting>, Vec<&'static Setting>) =
        (kind.settings)().into_iter().partition(|s| FIRST.contains(&s.key));
    view! {
        <section class="status" id="settings" aria-label="Experiment">
            <h2>"Fine-tune it away"</h2>
            <div class="fields"><Fields settings=first/></div>
            <details>
                <summary>"More settings"</summary>
                <div class="fields"><Fields settings=more/></div>
            </details>
        </section>
    }
}
