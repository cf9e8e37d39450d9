//! What a link brought beside what was trained here.

use super::state::Lab;
use leptos::prelude::*;

/// How the run on show compares with the one that a link brought, or what the curves of a link are.
#[component]
pub(in crate::page::routes) fn Compared() -> impl IntoView {
    let lab = expect_context::<Lab>();
    view! {
        {move || lab.compared().map(|sentence| view! { <p class="notice" id="compared-with-sender" role="status">{sentence}</p> })}
        <Show when=move || lab.is_senders()>
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
