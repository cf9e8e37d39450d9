//! A run under way, as a view's buttons know it: one way to start, pause, step, cancel and listen, for every view that trains.

use super::driver::{Driver, Update};
use super::store::Store;
use crate::engine::{DeviceKind, Event};
use crate::experiment::{Checkpoint, Role, Route, Spec};
use crate::schedule::Sweep;
use leptos::prelude::*;
use web_time::{Duration, Instant};

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// No run is under way.
    Idle,
    /// Engines are being measured or loaded.
    Starting,
    /// Training.
    Running,
    /// Paused by the visitor.
    Paused,
}

/// The run of a view; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct RunControl {
    store: Store,
    view: Route,
    /// Progress is shown no more often than this: faster would only tire the page and the reader.
    every: Duration,
    phase: RwSignal<Phase>,
    driver: StoredValue<Option<Driver>, LocalStorage>,
    shown: StoredValue<Option<Instant>>,
    /// Counts starts and cancels, so that a start that still waits for something knows when it was cancelled.
    attempt: StoredValue<u32>,
}

impl RunControl {
    /// The run of `view`, none yet.
    pub(super) fn new(store: Store, view: Route, every: Duration) -> Self {
        Self {
            store,
            view,
            every,
            phase: RwSignal::new(Phase::Idle),
            driver: StoredValue::new_local(None),
            shown: StoredValue::new(None),
            attempt: StoredValue::new(0),
        }
    }

    /// What it is doing.
    pub(super) fn phase(self) -> Phase {
        self.phase.get()
    }

    /// Whether no run is under way.
    pub(super) fn is_idle(self) -> bool {
        self.phase.get() == Phase::Idle
    }

    /// The same, for handlers, which follow nothing.
    pub(super) fn is_idle_now(self) -> bool {
        self.phase.get_untracked() == Phase::Idle
    }

    /// What drives the run, until it is released or another begins.
    pub(super) fn driver(self) -> Option<Driver> {
        self.driver.get_value()
    }

    /// Begins a start that may have to wait for something first, and names it; none while a run is under way.
    pub(super) fn begin(self) -> Option<u32> {
        if !self.is_idle_now() {
            return None;
        }
        // What an earlier run left is not this one's: a cancel meanwhile must not read it off.
        self.release();
        self.enter(Phase::Starting);
        self.shown.set_value(None);
        Some(self.next_attempt())
    }

    /// Whether the start of this name was not cancelled meanwhile.
    pub(super) fn is_current(self, attempt: u32) -> bool {
        self.attempt.get_value() == attempt
    }

    /// Gives up a start.
    pub(super) fn abandon(self) {
        self.enter(Phase::Idle);
    }

    /// Drives `work` on workers. What becomes of it goes to `listener`, with whether progress should be shown again; notices are said here.
    ///
    /// # Errors
    /// A sentence when no worker can be started; the run is then idle.
    pub(super) fn start(
        self,
        work: Sweep,
        kind: DeviceKind,
        listener: impl Fn(Update, &Driver, bool) + 'static,
    ) -> Result<Driver, String> {
        let hear = move |update: Update| {
            // A run that was cancelled or released has nobody to tell.
            let Some(driver) = self.driver.get_value() else { return };
            let show = self.take_in(&update);
            listener(update, &driver, show);
        };
        let started = Driver::over(work, kind, hear);
        match &started {
            Ok(driver) => {
                self.driver.set_value(Some(driver.clone()));
                self.enter(if driver.is_over() { Phase::Idle } else { Phase::Starting });
            }
            Err(_) => self.enter(Phase::Idle),
        }
        started
    }

    /// Follows an update, and says whether progress should be shown again.
    fn take_in(self, update: &Update) -> bool {
        match update {
            Update::Event(_, event) => {
                if self.phase.get_untracked() == Phase::Starting && matches!(event, Event::Ready { .. }) {
                    self.enter(Phase::Running);
                }
                let weighty =
                    matches!(event, Event::Finished { .. } | Event::Analysed { .. } | Event::JobFailed { .. });
                let due = self.shown.get_value().is_none_or(|at| at.elapsed() > self.every);
                // After a pause each step is a visitor's own.
                let show = weighty || due || self.phase.get_untracked() == Phase::Paused;
                if show {
                    self.shown.set_value(Some(Instant::now()));
                }
                return show;
            }
            Update::Notice(text) => self.store.say(text.clone()),
            Update::Finished => self.enter(Phase::Idle),
            Update::Stopped(text) => {
                self.store.say(text.clone());
                self.enter(Phase::Idle);
            }
        }
        true
    }

    /// Pauses between two steps; before the first there is nothing to pause.
    pub(super) fn pause(self) {
        let is_starting = self.phase.get_untracked() == Phase::Starting;
        if let Some(driver) = self.driver.get_value().filter(|_| !is_starting) {
            driver.pause();
            self.enter(Phase::Paused);
        }
    }

    /// Goes on.
    pub(super) fn resume(self) {
        if let Some(driver) = self.driver.get_value() {
            driver.resume();
            self.enter(Phase::Running);
        }
    }

    /// Takes a single step while paused.
    pub(super) fn step(self) {
        if let Some(driver) = self.driver.get_value() {
            driver.step();
        }
    }

    /// Ends the run, or a start that still waits, at once. What was under way is given back to be read off; it tells nothing more.
    pub(super) fn cancel(self) -> Option<Driver> {
        self.next_attempt();
        let was_idle = self.is_idle_now();
        self.enter(Phase::Idle);
        let driver = self.driver.get_value().filter(|_| !was_idle)?;
        driver.cancel();
        Some(driver)
    }

    /// Lets go of a run that has ended, and of the weights in it.
    pub(super) fn release(self) {
        self.driver.set_value(None);
    }

    fn next_attempt(self) -> u32 {
        self.attempt.update_value(|attempt| *attempt += 1);
        self.attempt.get_value()
    }

    fn enter(self, phase: Phase) {
        let trains = |phase: Phase| matches!(phase, Phase::Starting | Phase::Running);
        let before = self.phase.get_untracked();
        if before == phase {
            return;
        }
        self.phase.set(phase);
        if trains(before) != trains(phase) {
            self.store.set_training(self.view, trains(phase));
        }
    }
}

/// One experiment as work, with `adopted` stages that came with the page.
///
/// # Errors
/// A sentence when the experiment is not possible, or a stage is another's.
pub(super) fn one(spec: Spec, adopted: Vec<(Role, Checkpoint)>) -> Result<Sweep, String> {
    let mut sweep = Sweep::new(vec![spec]).map_err(|e| e.to_string())?;
    for (role, checkpoint) in adopted {
        sweep.adopt_into(0, checkpoint, role, "shipped with the page").map_err(|e| e.to_string())?;
    }
    Ok(sweep)
}
