//! How to read the picture, where it is from, and where to go on.

use super::state::Front;
use crate::experiment::to_hash;
use leptos::prelude::*;

#[component]
pub(super) fn Doors() -> impl IntoView {
    let front = expect_context::<Front>();
    let made = move || {
        front.record.with(|r| {
            let record = r.as_ref()?;
            let fingerprint = record.fingerprint.clone()?;
            Some(format!(
                "Trained by this program, seed {}, fingerprint {fingerprint}. Press “Train it here” and compare. ",
                record.spec.seed()
            ))
        })
    };
    let live = move || match (front.is_live(), front.has_lens()) {
        (false, _) => "These are its answers from then; the models are on their way.",
        (true, false) => {
            "The models answer here, in this tab; the colours of another text follow as soon as the lens is trained."
        }
        (true, true) => "The models answer here, in this tab.",
    };
    view! {
        <ul class="key" aria-label="How to read it">
            <li><i class="is-core"></i>"core: as wide as a probe reads the a's better than the b's inside, block by block"</li>
            <li><i class="is-right"></i>"the lens reads the count of a's there, on this text"</li>
            <li><i class="is-next"></i>"the lens reads one more"</li>
            <li><i class="is-strip"></i>"strip: a neuron that pruning chose, as long as what is right again without it and those before it"</li>
            <li><i class="is-ghost"></i>"dashed: the core before fine-tuning"</li>
        </ul>
        <nav class="doors" aria-label="Go on">
            <a href="#/lesson"><b>"The lesson"</b><span>"See it happen, step by step, in two minutes."</span></a>
            <a href=to_hash(&front.spec()) id="train-here"><b>"Train it here"</b><span>"The same experiment in your browser, with every setting."</span></a>
            <a href="#/gallery"><b>"The gallery"</b><span>"The paper's figures and tables beside ours."</span></a>
        </nav>
        <p class="about" id="shown-run">{made} {live}</p>
    }
}
