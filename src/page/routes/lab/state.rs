//! The lab's state: the experiment as it is set, the runs, and what the visitor can do with them.

use super::choice::Choice;
use super::models::Models;
use crate::engine::Compared;
use crate::experiment::{Comparison, Link, Record, Route, Spec, to_hash};
use crate::page::adapter::Availability;
use crate::page::address::write_address;
use crate::page::inference_worker::InferenceWorker;
use crate::page::notices::LINK;
use crate::page::run_control::RunControl;
use crate::page::storage::{Changes, Claim, Origin, RunStore, Space, StoredRun};
use crate::page::store::Store;
use crate::schedule::{Activity, Progress};
use crate::setups::compiled::{CompiledInstruments, CompiledSpec};
use crate::setups::grammar::Preset;
use crate::setups::learned::LearnedSpec;
use crate::setups::stories::{StoriesSpec, StoryInstruments};
use crate::setups::table::TableSpec;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::rc::Rc;
use web_time::Duration;

/// Something to do with the store of runs.
pub(super) type ToKeep = Box<dyn FnOnce(Rc<RunStore>)>;

/// Whether runs of one experiment stand in one list with those of `set`, and in its figures: of the same setup, or of one that shares its
/// view and measures the same.
pub(super) fn has_figures_of(spec: &Spec, set: &Spec) -> bool {
    let (own, other) = (spec.kind(), set.kind());
    own.key == other.key || (own.route == other.route && spec.metrics() == set.metrics())
}

/// All of the lab's state; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in crate::page) struct Lab {
    pub(super) store: Store,
    /// The experiment as it is set, of the setup whose view was on show last.
    pub(in crate::page) spec: RwSignal<Spec>,
    /// The experiment of each view as it was set when another setup's came on show.
    left: RwSignal<Vec<Spec>>,
    pub(super) choice: RwSignal<Choice>,
    pub(super) found: RwSignal<Vec<Availability>>,
    /// What a step takes on both engines, or why it could not be measured, for experiments that were compared.
    pub(super) compared: RwSignal<Vec<(Spec, Result<Compared, String>)>>,
    /// The run under way.
    pub(in crate::page::routes) run: RunControl,
    pub(in crate::page::routes) progress: RwSignal<Option<Progress>>,
    pub(super) under_way: RwSignal<Vec<Activity>>,
    pub(in crate::page::routes) runs: RwSignal<Vec<StoredRun>>,
    pub(in crate::page::routes) shown: RwSignal<Option<u32>>,
    /// The number of the run that is under way, or was last.
    pub(super) at_work: RwSignal<Option<u32>>,
    /// Runs whose curves are drawn thin beside those of the run on show.
    pub(super) overlaid: RwSignal<BTreeSet<u32>>,
    /// Whether the page shows the figures and one button alone, within another page.
    pub(super) embedded: RwSignal<bool>,
    /// Room that this page takes in the browser, where that is known.
    pub(super) space: RwSignal<Option<Space>>,
    /// Files that were brought in so far.
    pub(super) brought: RwSignal<u32>,
    pub(super) models: Models,
    pub(in crate::page::routes) inference: StoredValue<InferenceWorker, LocalStorage>,
    pub(super) run_store: StoredValue<Option<Rc<RunStore>>, LocalStorage>,
    /// What this tab changes in the store is told to others; none where the browser has no way.
    pub(super) changes: StoredValue<Option<Rc<Changes>>, LocalStorage>,
    /// The right to work on the run under way.
    pub(super) claim: StoredValue<Option<Claim>, LocalStorage>,
    /// What is to be kept as soon as the store is open: a run may begin before it is.
    pub(super) to_keep: StoredValue<Vec<ToKeep>, LocalStorage>,
    /// Whether it was told that runs are not kept.
    pub(super) unkept: StoredValue<bool>,
}

impl Lab {
    /// The default experiment; the runs that the browser keeps follow.
    pub(in crate::page) fn new(store: Store) -> Self {
        let lab = Self {
            store,
            spec: RwSignal::new(Preset::Fates.spec().into()),
            // Of setups that share a view the last one is what it begins with.
            left: RwSignal::new(vec![
                LearnedSpec::counter().into(),
                TableSpec::default().into(),
                CompiledSpec { instruments: CompiledInstruments::Verdict, ..CompiledSpec::counter() }.into(),
                StoriesSpec { instruments: StoryInstruments::Verdict, ..StoriesSpec::default() }.into(),
                Preset::Fates.spec().into(),
            ]),
            choice: RwSignal::new(Choice::Auto),
            compared: RwSignal::new(Vec::new()),
            found: RwSignal::new(Vec::new()),
            run: RunControl::new(store, Route::Lab, Duration::from_millis(200)),
            progress: RwSignal::new(None),
            under_way: RwSignal::new(Vec::new()),
            runs: RwSignal::new(Vec::new()),
            shown: RwSignal::new(None),
            at_work: RwSignal::new(None),
            overlaid: RwSignal::new(BTreeSet::new()),
            embedded: RwSignal::new(false),
            space: RwSignal::new(None),
            brought: RwSignal::new(0),
            models: Models::new(),
            inference: StoredValue::new_local(InferenceWorker::default()),
            run_store: StoredValue::new_local(None),
            changes: StoredValue::new_local(None),
            claim: StoredValue::new_local(None),
            to_keep: StoredValue::new_local(Vec::new()),
            unkept: StoredValue::new(false),
        };
        lab.mark_embedded();
        lab.recall();
        lab.follow_other_tabs();
        lab
    }

