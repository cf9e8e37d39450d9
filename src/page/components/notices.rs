//! The notices, in a place that screen readers announce.

use crate::page::notices::{Notice, Notices};
use leptos::prelude::*;

#[component]
pub(in crate::page) fn NoticeList(notices: Notices, id: &'static str) -> impl IntoView {
    let shown = move |(index, notice): (usize, Notice)| {
        let action = notice.action.map(|(name, action)| {
            let act = move |_| {
                notices.dismiss(index);
                action.run(());
            };
            view! { <button type="button" on:click=act>{name}</button> }
        });
        view! {
            <p class="notice">
                <span>{notice.text}</span>
                {action}
                <button type="button" on:click=move |_| notices.dismiss(index) aria-label="Dismiss this notice">"×"</button>
            </p>
        }
    };
    view! {
        <div id=id role="status" aria-live="polite">
            {move || notices.all().into_iter().enumerate().map(shown).collect_view()}
        </div>
    }
}
