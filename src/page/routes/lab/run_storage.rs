//! What the lab keeps in the browser: runs as they grow, models as they finish, and where stages are. A browser that keeps nothing is
//! told of once, and the runs go on.

use super::state::Lab;
use crate::experiment::{Checkpoint, Plan, StageId, TrainingSnapshot};
use crate::page::limit::pause;
use crate::page::notices::{KEPT, LEFT};
use crate::page::storage::{Origin, RunStore, StoredRun, ask_to_keep, claim_run, next_number, space};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::rc::Rc;

/// How often a browser that does not answer is asked.
const TIMES: u32 = 4;
/// How long it is left alone in between, in milliseconds.
const BETWEEN: i32 = 2_000;

/// What `ask` gives, as soon as it gives anything; none when it failed every time. The first failure goes to `fails`.
async fn asked_again<T, D>(ask: impl Fn() -> D, fails: impl Fn(String)) -> Option<T>
where
    D: Future<Output = Result<T, String>>,
{
    for time in 0..TIMES {
        match ask().await {
            Ok(found) => return Some(found),
            Err(message) if time == 0 => fails(message),
            // It was said, and what is said is the last word for now.
            Err(_) => {}
        }
        pause(BETWEEN).await;
    }
    None
}

impl Lab {
    /// Opens the store and brings back what it keeps. A browser that does not answer is asked again, and so told of as soon as that is
    /// known; what it answers then is taken all the same.
    pub(super) fn recall(self) {
        spawn_local(async move {
            let opening = |message: String| self.say_unkept(&message);
            let Some(store) = asked_again(RunStore::open, opening).await else {
                self.to_keep.set_value(Vec::new());
                return;
            };
            let store = Rc::new(store);
            self.store.notices.settle(KEPT);
            self.unkept.set_value(false);
            self.run_store.set_value(Some(store.clone()));
            for act in self.to_keep.try_update_value(std::mem::take).into_iter().flatten() {
                act(store.clone());
            }
            let reading = |message: String| {
                self.store.notices.say_of(KEPT, format!("What this browser keeps could not be read yet: {message}."));
            };
            if let Some((stored, refused)) = asked_again(|| store.all(), reading).await {
                self.store.notices.settle(KEPT);
                refused.into_iter().for_each(|sentence| self.notice(sentence));
                self.take_recalled(stored).await;
            }
            self.measure_space();
        });
    }

    /// Puts the runs that the store has before those that were begun meanwhile.
    async fn take_recalled(self, stored: Vec<StoredRun>) {
        let begun = self.runs.get_untracked();
        let mut recalled: Vec<StoredRun> =
            stored.into_iter().filter(|run| begun.iter().all(|other| other.id != run.id)).collect();
        // Only where the browser keeps runs and not their last number was one given twice meanwhile.
        for run in recalled.iter_mut().filter(|run| begun.iter().any(|other| other.number == run.number)) {
            run.number = next_number();
        }
        let left = recalled.iter().rev().find(|e| e.origin != Origin::Sender);
        let left = left.filter(|e| !e.is_finished()).cloned();
        self.runs.update(|runs| {
            runs.splice(0..0, recalled);
            // The clock may have been set back between two runs.
            runs.sort_by_key(|run| run.number);
        });
        self.show_recalled();
        if let Some(left) = left {
            self.offer_to_go_on(&left).await;
        }
    }

    /// Shows the last run of the experiment that is set, as before the page was left; its models come with it.
    fn show_recalled(self) {
        if self.shown.get_untracked().is_some() || !self.run.is_idle_now() {
            return;
        }
        let spec = self.spec.get_untracked();
        let same = |runs: &Vec<StoredRun>| runs.iter().rev().find(|run| run.record.spec == spec).map(|run| run.number);
        if let Some(number) = self.runs.with_untracked(same) {
            self.select(number);
        }
    }

    /// The run that was under way when the page was left is offered again, unless another tab is at it.
    async fn offer_to_go_on(self, left: &StoredRun) {
        match claim_run(&left.id).await {
            Ok(None) => return,
            Ok(Some(claim)) => drop(claim),
            Err(message) => return self.notice(format!("Whether another tab is at work is not known: {message}.")),
        }
        let (number, title) = (left.number, left.title());
        self.store.notices.offer(
            LEFT,
            format!(
                "Run {number} ({title}) was left unfinished. What is done of it is kept, and it goes on from there."
            ),
            "Go on",
            Callback::new(move |()| self.go_on(number)),
        );
    }

    fn say_unkept(self, message: &str) {
        if !self.unkept.get_value() {
            self.unkept.set_value(true);
            let message = message.trim_end_matches('.');
            let text = format!(
                "This browser does not keep runs for this page ({message}). Everything works all the same; take what you want to keep out as a file \
                 before you close the tab."
            );
            self.store.notices.say_of(KEPT, text);
        }
    }

    /// Lets the store do something about a run, at once or as soon as it is open, and says so once if it does not.
    fn with_store<F, D>(self, act: F)
    where
        F: FnOnce(Rc<RunStore>) -> D + 'static,
        D: Future<Output = Result<(), String>>,
    {
        let act = move |store: Rc<RunStore>| {
            spawn_local(async move {
                match act(store).await {
                    Ok(()) => self.measure_space(),
                    Err(message) => self.say_unkept(&message),
                }
            });
        };
        match self.run_store.get_value() {
            Some(store) => act(store),
            // A browser without a store never opens one.
            None if self.unkept.get_value() => {}
            None => self.to_keep.update_value(|all| all.push(Box::new(act))),
        }
    }

