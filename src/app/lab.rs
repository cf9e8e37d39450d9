//! The page's state: settings, runs, notices, and what the visitor can do with them.

use super::adapter::Availability;
use super::choice::Choice;
use super::desk::Desk;
use super::driver::{Driver, Update as Heard};
use super::models::Models;
use super::notices::Notices;
use super::phase::Phase;
use super::shell::write_address;
use super::shipped;
use crate::engine::{DeviceKind, Doing, Event, Progress};
use crate::experiment::{Answered, Checkpoint, Record, Role, Route, Spec, parse_hash, setting, shipped, to_hash};
use crate::model::Weights;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_time::{Duration, Instant};

/// A run in the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Counted from 1 in this visit.
    pub(super) number: u32,
    /// What came out so far.
    pub(super) record: Record,
}

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
    pub(super) models: Models,
    pub(super) desk: StoredValue<Desk, LocalStorage>,
    driver: StoredValue<Option<Driver>, LocalStorage>,
    told: StoredValue<Option<Instant>>,
    /// Counts starts and cancels, so that a start that still measures engines knows when it was cancelled.
    attempt: StoredValue<u32>,
}

impl Lab {
    /// The state that the address asks for.
    pub(super) fn from_address() -> Self {
        let lab = Self {
            route: RwSignal::new(Route::Lab),
            spec: RwSignal::new(crate::experiment::Preset::Quick.spec()),
            notices: Notices::new(),
            choice: RwSignal::new(Choice::Just(DeviceKind::Cpu)),
            found: RwSignal::new(Vec::new()),
            phase: RwSignal::new(Phase::Idle),
            progress: RwSignal::new(None),
            under_way: RwSignal::new(Vec::new()),
            runs: RwSignal::new(Vec::new()),
            shown: RwSignal::new(None),
            models: Models::new(),
            desk: StoredValue::new_local(Desk::default()),
            driver: StoredValue::new_local(None),
            told: StoredValue::new(None),
            attempt: StoredValue::new(0),
        };
        lab.follow_address();
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

    /// Adds a run that was made elsewhere to the list, with its models, and shows it in the lab.
    pub(super) fn show(self, record: Record, models: Vec<(Role, Weights)>) {
        let number = self.runs.with_untracked(|r| r.iter().map(|e| e.number).max().unwrap_or(0)) + 1;
        for (role, weights) in models {
            self.models.keep(number, role, weights);
        }
        self.adopt(record.spec.clone());
        self.runs.update(|runs| runs.push(Entry { number, record }));
        self.shown.set(Some(number));
        self.route.set(Route::Lab);
    }

    /// Starts the experiment as it is set, training everything.
    pub(super) fn start(self) {
        self.begin(false);
    }

    /// Starts it from the pretrained models that the page ships with, where there are any.
    pub(super) fn start_from_shipped(self) {
        self.begin(true);
    }

    fn begin(self, from_shipped: bool) {
        if self.phase.get_untracked() != Phase::Idle {
            return;
        }
        self.phase.set(Phase::Starting);
        self.progress.set(None);
        let attempt = self.attempt.get_value() + 1;
        self.attempt.set_value(attempt);
        spawn_local(async move {
            let kind = match self.choice.get_untracked() {
                Choice::Just(DeviceKind::WebGpu) if !self.webgpu_is_there().await => DeviceKind::Cpu,
                Choice::Just(kind) => kind,
                Choice::Faster => self.faster().await,
            };
            let spec = self.spec.get_untracked();
            let adopted = if from_shipped { self.shipped(&spec).await } else { Vec::new() };
            // The visitor may have cancelled while engines were measured.
            if self.attempt.get_value() != attempt {
                return;
            }
            let number = self.runs.with_untracked(|r| r.iter().map(|e| e.number).max().unwrap_or(0)) + 1;
            let started = Driver::start(spec, kind, adopted.clone(), move |update| self.hear(number, update));
            match started {
                Ok(driver) => {
                    if let Some(record) = driver.record() {
                        self.runs.update(|runs| runs.push(Entry { number, record }));
                    }
                    for (role, checkpoint) in adopted {
                        self.models.keep(number, role, checkpoint.weights);
                    }
                    self.shown.set(Some(number));
                    self.driver.set_value(Some(driver));
                }
                Err(message) => {
                    self.phase.set(Phase::Idle);
                    self.notice(message);
                }
            }
        });
    }

    /// The shipped checkpoints of both pretrainings. If one cannot be had, both are trained, and the visitor is told.
    async fn shipped(self, spec: &Spec) -> Vec<(Role, Checkpoint)> {
        let Some(files) = shipped(spec) else { return Vec::new() };
        let mut all = Vec::new();
        for (role, file) in files {
            match shipped::fetch(spec, role, file).await {
                Ok(checkpoint) => all.push((role, checkpoint)),
                Err(message) => {
                    self.notice(format!(
                        "A shipped model could not be used ({message}). Both models are pretrained here instead."
                    ));
                    return Vec::new();
                }
            }
        }
        all
    }

    fn hear(self, number: u32, update: Heard) {
        let Some(driver) = self.driver.get_value() else { return };
        match update {
            Heard::Event(_, event) => {
                if self.phase.get_untracked() == Phase::Starting && matches!(event, Event::Ready { .. }) {
                    self.phase.set(Phase::Running);
                }
                if let Event::Finished { stage, weights, .. } = &event {
                    let role = driver.record().and_then(|r| r.stages.get(stage.0 as usize).map(|s| s.role));
                    if let Some(role) = role {
                        self.models.keep(number, role, (**weights).clone());
                    }
                }
                if matches!(event, Event::Measured { .. } | Event::Finished { .. } | Event::Found { .. }) {
                    self.keep(number, driver.record());
                }
                let paused = self.phase.get_untracked() == Phase::Paused;
                self.tell(&driver, paused || matches!(event, Event::Finished { .. } | Event::Found { .. }));
            }
            Heard::Notice(text) => {
                self.keep(number, driver.record());
                self.notice(text);
            }
            Heard::Finished => self.close(number, &driver),
            Heard::Stopped(text) => {
                self.notice(text);
                self.close(number, &driver);
            }
        }
    }

    /// Takes what the driver knows of a run. Answers that the visitor asked for beside it are not among that, and stay.
    fn keep(self, number: u32, record: Option<Record>) {
        let Some(mut record) = record else { return };
        self.runs.update(|runs| {
            if let Some(entry) = runs.iter_mut().find(|e| e.number == number) {
                let own = std::mem::take(&mut entry.record.findings);
                let known = |f: &Answered| record.findings.iter().any(|g| g.question == f.question);
                let asked: Vec<Answered> = own.into_iter().filter(|f| !known(f)).collect();
                record.findings.extend(asked);
                entry.record = record;
            }
        });
    }

    /// Adds an answer to the record of a run, in place of an earlier one to the same question.
    pub(super) fn answer(self, number: u32, answered: Answered) {
        self.runs.update(|runs| {
            if let Some(entry) = runs.iter_mut().find(|e| e.number == number) {
                entry.record.findings.retain(|f| f.question != answered.question);
                entry.record.findings.push(answered);
            }
        });
    }

    /// Shows progress, a few times a second at most: faster would only tire the page and the reader.
    fn tell(self, driver: &Driver, now: bool) {
        let due = self.told.get_value().is_none_or(|at| at.elapsed() > Duration::from_millis(200));
        if due || now {
            self.told.set_value(Some(Instant::now()));
            self.progress.set(Some(driver.progress()));
            self.under_way.set(driver.under_way());
        }
    }

    fn close(self, number: u32, driver: &Driver) {
        self.keep(number, driver.record());
        self.tell(driver, true);
        self.under_way.set(Vec::new());
        self.driver.set_value(None);
        self.phase.set(Phase::Idle);
    }

    /// Pauses between two steps.
    pub(super) fn pause(self) {
        if let Some(driver) = self.driver.get_value() {
            driver.pause();
            self.phase.set(Phase::Paused);
        }
    }

    /// Goes on.
    pub(super) fn resume(self) {
        if let Some(driver) = self.driver.get_value() {
            driver.resume();
            self.phase.set(Phase::Running);
        }
    }

    /// Takes a single step while paused.
    pub(super) fn step(self) {
        if let Some(driver) = self.driver.get_value() {
            driver.step();
        }
    }

    /// Ends the run; what was measured stays in the list.
    pub(super) fn cancel(self) {
        self.phase.set(Phase::Idle);
        self.attempt.update_value(|attempt| *attempt += 1);
        if let Some(driver) = self.driver.get_value() {
            driver.cancel();
            self.under_way.set(Vec::new());
            self.driver.set_value(None);
            self.notice("The run was cancelled. What was measured stays in the list of runs.".to_owned());
        }
    }
}
