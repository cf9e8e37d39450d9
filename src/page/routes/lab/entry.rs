//! A run in the lab's list, as the page speaks of it.

use crate::experiment::{Record, title};
use crate::page::storage::{Origin, StoredRun, next_number};

impl StoredRun {
    /// A run that was just begun or brought in.
    pub(super) fn new(origin: Origin, record: Record) -> Self {
        // The time first, so that runs come in their order; a random part, because two tabs may begin at the same time.
        let (time, random) = (js_sys::Date::now(), js_sys::Math::random() * 1e6);
        let id = format!("{time:014.0}-{random:06.0}");
        Self { number: next_number(), id, name: String::new(), notes: String::new(), origin, record }
    }

    /// Its name, or what its settings are.
    pub(super) fn title(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        let sender = if self.origin == Origin::Sender { "the sender's, " } else { "" };
        format!("{sender}{}", title(&self.record.spec))
    }

    /// Whether everything that its experiment asks for was done.
    pub(in crate::page::routes) fn is_finished(&self) -> bool {
        self.record.fingerprint.is_some()
    }
}
