//! What the page has to say to its visitor: sentences that stay until they are dismissed, some with something to do about them.

use leptos::prelude::*;

/// A sentence, and what can be done about it.
#[derive(Clone)]
struct Notice {
    text: String,
    action: Option<(&'static str, Callback<()>)>,
}

/// All that is to be said; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in crate::page) struct Notices(RwSignal<Vec<Notice>>);

impl Notices {
    pub(in crate::page) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Says something. What was just said is not said again.
    pub(in crate::page) fn say(self, text: String) {
        self.add(Notice { text, action: None });
    }

    /// Says something that can be answered: a button called `name` runs `action` and takes the notice away.
    pub(in crate::page) fn offer(self, text: String, name: &'static str, action: Callback<()>) {
        self.add(Notice { text, action: Some((name, action)) });
    }

    fn add(self, notice: Notice) {
        self.0.update(|all| {
            if notice.action.is_some() || all.last().is_none_or(|last| last.text != notice.text) {
                all.push(notice);
            }
        });
    }

    fn dismiss(self, index: usize) {
        self.0.update(|all| {
            if index < all.len() {
                all.remove(index);
            }
        });
    }
}

/// The notices, in a place that screen readers announce.
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
            {move || notices.0.get().into_iter().enumerate().map(shown).collect_view()}
        </div>
    }
}
