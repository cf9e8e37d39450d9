//! The page's state: settings, runs, notices, and what the visitor can do with them.

use super::adapter::{Availability, devices};
use super::driver::{Driver, Update as Heard};
use super::engine::bench;
use crate::engine::{DeviceKind, Event, Progress, Workload};
use crate::experiment::{Record, Role, Route, Spec, parse_hash, setting, to_hash};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_time::{Duration, Instant};

/// Which engine the visitor wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Whichever is faster, found by measuring a few steps on both.
    Faster,
    /// This one.
    Just(DeviceKind),
}

/// What the current run is doing.
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
    pub(super) notices: RwSignal<Vec<String>>,
    pub(super) choice: RwSignal<Choice>,
    pub(super) found: RwSignal<Vec<Availability>>,
    pub(super) phase: RwSignal<Phase>,
    pub(super) progress: RwSignal<Option<Progress>>,
    pub(super) under_way: RwSignal<Vec<(Role, u32)>>,
    pub(super) runs: RwSignal<Vec<Entry>>,
    pub(super) shown: RwSignal<Option<u32>>,
    driver: StoredValue<Option<Driver>, LocalStorage>,
    told: StoredValue<Option<Instant>>,
}

impl Lab {
    /// The state that the address asks for.
    pub(super) fn from_address() -> Self {
        let lab = Self {
            route: RwSignal::new(Route::Lab),
            spec: RwSignal::new(crate::experiment::Preset::Quick.spec()),
            notices: RwSignal::new(Vec::new()),
            choice: RwSignal::new(Choice::Just(DeviceKind::Cpu)),
            found: RwSignal::new(Vec::new()),
            phase: RwSignal::new(Phase::Idle),
            progress: RwSignal::new(None),
            under_way: RwSignal::new(Vec::new()),
            runs: RwSignal::new(Vec::new()),
            shown: RwSignal::new(None),
            driver: StoredValue::new_local(None),
            told: StoredValue::new(None),
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
        self.notices.update(|all| {
            if all.last() != Some(&text) {
                all.push(text);
            }
        });
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
        // The address is a convenience: a page that may not change it still works.
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&hash));
        }
    }

    /// The record that the figures show: the chosen run's, or none before the first.
    pub(super) fn shown_record(self) -> Option<Record> {
        let shown = self.shown.get()?;
        self.runs.with(|runs| runs.iter().find(|e| e.number == shown).map(|e| e.record.clone()))
    }

    /// Starts the experiment as it is set.
    pub(super) fn start(self) {
        if self.phase.get_untracked() != Phase::Idle {
            return;
        }
        self.phase.set(Phase::Starting);
        self.progress.set(None);
        spawn_local(async move {
            let kind = match self.choice.get_untracked() {
                Choice::Just(DeviceKind::WebGpu) if !self.webgpu_is_there().await => DeviceKind::Cpu,
                Choice::Just(kind) => kind,
                Choice::Faster => self.faster().await,
            };
            let number = self.runs.with_untracked(|r| r.iter().map(|e| e.number).max().unwrap_or(0)) + 1;
            let started = Driver::start(self.spec.get_untracked(), kind, move |update| self.hear(number, update));
            match started {
                Ok(driver) => {
                    self.runs.update(|runs| runs.push(Entry { number, record: driver.record() }));
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

    /// Takes the visitor's choice of engine. Only now is the browser asked for a graphics adapter: Chromium complains on
    /// the console where there is none, and most visitors never need to know.
    pub(super) fn choose(self, choice: Choice) {
        self.choice.set(choice);
        if choice == Choice::Just(DeviceKind::Cpu) {
            return;
        }
        spawn_local(async move {
            let found = devices().await;
            let usable = found.iter().any(|d| d.device == DeviceKind::WebGpu.name() && d.available);
            self.found.set(found);
            if !usable && self.choice.get_untracked() == Choice::Just(DeviceKind::WebGpu) {
                self.choice.set(Choice::Just(DeviceKind::Cpu));
            }
        });
    }

    /// Whether WebGPU can be used; says why not.
    async fn webgpu_is_there(self) -> bool {
        let found = devices().await;
        let gpu = found.iter().find(|d| d.device == DeviceKind::WebGpu.name());
        let reason = gpu.and_then(|d| d.reason.clone());
        let usable = gpu.is_some_and(|d| d.available);
        self.found.set(found);
        if !usable {
            self.notice(format!("{} The run uses the CPU engine.", reason.unwrap_or_default()));
        }
        usable
    }

    /// Whether measuring WebGPU makes sense: a software adapter would take minutes a step. Says why not.
    pub(super) async fn can_measure_webgpu(self) -> bool {
        let found = devices().await;
        let gpu = found.iter().find(|d| d.device == DeviceKind::WebGpu.name()).cloned();
        let reason = match gpu {
            Some(d) if d.available && !d.fallback => return true,
            Some(d) if d.available => {
                "WebGPU here is a software adapter, minutes a step on these workloads.".to_owned()
            }
            other => other.and_then(|d| d.reason).unwrap_or_default(),
        };
        self.notice(format!("{reason} WebGPU was not measured."));
        false
    }

    /// Measures a few steps on both engines and names the faster. A software adapter is not asked.
    async fn faster(self) -> DeviceKind {
        let usable =
            devices().await.iter().any(|d| d.device == DeviceKind::WebGpu.name() && d.available && !d.fallback);
        if !usable {
            self.notice("There is no graphics adapter to compare with: the run uses the CPU engine.".to_owned());
            return DeviceKind::Cpu;
        }
        let workload = match self.spec.get_untracked().size.sizes().0 {
            0..=64 => Workload::Tiny,
            65..=128 => Workload::Small,
            _ => Workload::Paper,
        };
        let cpu = bench(DeviceKind::Cpu, workload, 3, 1).await;
        let gpu = bench(DeviceKind::WebGpu, workload, 3, 2).await;
        match (cpu, gpu) {
            (Ok(cpu), Ok(gpu)) => {
                let kind = if gpu.ms_per_step < cpu.ms_per_step { DeviceKind::WebGpu } else { DeviceKind::Cpu };
                self.notice(format!(
                    "Measured on the workload “{}”: CPU {:.0} ms a step, WebGPU {:.0} ms. The run uses {}.",
                    workload.name(),
                    cpu.ms_per_step,
                    gpu.ms_per_step,
                    kind.name()
                ));
                kind
            }
            (_, Err(message)) => {
                self.notice(format!("WebGPU could not be measured ({message}): the run uses the CPU engine."));
                DeviceKind::Cpu
            }
            (Err(_), Ok(_)) => DeviceKind::WebGpu,
        }
    }

    fn hear(self, number: u32, update: Heard) {
        let Some(driver) = self.driver.get_value() else { return };
        match update {
            Heard::Event(event) => {
                if self.phase.get_untracked() == Phase::Starting && matches!(event, Event::Ready { .. }) {
                    self.phase.set(Phase::Running);
                }
                if matches!(event, Event::Measured { .. } | Event::Finished { .. }) {
                    self.keep(number, driver.record());
                }
                let paused = self.phase.get_untracked() == Phase::Paused;
                self.tell(&driver, paused || matches!(event, Event::Finished { .. }));
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

    fn keep(self, number: u32, record: Record) {
        self.runs.update(|runs| {
            if let Some(entry) = runs.iter_mut().find(|e| e.number == number) {
                entry.record = record;
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
        if let Some(driver) = self.driver.get_value() {
            driver.cancel();
            self.under_way.set(Vec::new());
            self.driver.set_value(None);
            self.phase.set(Phase::Idle);
            self.notice("The run was cancelled. What was measured stays in the list of runs.".to_owned());
        }
    }
}
