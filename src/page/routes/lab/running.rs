//! Runs on the page: start, pause, step, cancel, going on, and what is heard of them meanwhile.

use super::choice::Choice;
use super::state::Lab;
use crate::engine::{DeviceKind, Event};
use crate::experiment::{Checkpoint, FinishedAnalysis, Record, Role, Spec, StageId};
use crate::page::driver::{Driver, Update as RunUpdate};
use crate::page::notices::LEFT;
use crate::page::run_control::one;
use crate::page::shipped as files;
use crate::page::storage::{Origin, StoredRun};
use crate::page::visitor_files::bring;
use crate::schedule::Sweep;
use crate::setups::shipped;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Lab {
    /// Starts the experiment as it is set, training everything.
    pub(in crate::page::routes) fn start(self) {
        self.begin(self.spec.get_untracked(), false);
    }

    /// Starts it from the pretrained models that the page ships with, where there are any.
    pub(super) fn start_from_shipped(self) {
        self.begin(self.spec.get_untracked(), true);
    }

    /// Runs another experiment than the one that is set, which stays, from what the page ships with.
    pub(in crate::page::routes) fn start_beside(self, spec: Spec) {
        self.begin(spec, true);
    }

    fn begin(self, spec: Spec, from_shipped: bool) {
        let Some(attempt) = self.run.begin() else { return };
        self.progress.set(None);
        spawn_local(async move {
            let kind = match self.choice.get_untracked() {
                _ if !spec.on_graphics() => DeviceKind::Cpu,
                Choice::Just(DeviceKind::WebGpu) if !self.webgpu_is_there().await => DeviceKind::Cpu,
                Choice::Just(kind) => kind,
                Choice::Auto => self.automatic(&spec).await,
            };
            if let Err(message) = bring(&self.inference.get_value(), &spec).await {
                if self.run.is_current(attempt) {
                    self.run.abandon();
                }
                return self.notice(format!("The run was not started: {message}."));
            }
            let adopted = if from_shipped { self.shipped(&spec).await } else { Vec::new() };
            // The visitor may have cancelled while engines were measured.
            if !self.run.is_current(attempt) {
                return;
            }
            let begun = match self.new_run(&spec, &adopted) {
                Ok((sweep, run)) => self.claim(&run).await.map(|claim| (sweep, run, claim)),
                Err(message) => {
                    self.notice(message);
                    None
                }
            };
            if !self.run.is_current(attempt) {
                return;
            }
            let Some((sweep, run, claim)) = begun else { return self.run.abandon() };
            self.claim.set_value(Some(claim));
            if let Err(message) = self.begin_as_new(sweep, run, kind, adopted) {
                self.give_claim_back();
                self.run.abandon();
                self.notice(message);
            }
        });
    }

    /// A run of `spec` that goes on from `adopted`, and its work.
    fn new_run(self, spec: &Spec, adopted: &[(Role, Checkpoint)]) -> Result<(Sweep, StoredRun), String> {
        let sweep = one(spec.clone(), adopted.to_vec())?;
        let record = sweep.record(0).cloned().ok_or("there is nothing to run")?;
        Ok((sweep, StoredRun::new(Origin::Own, record)))
    }

    fn begin_as_new(
        self,
        sweep: Sweep,
        run: StoredRun,
        kind: DeviceKind,
        adopted: Vec<(Role, Checkpoint)>,
    ) -> Result<(), String> {
        let number = run.number;
        self.run.start(sweep, kind, move |update, driver, show| self.hear(number, update, driver, show))?;
        self.runs.update(|runs| runs.push(run));
        self.write_run(number);
        for (role, checkpoint) in adopted {
            self.write_model(number, &checkpoint);
            self.models.keep(number, role, checkpoint.weights);
        }
        self.at_work.set(Some(number));
        self.shown.set(Some(number));
        Ok(())
    }

    /// The shipped checkpoints of both pretrainings. If one cannot be had, both are trained, and the visitor is told.
    async fn shipped(self, spec: &Spec) -> Vec<(Role, Checkpoint)> {
        let Some(files) = shipped(spec) else { return Vec::new() };
        let mut all = Vec::new();
        for (role, file) in files {
            match files::fetch(spec, role, file).await {
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

    fn hear(self, number: u32, update: RunUpdate, driver: &Driver, show: bool) {
        match update {
            RunUpdate::Event(_, event) => {
                if let Event::Finished { stage, .. } = &event
                    && let Some((_, checkpoint)) = driver.checkpoint(0, *stage)
                {
                    self.write_model(number, &checkpoint);
                    self.models.keep(number, checkpoint.history.stage.role, checkpoint.weights);
                }
                if let Event::Snapshot { stage, .. } = &event
                    && let Some(bytes) = driver.snapshot(0, *stage)
                {
                    self.write_snapshot(number, *stage, bytes);
                }
                if let Event::Measured { stage, .. } = &event {
                    self.keep_stage(number, driver, *stage);
                }
                let ended = matches!(event, Event::Finished { .. } | Event::Analysed { .. } | Event::JobFailed { .. });
                if ended {
                    self.keep(number, driver.record());
                    self.write_record(number);
                }
                if show {
                    self.show_progress(driver);
                }
            }
            RunUpdate::Notice(_) => self.keep(number, driver.record()),
            RunUpdate::Finished | RunUpdate::Stopped(_) => self.close(number, driver),
        }
    }

    /// Takes what the driver knows of a stage: measurements come too often for a whole Record.
    fn keep_stage(self, number: u32, driver: &Driver, stage: StageId) {
        let index = stage.0 as usize;
        let Some(grown) = driver.with(|sweep| sweep.record(0)?.stages.get(index).cloned()) else { return };
        self.runs.update(|runs| {
            let own = runs.iter_mut().find(|e| e.number == number).and_then(|e| e.record.stages.get_mut(index));
            if let Some(own) = own {
                *own = grown;
            }
        });
    }

    /// Says which jobs of a run failed.
    fn tell_failures(self, number: u32) {
        let Some(Record { spec, failed, .. }) = self.entry(number).map(|entry| entry.record) else { return };
        if !failed.is_empty() {
            let each: Vec<String> = failed.iter().map(|f| format!("{} ({})", f.job.label(&spec), f.why)).collect();
            self.notice(format!("Not everything of run {number} could be done: {}.", each.join("; ")));
        }
    }

    /// Takes what the driver knows of a run. Answers that the visitor asked for beside it are not among that, and stay.
    fn keep(self, number: u32, record: Option<Record>) {
        let Some(mut record) = record else { return };
        self.runs.update(|runs| {
            if let Some(entry) = runs.iter_mut().find(|e| e.number == number) {
                let own = std::mem::take(&mut entry.record.analyses);
                let known = |f: &FinishedAnalysis| record.analyses.iter().any(|g| g.analysis == f.analysis);
                let asked: Vec<FinishedAnalysis> = own.into_iter().filter(|f| !known(f)).collect();
                record.analyses.extend(asked);
                entry.record = record;
            }
        });
    }

    /// Goes on with a run that was left unfinished: what is finished is taken as it is, stages under way go on from where they
    /// last said they were, and the same comes out as without the stop.
    pub(super) fn go_on(self, number: u32) {
        let Some(entry) = self.entry(number) else { return };
        if entry.is_finished() || entry.origin == Origin::Sender {
            return;
        }
        let Some(attempt) = self.run.begin() else { return };
        self.store.notices.settle(LEFT);
        self.progress.set(None);
        spawn_local(async move {
            let claim = self.claim(&entry).await;
            if !self.run.is_current(attempt) {
                return;
            }
            let Some(claim) = claim else { return self.run.abandon() };
            let outcome = match bring(&self.inference.get_value(), &entry.record.spec).await {
                Ok(()) => self.left(&entry).await,
                Err(message) => Err(message),
            };
            let kind = match entry.record.stages.iter().map(|s| s.device.as_str()).find(|d| !d.is_empty()) {
                Some(device) if device.starts_with(DeviceKind::WebGpu.name()) && self.webgpu_is_there().await => {
                    DeviceKind::WebGpu
                }
                _ => DeviceKind::Cpu,
            };
            // The visitor may have cancelled meanwhile.
            if !self.run.is_current(attempt) {
                return;
            }
            self.claim.set_value(Some(claim));
            let hear = move |update: RunUpdate, driver: &Driver, show: bool| self.hear(number, update, driver, show);
            match outcome.and_then(|sweep| self.run.start(sweep, kind, hear)) {
                Ok(driver) if driver.is_over() => {
                    self.keep(number, driver.record());
                    self.write_record(number);
                    self.give_claim_back();
                    self.run.release();
                }
                Ok(driver) => {
                    self.keep(number, driver.record());
                    self.at_work.set(Some(number));
                    self.shown.set(Some(number));
                }
                Err(message) => {
                    self.give_claim_back();
                    self.run.abandon();
                    self.notice(format!("The run could not go on: {message}."));
                }
            }
        });
    }

    /// What is finished of a run, and where the rest was left.
    async fn left(self, entry: &StoredRun) -> Result<Sweep, String> {
        let mut sweep = Sweep::new(vec![entry.record.spec.clone()]).map_err(|e| e.to_string())?;
        for checkpoint in self.checkpoints(entry).await {
            let (role, device) = (checkpoint.history.stage.role, checkpoint.history.stage.device.clone());
            if let Err(error) = sweep.adopt_into(0, checkpoint, role, &device) {
                self.notice(format!("A kept model is trained again: {error}."));
            }
        }
        sweep.adopt_analyses(0, &entry.record.analyses);
        for (stage, snapshot) in self.snapshots_of(entry).await {
            if let Err(error) = sweep.adopt_snapshot_into(0, stage, snapshot) {
                self.notice(format!("A stage begins anew instead of going on, because of where it was left: {error}."));
            }
        }
        Ok(sweep)
    }

    /// Adds a finished analysis to the record of a run, in place of an earlier result of the same one.
    pub(super) fn add_analysis(self, number: u32, finished: FinishedAnalysis) {
        self.runs.update(|runs| {
            if let Some(entry) = runs.iter_mut().find(|e| e.number == number) {
                entry.record.analyses.retain(|f| f.analysis != finished.analysis);
                entry.record.analyses.push(finished);
            }
        });
        self.write_record(number);
    }

    fn show_progress(self, driver: &Driver) {
        self.progress.set(Some(driver.progress()));
        self.under_way.set(driver.under_way());
    }

    fn close(self, number: u32, driver: &Driver) {
        self.keep(number, driver.record());
        self.write_record(number);
        self.give_claim_back();
        self.tell_failures(number);
        self.show_progress(driver);
        self.under_way.set(Vec::new());
        self.run.release();
    }

    /// Ends the run; what was measured stays in the list.
    pub(super) fn cancel(self) {
        let cancelled = self.run.cancel();
        self.give_claim_back();
        if cancelled.is_some() {
            self.run.release();
            self.under_way.set(Vec::new());
            self.notice(
                "The run was cancelled. What was measured stays in the list of runs, and it can go on from there."
                    .to_owned(),
            );
        }
    }
}
