//! Where the run on show comes from, where it was not trained here, and how a run compares with the one that a link brought.

use super::state::Lab;
use crate::page::storage::Origin;
use leptos::prelude::*;

/// How the run on show compares with the one that a link brought, or what the curves of a link are.
#[component]
pub(in crate::page::routes) fn Compared() -> impl IntoView {
    let lab = expect_context::<Lab>();
    let origin = Memo::new(move |_| lab.shown_origin());
    view! {
        {move || lab.compared().map(|sentence| view! { <p class="notice" id="compared-with-sender" role="status">{sentence}</p> })}
        <Show when=move || origin.get() == Some(Origin::File)>
            <p class="notice" id="from-file">
                <span>"A file brought this run. It was not trained here, and its verdict rests on what the file says."</span>
                <button type="button" id="check-it" on:click=move |_| lab.shown.get_untracked().into_iter().for_each(|run| lab.check_models(run))>
                    "Check it"
                </button>
            </p>
        </Show>
        <Show when=move || origin.get() == Some(Origin::Sender)>
            <p class="notice" id="from-sender">
                <span>"These are the sender's curves, brought by the link. They were not trained here."</span>
                <button
                    type="button"
                    id="run-again"
                    class="primary"
                    disabled=move || !lab.run.is_idle()
                    on:click=move |_| {
                        if let Some(record) = lab.shown_record() {
                            lab.adopt(record.spec);
                            lab.start();
                        }
                    }
                >
                    "Run it again"
                </button>
            </p>
        </Show>
    }
}
