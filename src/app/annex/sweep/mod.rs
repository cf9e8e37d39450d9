//! Sweeps on the page: what is asked for, how far it has come, and what came out at each place of the grid.

mod asked;
mod beside;
mod results;
mod view;

pub(super) use view::SweepView;

use super::Annex;
use crate::app::driver::{Driver, Update};
use crate::app::keep::Kept;
use crate::app::lab_beside::{hand_to_lab, lab_is_busy};
use crate::app::phase::Phase;
use crate::app::shell::write_address;
use crate::engine::{DeviceKind, Event};
use crate::experiment::{Checkpoint, Grid, Record, StageKey, grid_to_hash};
use crate::schedule::{Progress, Sweep};
use asked::Asked;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;
use web_time::{Duration, Instant};

/// The state of sweeps; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Sweeping {
    annex: Annex,
    /// The fields as they are filled in.
    asked: RwSignal<Asked>,
    /// Why they make no grid.
    refused: RwSignal<Option<String>>,
    /// The grid on show.
    grid: RwSignal<Option<Grid>>,
    /// What came out of each cell so far, in the grid's order.
    records: RwSignal<Vec<Record>>,
    phase: RwSignal<Phase>,
    progress: RwSignal<Option<Progress>>,
    /// Stages, how many of them are finished, and how many of these were kept from before.
    stages: RwSignal<(usize, usize, usize)>,
    driver: StoredValue<Option<Driver>, LocalStorage>,
    told: StoredValue<Option<Instant>>,
    /// Counts starts and cancels, so that a start that still reads the store knows when it was cancelled.
    attempt: StoredValue<u32>,
}

impl Sweeping {
    pub(super) fn new(annex: Annex) -> Self {
        let sweeping = Self {
            annex,
            asked: RwSignal::new(Asked::default()),
            refused: RwSignal::new(None),
            grid: RwSignal::new(None),
            records: RwSignal::new(Vec::new()),
            phase: RwSignal::new(Phase::Idle),
            progress: RwSignal::new(None),
            stages: RwSignal::new((0, 0, 0)),
            driver: StoredValue::new_local(None),
            told: StoredValue::new(None),
            attempt: StoredValue::new(0),
        };
        // A link to a sweep fills the fields in; one that leads elsewhere leaves them.
        Effect::new(move |_| {
            if let Some(grid) = annex.linked_grid.get() {
                sweeping.asked.set(Asked::of(&grid));
                // What a finished sweep left is another's; one under way goes on.
                if sweeping.phase.get_untracked() == Phase::Idle
                    && sweeping.grid.with_untracked(|shown| shown.as_ref().is_some_and(|shown| *shown != grid))
                {
                    sweeping.grid.set(None);
                    sweeping.records.set(Vec::new());
                    sweeping.stages.set((0, 0, 0));
                }
            }
        });
        sweeping
    }

