//! Sweeps on the page: what is asked for, how far it has come, and what came out at each place of the grid.

mod asked;
mod beside;
mod map;
mod results;
mod shipped;
mod sources;
mod table_1;
mod view;

pub(super) use view::SweepView;

use super::lab::Lab;
use crate::engine::{DeviceKind, Event};
use crate::experiment::{CacheKey, Checkpoint, Grid, Record, Route, Spec, grid_to_hash};
use crate::page::address::write_address;
use crate::page::driver::{Driver, Update as RunUpdate};
use crate::page::run_control::RunControl;
use crate::page::storage::{Claim, StageStore, claim_run};
use crate::page::store::Store;
use crate::page::visitor_files::bring;
use crate::schedule::{Progress, Sweep};
use crate::setups::grammar::Preset;
use asked::Asked;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use web_time::Duration;

/// The state of sweeps; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Sweeping {
    store: Store,
    lab: Lab,
    /// The experiment that is varied.
    base: RwSignal<Spec>,
    /// The fields as they are filled in.
    asked: RwSignal<Asked>,
    /// Why they make no grid.
    refused: RwSignal<Option<String>>,
    /// The grid on show.
    grid: RwSignal<Option<Grid>>,
    /// What came out of each cell so far, in the grid's order.
    records: RwSignal<Vec<Record>>,
    /// The sweep under way, or that which has run.
    run: RunControl,
    progress: RwSignal<Option<Progress>>,
    /// Stages, how many of them are finished, and how many of these were kept from before.
    stages: RwSignal<(usize, usize, usize)>,
    /// This tab's right to train the sweep under way.
    claim: StoredValue<Option<Claim>, LocalStorage>,
}

impl Sweeping {
    pub(super) fn new(store: Store, lab: Lab) -> Self {
        let own = Self {
            store,
            lab,
            base: RwSignal::new(Preset::Quick.spec().into()),
            asked: RwSignal::new(Asked::over(&Preset::Quick.spec().into())),
            refused: RwSignal::new(None),
            grid: RwSignal::new(None),
            records: RwSignal::new(Vec::new()),
            run: RunControl::new(store, Route::Sweep, Duration::from_millis(400)),
            progress: RwSignal::new(None),
            stages: RwSignal::new((0, 0, 0)),
            claim: StoredValue::new_local(None),
        };
        own.give_claim_back();
        own
    }

    /// Gives the right to train back when the sweep has ended, and when the tab is put aside, where it trains nothing.
    fn give_claim_back(self) {
        Effect::new(move |_| {
            if self.run.is_idle() {
                self.claim.set_value(None);
            }
        });
        // For the whole visit.
        let _listening = window_event_listener_untyped("pagehide", move |_| self.claim.set_value(None));
    }

    /// Takes what a link to a sweep carries; one without a grid leaves the fields as they are.
    pub(super) fn open(self, base: Spec, linked: Option<Grid>) {
        self.base.set(base);
        let Some(grid) = linked else { return };
        self.asked.set(Asked::of(&grid));
        // What a finished sweep left is another's; one under way goes on.
        if self.run.is_idle_now() && self.grid.with_untracked(|shown| shown.as_ref().is_some_and(|s| *s != grid)) {
            self.grid.set(None);
            self.records.set(Vec::new());
            self.stages.set((0, 0, 0));
        }
        if self.run.is_idle_now() && self.grid.with_untracked(Option::is_none) {
            spawn_local(async move { self.recall(grid).await });
        }
    }

    /// Shows what this browser has kept of a sweep, as it stood when the page was left.
    async fn recall(self, grid: Grid) {
        let Ok(cells) = grid.cells() else { return };
        let Ok(mut sweep) = Sweep::new(cells.into_iter().map(|cell| cell.spec).collect()) else { return };
        // A browser that keeps nothing has nothing to show; it is told when the sweep begins.
        let Ok(kept) = StageStore::open().await else { return };
        let Ok(found) = kept.read(&sweep.wanted()).await else { return };
        let taken = self.take(&mut sweep, found);
        let is_wanted = self.asked.with_untracked(|asked| *asked == Asked::of(&grid));
        if taken == 0 || !is_wanted || !self.run.is_idle_now() || self.grid.with_untracked(Option::is_some) {
            return;
        }
        let (all, done) = sweep.stages();
        self.records.set(sweep.runs().iter().map(|run| run.record().clone()).collect());
        self.grid.set(Some(grid));
        self.stages.set((all, done, taken));
    }

    /// Begins the sweep that the fields ask for, with every stage that this browser has kept.
    fn start(self) {
        if !self.run.is_idle_now() {
            return;
        }
        if self.store.trains(Route::Lab) {
            self.refused.set(Some("A run is under way in the lab. Let it end or cancel it first.".to_owned()));
            return;
        }
        let grid = match self.asked.with_untracked(|asked| asked.grid(&self.base.get_untracked())) {
            Ok(grid) => grid,
            Err(message) => return self.refused.set(Some(message)),
        };
        self.refused.set(None);
        let cells = grid.cells().map_err(|e| e.to_string());
        let sweep =
            cells.and_then(|cells| Sweep::new(cells.into_iter().map(|c| c.spec).collect()).map_err(|e| e.to_string()));
        let sweep = match sweep {
            Ok(sweep) => sweep,
            Err(message) => return self.refused.set(Some(message)),
        };
        let Some(attempt) = self.run.begin() else { return };
        let hash = grid_to_hash(&grid);
        write_address(&hash);
        self.grid.set(Some(grid));
        self.records.set(sweep.runs().iter().map(|run| run.record().clone()).collect());
        self.progress.set(None);
        spawn_local(async move {
            let refused = match claim_run(&hash).await {
                // Cancelled while the browser was asked.
                Ok(Some(_)) if !self.run.is_current(attempt) => return,
                Ok(Some(claim)) => {
                    self.claim.set_value(Some(claim));
                    return self.begin(sweep, attempt).await;
                }
                Ok(None) => {
                    "Another tab of this browser is training this very sweep. What it finishes is kept: wait for it, or cancel it there.".to_owned()
                }
                Err(message) => format!("Whether another tab is at work is not known: {message}. The sweep was not started."),
            };
            self.refused.set(Some(refused));
            if self.run.is_current(attempt) {
                self.run.abandon();
            }
        });
    }

