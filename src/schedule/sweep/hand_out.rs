//! Which worker does what in a sweep: runs come in their order, and a stage that several need is begun in one of them.

use super::super::job::WorkerId;
use super::super::run::Run;
use super::{Sweep, stages_where};
use crate::engine::Command;
use crate::experiment::{CacheKey, Stage, StageId};
use std::collections::BTreeSet;

impl Sweep {
    /// Takes in a worker, or learns its device's name anew.
    pub fn join(&mut self, worker: WorkerId, device: &str) {
        for run in &mut self.runs {
            run.join(worker, device.to_owned());
        }
    }

    /// Lets a worker go, and says why. What it was on goes on with the next worker, unless it has failed.
    pub fn leave(&mut self, worker: WorkerId, why: &str) {
        let index = self.at_work.remove(&worker);
        for run in &mut self.runs {
            run.leave(worker, why);
        }
        if let Some(index) = index {
            self.changed.insert(index);
            self.share_failures(index);
        }
    }

    /// What `worker` should begin; none when it has work or nothing is ready. Runs come in their order; a stage that is under
    /// way in another run is waited for.
    pub fn next(&mut self, worker: WorkerId) -> Option<Command> {
        self.next_of(worker, true)
    }

    /// The same among the analyses alone, for a worker that is not to train.
    pub fn next_analysis(&mut self, worker: WorkerId) -> Option<Command> {
        self.next_of(worker, false)
    }

    fn next_of(&mut self, worker: WorkerId, stages: bool) -> Option<Command> {
        if self.is_busy(worker) {
            return None;
        }
        let (under_way, only) = (self.keys_under_way(), self.only);
        for (index, (run, keys)) in self.runs.iter_mut().zip(&self.keys).enumerate() {
            let wanted: Option<Vec<StageId>> = only.map(|only| stages_where(run, only).map(|s| s.id).collect());
            let free = |id: StageId| {
                keys.get(id.0 as usize).is_none_or(|key| !under_way.contains(key))
                    && wanted.as_ref().is_none_or(|wanted| wanted.contains(&id))
            };
            let stage = if stages { run.next_stage(worker, &free) } else { None };
            let command = stage.or_else(|| if only.is_none() { run.next_analysis(worker) } else { None });
            if command.is_some() {
                self.at_work.insert(worker, index);
                return command;
            }
        }
        None
    }

    /// How many stages could be begun now by workers that have nothing to do; one that several runs need counts once.
    pub fn stages_ready(&self) -> usize {
        let under_way = self.keys_under_way();
        let ready =
            |run: &Run, stage: &Stage| run.is_ready(stage.id) && self.only.is_none_or(|wanted| wanted(stage.role));
        self.keys_where(ready).difference(&under_way).count()
    }

    /// How many analyses could be begun now.
    pub fn analyses_ready(&self) -> usize {
        if self.only.is_some() { 0 } else { self.runs.iter().map(Run::analyses_ready).sum() }
    }

    fn keys_under_way(&self) -> BTreeSet<CacheKey> {
        self.keys_where(|run, stage| run.is_under_way(stage.id))
    }

    /// The keys of the stages that `hold`, each once.
    pub(super) fn keys_where(&self, hold: impl Fn(&Run, &Stage) -> bool) -> BTreeSet<CacheKey> {
        let mut all = BTreeSet::new();
        for (run, keys) in self.runs.iter().zip(&self.keys) {
            let stages = run.plan().stages.iter().zip(keys).filter(|(stage, _)| hold(run, stage));
            all.extend(stages.map(|(_, key)| key.clone()));
        }
        all
    }
}
