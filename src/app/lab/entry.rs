//! A run in the lab's list.

use crate::app::address::settings_in_words;
use crate::app::keep::KeptRun;
use crate::experiment::Record;

/// Where a run comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Origin {
    /// It was trained here.
    Own,
    /// A link brought its curves.
    Sender,
    /// A file brought it.
    File,
}

/// A run in the list.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) struct Entry {
    /// Counted from 1; what the page calls it where it has no name.
    pub(in crate::app) number: u32,
    /// Names it in the browser's store.
    pub(in crate::app) id: String,
    /// What its owner calls it; empty where it has no name.
    pub(in crate::app) name: String,
    /// What its owner noted.
    pub(in crate::app) notes: String,
    /// Where it comes from.
    pub(in crate::app) origin: Origin,
    /// What came out so far.
    pub(in crate::app) record: Record,
}

impl Entry {
    /// A run that was just begun or brought in.
    pub(super) fn new(number: u32, origin: Origin, record: Record) -> Self {
        // The time first, so that runs come in their order; a random part, because two tabs may begin at the same time.
        let (time, random) = (js_sys::Date::now(), js_sys::Math::random() * 1e6);
        let id = format!("{time:014.0}-{random:06.0}");
        Self { number, id, name: String::new(), notes: String::new(), origin, record }
    }

    /// Its name, or what its settings are.
    pub(in crate::app) fn title(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        let sender = if self.origin == Origin::Sender { "the sender's, " } else { "" };
        format!("{sender}{}", settings_in_words(&self.record.spec))
    }

    /// Whether everything that its experiment asks for was done.
    pub(in crate::app) fn is_finished(&self) -> bool {
        self.record.fingerprint.is_some()
    }

    /// As the store keeps it.
    pub(super) fn kept(&self) -> KeptRun {
        let Self { id, name, notes, origin, record, .. } = self.clone();
        KeptRun { id, name, notes, origin: origin_key(origin).to_owned(), record }
    }

    /// As it comes back from the store.
    pub(super) fn recalled(number: u32, kept: KeptRun) -> Self {
        let KeptRun { id, name, notes, origin, record } = kept;
        let origin =
            [Origin::Sender, Origin::File].into_iter().find(|o| origin_key(*o) == origin).unwrap_or(Origin::Own);
        Self { number, id, name, notes, origin, record }
    }
}

fn origin_key(origin: Origin) -> &'static str {
    match origin {
        Origin::Own => "own",
        Origin::Sender => "sender",
        Origin::File => "file",
    }
}