    async fn begin(self, mut sweep: Sweep, attempt: u32) {
        let kept = match StageStore::open().await {
            Ok(kept) => Some(Rc::new(kept)),
            Err(message) => {
                self.store.say(format!(
                    "This browser keeps nothing for this page ({message}). The sweep runs all the same; after a reload it begins anew."
                ));
                None
            }
        };
        let mut from_before = 0;
        if let Some(kept) = &kept {
            match kept.read(&sweep.wanted()).await {
                Ok(found) => from_before = self.take(&mut sweep, found),
                Err(message) => self.store.say(format!("What this browser keeps could not be read: {message}.")),
            }
        }
        let specs: Vec<Spec> = sweep.runs().iter().map(|run| run.plan().spec.clone()).collect();
        for spec in &specs {
            if let Err(message) = bring(&self.lab.inference.get_value(), spec).await {
                if self.run.is_current(attempt) {
                    self.run.abandon();
                }
                return self.store.say(format!("The sweep was not started: {message}."));
            }
        }
        let (found, failed) = shipped::fetched(&sweep).await;
        failed.into_iter().for_each(|sentence| self.store.say(sentence));
        self.take(&mut sweep, found);
        // The visitor may have cancelled while the store was read.
        if !self.run.is_current(attempt) {
            return;
        }
        let (all, done) = sweep.stages();
        self.stages.set((all, done, from_before));
        let hear = move |update: RunUpdate, driver: &Driver, show: bool| self.hear(update, driver, show, kept.as_ref());
        match self.run.start(sweep, DeviceKind::Cpu, hear) {
            Ok(driver) => self.refresh(&driver),
            Err(message) => self.store.say(message),
        }
    }

    /// Takes stages from the store; one that turns out to be another's is told of and will be trained again.
    fn take(self, sweep: &mut Sweep, found: Vec<(CacheKey, Checkpoint)>) -> usize {
        let mut taken = 0;
        for (key, checkpoint) in found {
            let device = checkpoint.history.stage.device.clone();
            match sweep.adopt(&key, &checkpoint, &device) {
                Ok(uses) => taken += usize::from(uses > 0),
                Err(error) => self.store.say(format!("A kept stage is trained again: {error}.")),
            }
        }
        taken
    }

    fn hear(self, update: RunUpdate, driver: &Driver, show: bool, kept: Option<&Rc<StageStore>>) {
        if let (RunUpdate::Event(Some(run), Event::Finished { stage, .. }), Some(kept)) = (&update, kept)
            && let Some((key, checkpoint)) = driver.checkpoint(*run, *stage)
        {
            let kept = kept.clone();
            spawn_local(async move {
                if let Err(message) = kept.write(&key, &checkpoint).await {
                    self.store.say(format!(
                        "A finished stage could not be kept ({message}). The sweep goes on; after a reload that stage is trained again."
                    ));
                }
            });
        }
        if show {
            self.refresh(driver);
        }
    }

    fn refresh(self, driver: &Driver) {
        let changed = driver.changed();
        if !changed.is_empty() {
            self.records.update(|records| {
                for (run, record) in changed {
                    if let Some(own) = records.get_mut(run) {
                        *own = record;
                    }
                }
            });
        }
        self.progress.set(Some(driver.progress()));
        let (all, done) = driver.stages();
        let kept = self.stages.get_untracked().2;
        self.stages.set((all, done, kept));
    }

    /// Ends the sweep; finished stages stay, and the same sweep goes on from them.
    fn cancel(self) {
        if let Some(driver) = self.run.cancel() {
            self.refresh(&driver);
        }
    }

    /// Drops the stages that this browser keeps.
    fn forget(self) {
        spawn_local(async move {
            let outcome = match StageStore::open().await {
                Ok(kept) => kept.clear().await,
                Err(message) => Err(message),
            };
            self.store.say(match outcome {
                Ok(count) => format!("{count} kept stages were dropped. Sweeps train them again when they need them."),
                Err(message) => format!("The kept stages could not be dropped: {message}."),
            });
        });
    }

    /// Opens a cell's run in the lab, with every model that is trained.
    fn open_in_lab(self, run: usize) {
        // What was kept from before has no driver, and its models are the store's.
        let of_driver = self.run.driver().and_then(|driver| Some((driver.record_of(run)?, driver.models(run))));
        let kept = || self.records.with_untracked(|records| Some((records.get(run)?.clone(), Vec::new())));
        if let Some((record, models)) = of_driver.or_else(kept) {
            self.lab.show_run("", record, models);
        }
    }
}
