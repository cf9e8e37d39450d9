//! The results that the gallery ships with: fetched once, when a view first asks for them.

use crate::gallery::{Exhibit, ShippedResults};
use crate::page::shipped;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of an exhibit's shipped results.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Shipped {
    /// They are on their way.
    Awaited,
    /// There are none.
    None,
    /// They are here.
    There(Arc<ShippedResults>),
    /// They could not be had, and why.
    Refused(String),
}

/// The shipped results of all exhibits; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in super::super) struct GalleryResults {
    asked: StoredValue<bool>,
    /// The exhibits that have some, or why that could not be had; nothing while it is on its way.
    listed: RwSignal<Option<Result<Vec<&'static str>, String>>>,
    found: RwSignal<BTreeMap<&'static str, Result<Arc<ShippedResults>, String>>>,
}

impl GalleryResults {
    pub(in super::super) fn new() -> Self {
        Self { asked: StoredValue::new(false), listed: RwSignal::new(None), found: RwSignal::new(BTreeMap::new()) }
    }

    /// Fetches them, unless that has been done.
    pub(in super::super) fn bring(self) {
        if self.asked.get_value() {
            return;
        }
        self.asked.set_value(true);
        spawn_local(async move {
            match shipped::exhibits_with_results().await {
                Ok(all) => {
                    self.listed.set(Some(Ok(all.iter().map(|exhibit| exhibit.key).collect())));
                    for exhibit in all {
                        spawn_local(async move {
                            let outcome = shipped::exhibit_results(exhibit).await.map(Arc::new);
                            if outcome.is_err() {
                                self.asked.set_value(false);
                            }
                            self.found.update(|found| {
                                found.insert(exhibit.key, outcome);
                            });
                        });
                    }
                }
                Err(message) => {
                    // Offline before they were kept, they may be there at the next visit.
                    self.asked.set_value(false);
                    self.listed.set(Some(Err(message)));
                }
            }
        });
    }

    /// What is known of those of `exhibit`.
    pub(in super::super) fn of(self, exhibit: &Exhibit) -> Shipped {
        match self.listed.get() {
            None => Shipped::Awaited,
            Some(Err(message)) => Shipped::Refused(message),
            Some(Ok(named)) if !named.contains(&exhibit.key) => Shipped::None,
            Some(Ok(_)) => self.found.with(|found| match found.get(exhibit.key) {
                None => Shipped::Awaited,
                Some(Ok(results)) => Shipped::There(results.clone()),
                Some(Err(message)) => Shipped::Refused(message.clone()),
            }),
        }
    }
}

/// Whose results they are, in a sentence.
pub(in super::super) fn origin(results: &ShippedResults) -> String {
    let seeds = results.grid.seeds();
    let count = match seeds.len() {
        1 => "one seed".to_owned(),
        count => format!("{count} seeds"),
    };
    format!("{count}, trained by version {}", results.version)
}