    /// The style sheet leaves the figures and one button of an embedded page.
    fn mark_embedded(self) {
        Effect::new(move |_| {
            if let Some(body) = document().body() {
                // A body always takes an attribute.
                let _ = if self.embedded.get() {
                    body.set_attribute("data-embed", "")
                } else {
                    body.remove_attribute("data-embed")
                };
            }
        });
    }

    /// Takes what a link to the lab carries.
    pub(in crate::page) fn open(self, link: Link) {
        self.set(link.spec);
        self.embedded.set(link.embedded);
        match link.results {
            Some(Ok(record)) => self.receive(*record),
            Some(Err(error)) => {
                self.store.notices.say_of(
                    LINK,
                    format!("The link's results are not shown: {error}. Its experiment is set; Start runs it."),
                );
            }
            None => {}
        }
    }

    /// Says something to the visitor.
    pub(in crate::page) fn notice(self, text: String) {
        self.store.say(text);
    }

    /// Changes a setting from text, and the address with it.
    ///
    /// # Errors
    /// A sentence when the value is not possible; the settings are then unchanged.
    pub(in crate::page) fn change(self, key: &str, text: &str) -> Result<(), String> {
        let changed = self.spec.with_untracked(|spec| spec.with(key, text)?.checked());
        self.adopt(changed.map_err(|e| e.to_string())?);
        Ok(())
    }

    /// Takes a whole experiment, already checked, and writes it into the address.
    pub(in crate::page) fn adopt(self, spec: Spec) {
        let hash = to_hash(&spec);
        self.set(spec);
        write_address(&hash);
    }

    fn set(self, spec: Spec) {
        let before = self.spec.get_untracked();
        if before.kind().key != spec.kind().key {
            self.left.update(|left| {
                left.retain(|other| other.kind().key != before.kind().key);
                left.push(before);
            });
            // A run of one setup is not shown among the settings of another.
            self.shown.set(self.latest_of(spec.kind().key));
        }
        self.spec.set(spec);
    }

    /// The run of a setup that was begun or brought in last.
    fn latest_of(self, setup: &str) -> Option<u32> {
        self.runs.with_untracked(|runs| {
            runs.iter().rev().find(|run| run.record.spec.kind().key == setup).map(|run| run.number)
        })
    }

    /// The experiment of a view as it was set last, by the first word of its links: several setups may share a view.
    pub(in crate::page) fn spec_of_route(self, route: &str) -> Spec {
        self.last_set(|spec| spec.kind().route == route)
    }

    /// The experiment of a setup as it was set last.
    pub(in crate::page) fn spec_of_setup(self, setup: &str) -> Spec {
        self.last_set(|spec| spec.kind().key == setup)
    }

    fn last_set(self, wanted: impl Fn(&Spec) -> bool) -> Spec {
        let own = self.spec.get();
        if wanted(&own) {
            return own;
        }
        self.left.with(|left| left.iter().rev().find(|spec| wanted(spec)).cloned()).unwrap_or(own)
    }

    /// The record that the figures show: the chosen run's, or none before the first.
    pub(in crate::page) fn shown_record(self) -> Option<Record> {
        let shown = self.shown.get()?;
        self.runs.with(|runs| runs.iter().find(|e| e.number == shown).map(|e| e.record.clone()))
    }

    /// Where the run on show comes from; none before the first.
    pub(in crate::page::routes) fn shown_origin(self) -> Option<Origin> {
        let shown = self.shown.get()?;
        self.runs.with(|runs| runs.iter().find(|e| e.number == shown).map(|e| e.origin))
    }

    /// How the run on show compares with the sender's of the same experiment, as a sentence; none where a link brought none.
    pub(in crate::page) fn compared(self) -> Option<String> {
        let shown = self.shown.get()?;
        self.runs.with(|runs| {
            let own = runs.iter().find(|e| e.number == shown).filter(|e| e.origin == Origin::Own)?;
            let sent = runs.iter().rev().find(|e| e.origin == Origin::Sender && e.record.spec == own.record.spec)?;
            Some(Comparison::of(&own.record, &sent.record).sentence(&own.record, &sent.record))
        })
    }
}
