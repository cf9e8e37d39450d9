//! The settings of an experiment on a compiled skill; the program has an editor of its own.

use crate::experiment::Setting;
use crate::page::routes::lab::Fields;
use crate::setups::compiled::COMPILED;
use leptos::prelude::*;

/// Settings that stand open; the others fold away.
const FIRST: [&str; 5] = ["c_tr", "offset", "rates", "steps", "seed"];
/// Those that the editor is for.
const EDITED: [&str; 2] = ["program", "source"];

#[component]
pub(super) fn Settings() -> impl IntoView {
    let all = (COMPILED.settings)().into_iter().filter(|s| !EDITED.contains(&s.key));
    let (first, more): (Vec<&'static Setting>, Vec<&'static Setting>) = all.partition(|s| FIRST.contains(&s.key));
    view! {
        <section class="status" id="settings" aria-label="Fine-tuning">
            <h2>"Fine-tune it"</h2>
            <p class="about">
                "Noise is laid on the compiled weights, and gradient descent teaches the target's answers at the last position, at each rate. Then \
                 weights are removed one by one, and every model is taught the program's own answers again, beside the compiled target, which never \
                 had the skill. With these settings it takes one to three minutes on two processor cores."
            </p>
            <div class="fields"><Fields settings=first/></div>
            <details>
                <summary>"More settings"</summary>
                <div class="fields"><Fields settings=more/></div>
            </details>
        </section>
    }
}
