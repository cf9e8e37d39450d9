//! The page's state: settings, runs, notices, and what the visitor can do with them.

mod bringing;
mod entry;
mod keeping;
mod listing;
mod running;

pub(super) use bringing::{Brought, Shared, csv_of, curves_of, json_of, read_file, shared, zip_of};
pub(super) use entry::{Entry, Origin};

use super::adapter::Availability;
use super::choice::Choice;
use super::desk::Desk;
use super::driver::Driver;
use super::keep::{RunStore, Space};
use super::models::Models;
use super::notices::Notices;
use super::phase::Phase;
use super::shell::write_address;
use crate::engine::DeviceKind;
use crate::experiment::{Comparison, Preset, Record, Route, Spec, parse_hash, setting, to_hash};
use crate::schedule::{Doing, Progress};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::rc::Rc;
use web_time::Instant;

/// All of the page's state; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Lab {
    pub(super) route: RwSignal<Route>,
    pub(super) spec: RwSignal<Spec>,
    pub(super) notices: Notices,
    pub(super) choice: RwSignal<Choice>,
    pub(super) found: RwSignal<Vec<Availability>>,
    pub(super) phase: RwSignal<Phase>,
    pub(super) progress: RwSignal<Option<Progress>>,
    pub(super) under_way: RwSignal<Vec<Doing>>,
    pub(super) runs: RwSignal<Vec<Entry>>,
    pub(super) shown: RwSignal<Option<u32>>,
    /// The run that is under way, or was last.
    pub(super) at_work: RwSignal<Option<u32>>,
    /// Runs whose curves are drawn thin beside those of the run on show.
    pub(super) overlaid: RwSignal<BTreeSet<u32>>,
    /// Whether the page shows the figures and one button alone, within another page.
    pub(super) embedded: RwSignal<bool>,
    /// Room that this page takes in the browser, where that is known.
    pub(super) space: RwSignal<Option<Space>>,
    pub(super) models: Models,
    pub(super) desk: StoredValue<Desk, LocalStorage>,
    driver: StoredValue<Option<Driver>, LocalStorage>,
    told: StoredValue<Option<Instant>>,
    /// Counts starts and cancels, so that a start that still measures engines knows when it was cancelled.
    attempt: StoredValue<u32>,
    store: StoredValue<Option<Rc<RunStore>>, LocalStorage>,
    /// Whether it was told that runs are not kept.
    unkept: StoredValue<bool>,
}

impl Lab {
    /// The state that the address asks for.
    pub(super) fn from_address() -> Self {
        let lab = Self {
            route: RwSignal::new(Route::Lab),
            spec: RwSignal::new(Preset::Quick.spec()),
            notices: Notices::new(),
            choice: RwSignal::new(Choice::Just(DeviceKind::Cpu)),
            found: RwSignal::new(Vec::new()),
            phase: RwSignal::new(Phase::Idle),
            progress: RwSignal::new(None),
            under_way: RwSignal::new(Vec::new()),
            runs: RwSignal::new(Vec::new()),
            shown: RwSignal::new(None),
            at_work: RwSignal::new(None),
            overlaid: RwSignal::new(BTreeSet::new()),
            embedded: RwSignal::new(false),
            space: RwSignal::new(None),
            models: Models::new(),
            desk: StoredValue::new_local(Desk::default()),
            driver: StoredValue::new_local(None),
            told: StoredValue::new(None),
            attempt: StoredValue::new(0),
            store: StoredValue::new_local(None),
            unkept: StoredValue::new(false),
        };
        lab.follow_address();
        lab.recall();
        lab
    }

    /// Reads the address again. A broken link changes nothing but the notices.
    pub(super) fn follow_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        match parse_hash(&hash) {
            Ok(link) => {
                self.route.set(link.route);
                if link.route == Route::Lab {
                    self.spec.set(link.spec);
                    self.embedded.set(link.embedded);
                    match link.results {
                        Some(Ok(record)) => self.receive(*record),
                        Some(Err(error)) => self.notice(format!(
                            "The link's results are not shown: {error}. Its experiment is set; Start runs it."
                        )),
                        None => {}
                    }
                }
            }
            Err(error) => {
                let kept = "The settings shown are the ones from before it, or the default experiment.";
                self.notice(format!("This link could not be opened: {error}. {kept}"));
            }
        }
    }

    /// Says something to the visitor.
    pub(super) fn notice(self, text: String) {
        self.notices.say(text);
    }

    /// Changes a setting from text, and the address with it.
    ///
    /// # Errors
    /// A sentence when the value is not possible; the settings are then unchanged.
    pub(super) fn change(self, key: &str, text: &str) -> Result<(), String> {
        let mut spec = self.spec.get_untracked();
        setting(key).and_then(|s| s.set(&mut spec, text)).map_err(|e| e.to_string())?;
        let spec = spec.checked().map_err(|e| e.to_string())?;
        self.adopt(spec);
        Ok(())
    }

    /// Takes a whole experiment, already checked, and writes it into the address.
    pub(super) fn adopt(self, spec: Spec) {
        let hash = to_hash(&spec);
        self.spec.set(spec);
        write_address(&hash);
    }

    /// The record that the figures show: the chosen run's, or none before the first.
    pub(super) fn shown_record(self) -> Option<Record> {
        let shown = self.shown.get()?;
        self.runs.with(|runs| runs.iter().find(|e| e.number == shown).map(|e| e.record.clone()))
    }

    /// How the run on show compares with the sender's of the same experiment, as a sentence; none where a link brought none.
    pub(super) fn compared(self) -> Option<String> {
        let shown = self.shown.get()?;
        self.runs.with(|runs| {
            let own = runs.iter().find(|e| e.number == shown).filter(|e| e.origin == Origin::Own)?;
            let sent = runs.iter().rev().find(|e| e.origin == Origin::Sender && e.record.spec == own.record.spec)?;
            Some(Comparison::of(&own.record, &sent.record).sentence(&own.record, &sent.record))
        })
    }
}
