//! What the page has to say to its visitor: sentences that stay until they are dismissed, some with something to do about them.

use leptos::prelude::*;

/// What is said of the address: a good link takes a bad one's place.
pub(super) const LINK: &str = "link";

/// What is said of a run that was left unfinished: it no longer holds when it goes on.
pub(super) const LEFT: &str = "left";

/// What the browser keeps, while it does not answer.
pub(super) const KEPT: &str = "kept";

/// A sentence, and what can be done about it.
#[derive(Clone)]
pub(super) struct Notice {
    /// The sentence.
    pub(super) text: String,
    /// What a button is called and does.
    pub(super) action: Option<(&'static str, Callback<()>)>,
    /// What it is about, where the next of that kind takes its place.
    topic: Option<&'static str>,
}

/// All that is to be said; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Notices(RwSignal<Vec<Notice>>);

impl Notices {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Says something. What was just said is not said again.
    pub(super) fn say(self, text: String) {
        self.add(Notice { text, action: None, topic: None });
    }

    /// Says how it stands with `topic`, in place of what was said of it before.
    pub(super) fn say_of(self, topic: &'static str, text: String) {
        self.settle(topic);
        self.add(Notice { text, action: None, topic: Some(topic) });
    }

    /// Takes back what was said of `topic`: it no longer holds.
    pub(super) fn settle(self, topic: &'static str) {
        if self.0.with_untracked(|all| all.iter().any(|notice| notice.topic == Some(topic))) {
            self.0.update(|all| all.retain(|notice| notice.topic != Some(topic)));
        }
    }

    /// Says something of `topic` that can be answered: a button called `name` runs `action` and takes the notice away.
    pub(super) fn offer(self, topic: &'static str, text: String, name: &'static str, action: Callback<()>) {
        self.add(Notice { text, action: Some((name, action)), topic: Some(topic) });
    }

    /// All of them, the oldest first.
    pub(super) fn all(self) -> Vec<Notice> {
        self.0.get()
    }

    fn add(self, notice: Notice) {
        self.0.update(|all| {
            if notice.action.is_some() || all.last().is_none_or(|last| last.text != notice.text) {
                all.push(notice);
            }
        });
    }

    /// Takes a notice away.
    pub(super) fn dismiss(self, index: usize) {
        self.0.update(|all| {
            if index < all.len() {
                all.remove(index);
            }
        });
    }
}
