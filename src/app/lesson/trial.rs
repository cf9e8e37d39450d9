//! One experiment of the lesson: the shipped models it starts from, its run, and its way into the lab.

use crate::app::driver::{Driver, Update};
use crate::app::lab_beside::{hand_to_lab, lab_is_busy};
use crate::app::notices::Notices;
use crate::app::shipped;
use crate::engine::{DeviceKind, Event};
use crate::experiment::{Checkpoint, Record, Role, Spec, shipped};
use crate::model::Weights;
use crate::schedule::{Progress, Run};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_time::{Duration, Instant};

/// An experiment of the lesson; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Trial {
    notices: Notices,
    spec: StoredValue<Spec>,
    /// What came out so far; the shipped curves from the beginning.
    pub(super) record: RwSignal<Option<Record>>,
    pub(super) progress: RwSignal<Option<Progress>>,
    /// Whether it trains.
    pub(super) under_way: RwSignal<bool>,
    begun: RwSignal<bool>,
    shipped: StoredValue<Vec<(Role, Checkpoint)>>,
    driver: StoredValue<Option<Driver>, LocalStorage>,
    told: StoredValue<Option<Instant>>,
}

impl Trial {
    pub(super) fn new(spec: Spec, notices: Notices) -> Self {
        Self {
            notices,
            spec: StoredValue::new(spec),
            record: RwSignal::new(None),
            progress: RwSignal::new(None),
            under_way: RwSignal::new(false),
            begun: RwSignal::new(false),
            shipped: StoredValue::new(Vec::new()),
            driver: StoredValue::new_local(None),
            told: StoredValue::new(None),
        }
    }

    /// Its experiment.
    pub(super) fn spec(self) -> Spec {
        self.spec.get_value()
    }

    /// Whether everything was trained and asked.
    pub(super) fn is_finished(self) -> bool {
        self.record.with(|r| r.as_ref().is_some_and(|r| r.fingerprint.is_some()))
    }

    /// Whether it was begun in this visit.
    pub(super) fn was_run(self) -> bool {
        self.begun.get()
    }

    /// Whether a stage of it is finished.
    pub(super) fn has(self, role: Role) -> bool {
        self.record.with(|r| r.as_ref().and_then(|r| r.stage(role)).is_some_and(|s| s.seconds.is_some()))
    }

    /// Fetches the shipped models, whose curves are on show from the beginning.
    pub(super) fn fetch(self) {
        spawn_local(async move {
            let spec = self.spec();
            let Ok(mut run) = Run::new(spec.clone()) else { return };
            for (role, file) in shipped(&spec).into_iter().flatten() {
                match shipped::fetch(&spec, role, file).await {
                    Ok(checkpoint) => {
                        if let Err(error) = run.adopt(checkpoint.clone(), role, "shipped with the page") {
                            self.notices.say(format!("A shipped model is not used: {error}. It is trained here instead."));
                            continue;
                        }
                        self.shipped.update_value(|all| all.push((role, checkpoint)));
                    }
                    Err(message) => self.notices.say(format!(
                        "A shipped model could not be had ({message}). It is trained here instead, which takes about half a minute."
                    )),
                }
            }
            if !self.begun.get_untracked() {
                self.record.set(Some(run.record().clone()));
            }
        });
    }

    /// The pretrained model, once it is there.
    pub(super) fn pretrained(self) -> Option<Weights> {
        let own = self.shipped.with_value(|all| {
            all.iter().find(|(role, _)| *role == Role::Pretrain).map(|(_, checkpoint)| checkpoint.weights.clone())
        });
        own.or_else(|| self.models().into_iter().find(|(role, _)| *role == Role::Pretrain).map(|(_, weights)| weights))
    }

    fn models(self) -> Vec<(Role, Weights)> {
        self.driver.get_value().map(|driver| driver.models(0)).unwrap_or_default()
    }

    /// Trains what is not shipped. A second call does nothing.
    pub(super) fn start(self) {
        if self.begun.get_untracked() {
            return;
        }
        if lab_is_busy() {
            self.notices
                .say("The lab is training; pause or cancel it first, or both would take twice as long.".to_owned());
            return;
        }
        let started =
            Driver::start(self.spec(), DeviceKind::Cpu, self.shipped.get_value(), move |update| self.hear(update));
        match started {
            Ok(driver) => {
                self.record.set(driver.record());
                self.begun.set(true);
                self.under_way.set(true);
                self.driver.set_value(Some(driver));
            }
            Err(message) => self.notices.say(message),
        }
    }

    fn hear(self, update: Update) {
        let Some(driver) = self.driver.get_value() else { return };
        match update {
            Update::Event(_, event) => {
                let weighty = matches!(event, Event::Finished { .. } | Event::Found { .. } | Event::JobFailed { .. });
                let due = self.told.get_value().is_none_or(|at| at.elapsed() > Duration::from_millis(150));
                if !(weighty || due) {
                    return;
                }
                self.told.set_value(Some(Instant::now()));
            }
            Update::Notice(text) => self.notices.say(text),
            Update::Finished => self.under_way.set(false),
            Update::Stopped(text) => {
                self.notices.say(text);
                self.under_way.set(false);
                self.begun.set(false);
            }
        }
        self.progress.set(Some(driver.progress()));
        self.record.set(driver.record());
    }

    /// Opens what there is of it in the lab, where it can be taken apart, and if it is unfinished go on.
    pub(super) fn open_in_lab(self) {
        let Some(record) = self.record.get_untracked() else { return };
        let mut models = self.models();
        for (role, checkpoint) in self.shipped.get_value() {
            if models.iter().all(|(own, _)| *own != role) {
                models.push((role, checkpoint.weights));
            }
        }
        if let Err(message) = hand_to_lab("from the lesson", record, models) {
            self.notices.say(format!("The lab could not be opened: {message}."));
        }
    }
}