    /// Begins the sweep that the fields ask for, with every stage that this browser has kept.
    fn start(self) {
        if self.phase.get_untracked() != Phase::Idle {
            return;
        }
        if lab_is_busy() {
            self.refused.set(Some("A run is under way in the lab. Let it end or cancel it first.".to_owned()));
            return;
        }
        let grid = match self.asked.with_untracked(|asked| asked.grid(&self.annex.spec.get_untracked())) {
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
        write_address(&grid_to_hash(&grid));
        self.grid.set(Some(grid));
        self.records.set(sweep.runs().iter().map(|run| run.record().clone()).collect());
        self.progress.set(None);
        self.phase.set(Phase::Starting);
        let attempt = self.attempt.get_value() + 1;
        self.attempt.set_value(attempt);
        spawn_local(async move { self.begin(sweep, attempt).await });
    }

    async fn begin(self, mut sweep: Sweep, attempt: u32) {
        let kept = match Kept::open().await {
            Ok(kept) => Some(Rc::new(kept)),
            Err(message) => {
                self.annex.notice(format!(
                    "This browser keeps nothing for this page ({message}). The sweep runs all the same; after a reload it begins anew."
                ));
                None
            }
        };
        let mut from_before = 0;
        if let Some(kept) = &kept {
            match kept.read(&sweep.wanted()).await {
                Ok(found) => from_before = self.take(&mut sweep, found),
                Err(message) => self.annex.notice(format!("What this browser keeps could not be read: {message}.")),
            }
        }
        // The visitor may have cancelled while the store was read.
        if self.attempt.get_value() != attempt {
            return;
        }
        let (all, done) = sweep.stages();
        self.stages.set((all, done, from_before));
        let started = Driver::over(sweep, DeviceKind::Cpu, move |update| self.hear(update, kept.as_ref()));
        match started {
            Ok(driver) => {
                let finished = driver.is_over();
                self.driver.set_value(Some(driver.clone()));
                self.refresh(&driver);
                self.phase.set(if finished { Phase::Idle } else { Phase::Running });
            }
            Err(message) => {
                self.phase.set(Phase::Idle);
                self.annex.notice(message);
            }
        }
    }

    /// Takes stages from the store; one that turns out to be another's is told of and will be trained again.
    fn take(self, sweep: &mut Sweep, found: Vec<(StageKey, Checkpoint)>) -> usize {
        let mut taken = 0;
        for (key, checkpoint) in found {
            let device = checkpoint.history.stage.device.clone();
            match sweep.adopt(&key, &checkpoint, &device) {
                Ok(uses) => taken += usize::from(uses > 0),
                Err(error) => self.annex.notice(format!("A kept stage is trained again: {error}.")),
            }
        }
        taken
    }

    fn hear(self, update: Update, kept: Option<&Rc<Kept>>) {
        let Some(driver) = self.driver.get_value() else { return };
        match update {
            Update::Event(run, event) => {
                if let (Some(run), Event::Finished { stage, .. }, Some(kept)) = (run, &event, kept)
                    && let Some((key, checkpoint)) = driver.checkpoint(run, *stage)
                {
                    let kept = kept.clone();
                    spawn_local(async move {
                        if let Err(message) = kept.write(&key, &checkpoint).await {
                            self.annex.notice(format!(
                                "A finished stage could not be kept ({message}). The sweep goes on; after a reload that stage is trained again."
                            ));
                        }
                    });
                }
                let due = self.told.get_value().is_none_or(|at| at.elapsed() > Duration::from_millis(400));
                if due || matches!(event, Event::Finished { .. } | Event::Found { .. } | Event::JobFailed { .. }) {
                    self.told.set_value(Some(Instant::now()));
                    self.refresh(&driver);
                }
            }
            Update::Notice(text) => self.annex.notice(text),
            Update::Finished => self.close(&driver),
            Update::Stopped(text) => {
                self.annex.notice(text);
                self.close(&driver);
            }
        }
    }

    fn refresh(self, driver: &Driver) {
        self.records.update(|records| {
            for (run, record) in driver.changed() {
                if let Some(own) = records.get_mut(run) {
                    *own = record;
                }
            }
        });
        self.progress.set(Some(driver.progress()));
        let (all, done) = driver.stages();
        let kept = self.stages.get_untracked().2;
        self.stages.set((all, done, kept));
    }

    fn close(self, driver: &Driver) {
        self.refresh(driver);
        self.phase.set(Phase::Idle);
    }

    fn pause(self) {
        if let Some(driver) = self.driver.get_value() {
            driver.pause();
            self.phase.set(Phase::Paused);
        }
    }

    fn resume(self) {
        if let Some(driver) = self.driver.get_value() {
            driver.resume();
            self.phase.set(Phase::Running);
        }
    }

    /// Ends the sweep; finished stages stay, and the same sweep goes on from them.
    fn cancel(self) {
        self.attempt.update_value(|attempt| *attempt += 1);
        self.phase.set(Phase::Idle);
        if let Some(driver) = self.driver.get_value() {
            driver.cancel();
            self.refresh(&driver);
        }
    }

    /// Drops the stages that this browser keeps.
    fn forget(self) {
        spawn_local(async move {
            let outcome = match Kept::open().await {
                Ok(kept) => kept.clear().await,
                Err(message) => Err(message),
            };
            self.annex.notice(match outcome {
                Ok(count) => format!("{count} kept stages were dropped. Sweeps train them again when they need them."),
                Err(message) => format!("The kept stages could not be dropped: {message}."),
            });
        });
    }

    /// Opens a cell's run in the lab, with every model that is trained.
    fn open(self, run: usize) {
        let Some(driver) = self.driver.get_value() else { return };
        let Some(record) = driver.record_of(run) else { return };
        if let Err(message) = hand_to_lab("", record, driver.models(run)) {
            self.annex.notice(format!("The run could not be opened in the lab: {message}."));
        }
    }
}
