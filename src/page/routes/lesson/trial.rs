//! One experiment of a lesson: the shipped models it starts from, its run, and its way into the lab.

use crate::engine::DeviceKind;
use crate::experiment::{Checkpoint, Record, Role, Route, Spec};
use crate::model::Weights;
use crate::page::driver::{Driver, Update};
use crate::page::routes::lab::Lab;
use crate::page::run_control::{RunControl, one};
use crate::page::shipped as files;
use crate::page::store::Store;
use crate::schedule::{Progress, Run};
use crate::setups::shipped;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_time::Duration;

/// An experiment of a lesson; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(in crate::page::routes) struct Trial {
    store: Store,
    lab: Lab,
    view: Route,
    spec: StoredValue<Spec>,
    /// What came out so far; the shipped curves from the beginning.
    pub(in crate::page::routes) record: RwSignal<Option<Record>>,
    pub(in crate::page::routes) progress: RwSignal<Option<Progress>>,
    /// Its training.
    pub(in crate::page::routes) run: RunControl,
    begun: RwSignal<bool>,
    /// Whether what is shipped is here, or is known not to come.
    fetched: StoredValue<bool>,
    shipped: StoredValue<Vec<(Role, Checkpoint)>>,
}

impl Trial {
    /// An experiment of the lesson in `view`.
    pub(in crate::page::routes) fn new(store: Store, lab: Lab, view: Route, spec: Spec) -> Self {
        Self {
            store,
            lab,
            view,
            spec: StoredValue::new(spec),
            record: RwSignal::new(None),
            progress: RwSignal::new(None),
            run: RunControl::new(store, view, Duration::from_millis(150)),
            begun: RwSignal::new(false),
            fetched: StoredValue::new(false),
            shipped: StoredValue::new(Vec::new()),
        }
    }

    /// Its experiment.
    pub(in crate::page::routes) fn spec(self) -> Spec {
        self.spec.get_value()
    }

    /// Whether everything was trained and asked.
    pub(in crate::page::routes) fn is_finished(self) -> bool {
        self.record.with(|r| r.as_ref().is_some_and(|r| r.fingerprint.is_some()))
    }

    /// Whether it was begun in this visit.
    pub(in crate::page::routes) fn was_run(self) -> bool {
        self.begun.get()
    }

    /// Whether a stage of it is finished.
    pub(in crate::page::routes) fn has(self, role: Role) -> bool {
        self.record.with(|r| r.as_ref().and_then(|r| r.stage(role)).is_some_and(|s| s.seconds.is_some()))
    }

    /// Fetches the shipped models, whose curves are on show from the beginning.
    pub(in crate::page::routes) fn fetch(self) {
        spawn_local(async move {
            let spec = self.spec();
            let Ok(mut run) = Run::new(spec.clone()) else { return };
            for (role, file) in shipped(&spec).into_iter().flatten() {
                match files::fetch(&spec, role, file).await {
                    Ok(checkpoint) => {
                        if let Err(error) = run.adopt(checkpoint.clone(), role, "shipped with the page") {
                            self.store
                                .say(format!("A shipped model is not used: {error}. It is trained here instead."));
                            continue;
                        }
                        self.shipped.update_value(|all| all.push((role, checkpoint)));
                    }
                    Err(message) => self.store.say(format!(
                        "A shipped model could not be had ({message}). It is trained here instead, which takes longer."
                    )),
                }
            }
            self.record.set(Some(run.record().clone()));
            self.fetched.set_value(true);
            // A start that came before the models has waited for them.
            if self.begun.get_untracked() {
                self.begin();
            }
        });
    }

    /// The pretrained model, once it is there.
    pub(in crate::page::routes) fn pretrained(self) -> Option<Weights> {
        self.model(Role::Pretrain)
    }

    /// The model that a stage ended with, shipped or trained in this visit.
    pub(in crate::page::routes) fn model(self, role: Role) -> Option<Weights> {
        let own = self.shipped.with_value(|all| {
            all.iter().find(|(shipped, _)| *shipped == role).map(|(_, checkpoint)| checkpoint.weights.clone())
        });
        own.or_else(|| self.models().into_iter().find(|(own, _)| *own == role).map(|(_, weights)| weights))
    }

    fn models(self) -> Vec<(Role, Weights)> {
        self.run.driver().map(|driver| driver.models(0)).unwrap_or_default()
    }

    /// Trains what is not shipped, as soon as that is known. A second call does nothing.
    pub(in crate::page::routes) fn start(self) {
        if self.begun.get_untracked() {
            return;
        }
        let others = [
            (Route::Lab, "The lab is training; pause or cancel it first, or both would take twice as long."),
            (Route::Lesson, "The first lesson is training; let it end first, or both would take twice as long."),
            (
                Route::StoriesLesson,
                "The lesson on stories is training; let it end first, or both would take twice as long.",
            ),
        ];
        if let Some((_, sentence)) =
            others.into_iter().find(|(other, _)| *other != self.view && self.store.trains(*other))
        {
            return self.store.say(sentence.to_owned());
        }
        self.begun.set(true);
        if self.fetched.get_value() {
            self.begin();
        }
    }

    fn begin(self) {
        let hear = move |update: Update, driver: &Driver, show: bool| self.hear(&update, driver, show);
        let work = one(self.spec(), self.shipped.get_value());
        match work.and_then(|work| self.run.start(work, DeviceKind::Cpu, hear)) {
            Ok(driver) => {
                self.record.set(driver.record());
            }
            Err(message) => {
                self.begun.set(false);
                self.store.say(message);
            }
        }
    }

    fn hear(self, update: &Update, driver: &Driver, show: bool) {
        if matches!(update, Update::Stopped(_)) {
            self.begun.set(false);
        }
        if show {
            self.progress.set(Some(driver.progress()));
            self.record.set(driver.record());
        }
    }

    /// Opens what there is of it in the lab, where it can be taken apart, and if it is unfinished go on.
    pub(in crate::page::routes) fn open_in_lab(self) {
        let Some(record) = self.record.get_untracked() else { return };
        let mut models = self.models();
        for (role, checkpoint) in self.shipped.get_value() {
            if models.iter().all(|(own, _)| *own != role) {
                models.push((role, checkpoint.weights));
            }
        }
        self.lab.show_run("from the lesson", record, models);
    }
}
