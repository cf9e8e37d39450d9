//! The settings of an experiment on a program's skill; the program has an editor of its own.

use super::learned::ComesBy;
use crate::page::routes::lab::FoldedFields;
use crate::setups::compiled::COMPILED;
use crate::setups::learned::LEARNED;
use leptos::prelude::*;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 7] = ["c_tr", "offset", "rates", "fine_tune_rates", "steps", "fine_tune_steps", "seed"];
/// Those that the editor is for.
const EDITED: [&str; 2] = ["program", "source"];

#[component]
pub(super) fn Settings(comes_by: ComesBy) -> impl IntoView {
    let (kind, about) = match comes_by {
        ComesBy::Compiling => (
            &COMPILED,
            "Noise is laid on the compiled weights, and gradient descent teaches the target's answers at the last position, at each rate. Then \
             weights are removed one by one, and every model is taught the program's own answers again, beside the compiled target, which never \
             had the skill. With these settings it takes one to three minutes on two processor cores.",
        ),
        ComesBy::Learning => (
            &LEARNED,
            "A small GPT learns the program's answers at the last position, a control the target's alone. Fine-tuning teaches the first the target's \
             answers, at each rate. Then neurons are removed, and every model is taught the program's answers again. Beginning with the Counter it takes \
             about a minute on two processor cores.",
        ),
    };
    let settings = (kind.settings)().into_iter().filter(|s| !EDITED.contains(&s.key)).collect();
    view! {
        <section class="status" id="settings" aria-label="Fine-tuning">
            <h2>"Fine-tune it"</h2>
            <p class="about">{about}</p>
            <FoldedFields settings=settings first=&FIRST/>
        </section>
    }
}