    /// Keeps a run that is new to the list or comes back to it.
    pub(super) fn write_run(self, number: u32) {
        let Some(run) = self.entry(number) else { return };
        self.change_kept(run.id.clone(), async move |store| store.put(&run).await);
    }

    /// Keeps what came out of a run so far.
    pub(super) fn write_record(self, number: u32) {
        let Some(StoredRun { id, record, .. }) = self.entry(number) else { return };
        let own = id.clone();
        let grow = move |kept: StoredRun| StoredRun { record: record.clone().merged(kept.record), ..kept };
        self.change_kept(id, async move |store| store.change(&own, grow).await);
    }

    /// Keeps what the owner of a run wrote.
    pub(super) fn write_words(self, number: u32) {
        let Some(StoredRun { id, name, notes, .. }) = self.entry(number) else { return };
        let own = id.clone();
        let write = move |kept| StoredRun { name: name.clone(), notes: notes.clone(), ..kept };
        self.change_kept(id, async move |store| store.change(&own, write).await);
    }

    /// Lets the store change the run `id`, and tells other tabs of it.
    fn change_kept<D>(self, id: String, change: impl FnOnce(Rc<RunStore>) -> D + 'static)
    where
        D: Future<Output = Result<(), String>>,
    {
        self.with_store(async move |store| {
            change(store).await?;
            self.tell_other_tabs(&id);
            Ok(())
        });
    }

    /// Keeps a finished model of a run.
    pub(super) fn write_model(self, number: u32, checkpoint: &Checkpoint) {
        let Some(entry) = self.entry(number) else { return };
        let Some(stage) = stage_of(&entry, checkpoint) else { return };
        match checkpoint.to_bytes() {
            Ok(bytes) => self.with_store(async move |store| store.put_model(&entry.id, stage, &bytes).await),
            Err(error) => self.notice(format!("A model could not be kept: {error}.")),
        }
    }

    /// Keeps where a stage of a run is.
    pub(super) fn write_snapshot(self, number: u32, stage: StageId, bytes: Vec<u8>) {
        let Some(id) = self.entry(number).map(|entry| entry.id) else { return };
        self.with_store(async move |store| store.put_snapshot(&id, stage.0, &bytes).await);
    }

    /// Drops a run from the store.
    pub(super) fn drop_kept(self, id: String) {
        let own = id.clone();
        self.change_kept(id, async move |store| store.drop_run(&own).await);
    }

    /// The finished models of a run, from the store or from this visit.
    pub(super) async fn checkpoints(self, entry: &StoredRun) -> Vec<Checkpoint> {
        let mut found = Vec::new();
        if let Some(store) = self.run_store.get_value() {
            match store.models(&entry.id).await {
                Ok(files) => {
                    for bytes in files {
                        match Checkpoint::from_bytes(&bytes) {
                            Ok(checkpoint) => found.push(checkpoint),
                            Err(error) => {
                                self.notice(format!("A kept model of run {} cannot be used: {error}.", entry.number))
                            }
                        }
                    }
                }
                Err(message) => self.notice(format!("What this browser keeps could not be read: {message}.")),
            }
        }
        for stage in entry.record.stages.iter().filter(|s| s.seconds.is_some()) {
            let there = found.iter().any(|c: &Checkpoint| c.history.stage.role == stage.role);
            if !there && let Some(weights) = self.models.trained(entry.number, stage.role) {
                found.push(Checkpoint::of(&entry.record, stage, (*weights).clone()));
            }
        }
        found
    }

    /// Where a run's unfinished stages were left.
    pub(super) async fn snapshots_of(self, entry: &StoredRun) -> Vec<(StageId, TrainingSnapshot)> {
        let Some(store) = self.run_store.get_value() else { return Vec::new() };
        let files = match store.snapshots(&entry.id).await {
            Ok(files) => files,
            Err(message) => {
                self.notice(format!("What this browser keeps could not be read: {message}."));
                return Vec::new();
            }
        };
        let finished = |stage: &u32| entry.record.stages.get(*stage as usize).is_none_or(|s| s.seconds.is_some());
        let mut left = Vec::new();
        for (stage, bytes) in files.into_iter().filter(|(stage, _)| !finished(stage)) {
            match TrainingSnapshot::from_bytes(&bytes) {
                Ok(snapshot) => left.push((StageId(stage), snapshot)),
                Err(error) => self.notice(format!("A stage begins anew, because of where it was left: {error}.")),
            }
        }
        left
    }

    /// Asks the browser how much room this page takes.
    pub(super) fn measure_space(self) {
        spawn_local(async move { self.space.set(space().await) });
    }

    /// Asks the browser to keep the runs even when room gets scarce.
    pub(super) fn keep_for_good(self) {
        spawn_local(async move {
            match ask_to_keep().await {
                Ok(true) => self.notice("This browser keeps the runs until you delete them.".to_owned()),
                Ok(false) => self.notice(
                    "This browser did not promise it: when room gets scarce it may delete the runs. Export what you want to be sure of."
                        .to_owned(),
                ),
                Err(message) => self.notice(format!("This browser could not be asked: {message}.")),
            }
            self.measure_space();
        });
    }
}

fn stage_of(entry: &StoredRun, checkpoint: &Checkpoint) -> Option<u32> {
    let plan = Plan::new(entry.record.spec.clone()).ok()?;
    plan.stage_of(checkpoint.history.stage.role).map(|s| s.id.0)
}
