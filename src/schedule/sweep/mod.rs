//! A Sweep: several Runs over the same workers. A stage that more than one of them needs is trained once.
//!
//! Like a Run it decides without a browser and without tensors. A single experiment is a Sweep of one Run.

mod hand_out;
#[cfg(test)]
mod tests;

use super::cost::{Progress, RecentWork};
use super::job::WorkerId;
use super::run::{Doing, Run};
use crate::engine::Event;
use crate::experiment::{
    Answered, Checkpoint, CheckpointError, Halfway, HalfwayError, JobId, Plan, Record, Role, Spec, SpecError, Stage,
    StageId, StageKey,
};
use std::collections::{BTreeMap, BTreeSet};

/// What became of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The run that it belongs to.
    pub run: Option<usize>,
    /// Whether something got ahead that the loss of a worker does not take back.
    pub lasting: bool,
}

/// Several experiments under way.
pub struct Sweep {
    runs: Vec<Run>,
    /// The keys of each run's stages, in the plan's order.
    keys: Vec<Vec<StageKey>>,
    /// Which run each worker last began something of.
    at_work: BTreeMap<WorkerId, usize>,
    recent: RecentWork,
    /// Which stages are handed out, where it is not all of them and the questions.
    only: Option<fn(Role) -> bool>,
    /// Runs whose Records grew since they were last asked for.
    changed: BTreeSet<usize>,
}

/// The keys of a plan's stages, in its order.
fn keys_of(plan: &Plan) -> Vec<StageKey> {
    plan.stages.iter().map(|stage| StageKey::new(&plan.spec, stage.role)).collect()
}

impl Sweep {
    /// Sweep over `specs`, with nothing done.
    ///
    /// # Errors
    /// When one of them is not possible.
    pub fn new(specs: Vec<Spec>) -> Result<Self, SpecError> {
        let runs = specs.into_iter().map(Run::new).collect::<Result<Vec<Run>, SpecError>>()?;
        let keys = runs.iter().map(|run| keys_of(run.plan())).collect();
        let (at_work, recent, changed) = (BTreeMap::new(), RecentWork::default(), BTreeSet::new());
        Ok(Self { runs, keys, at_work, recent, only: None, changed })
    }

    /// From now on hands out pretrainings and nothing else: what a cluster's first job trains for all others.
    pub fn keep_to_pretraining(&mut self) {
        self.keep_to(|role| matches!(role, Role::Pretrain | Role::PretrainControl));
    }

    /// From now on hands out the stages that are `wanted` and no questions. What they start from has to be among them.
    pub fn keep_to(&mut self, wanted: fn(Role) -> bool) {
        self.only = Some(wanted);
    }

    /// The runs, in the order of their experiments.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// What came out of a run so far.
    pub fn record(&self, run: usize) -> Option<&Record> {
        self.runs.get(run).map(Run::record)
    }

    /// The keys of all stages that are neither finished nor failed, each once.
    pub fn wanted(&self) -> BTreeSet<StageKey> {
        self.keys_where(|run, stage| !run.is_over(stage.id))
    }

    /// How many stages there are and how many of them are over; one that several runs share counts once.
    pub fn stages(&self) -> (usize, usize) {
        let all: BTreeSet<&StageKey> = self.keys.iter().flatten().collect();
        (all.len(), all.len() - self.wanted().len())
    }

    /// Takes a finished stage into every run that needs it. `device` says where it comes from. Returns how many took it.
    ///
    /// # Errors
    /// When the checkpoint is not what the stage of that key ends with.
    pub fn adopt(&mut self, key: &StageKey, checkpoint: &Checkpoint, device: &str) -> Result<usize, CheckpointError> {
        let mut taken = 0;
        for (index, (run, keys)) in self.runs.iter_mut().zip(&self.keys).enumerate() {
            let needs: Vec<(StageId, Role)> = run
                .plan()
                .stages
                .iter()
                .zip(keys)
                .filter(|(stage, own)| *own == key && run.is_waiting(stage.id))
                .map(|(stage, _)| (stage.id, stage.role))
                .collect();
            for (_, role) in needs {
                run.adopt(checkpoint.clone(), role, device)?;
                self.changed.insert(index);
                taken += 1;
            }
        }
        Ok(taken)
    }

    /// Takes a finished stage into one run, told by its role.
    ///
    /// # Errors
    /// When the checkpoint is not what that stage ends with.
    pub fn adopt_into(
        &mut self,
        run: usize,
        checkpoint: Checkpoint,
        role: Role,
        device: &str,
    ) -> Result<(), CheckpointError> {
        self.runs.get_mut(run).map_or(Err(CheckpointError::Other), |run| run.adopt(checkpoint, role, device))
    }

    /// Takes answers into one run that were found before.
    pub fn adopt_answers(&mut self, run: usize, answers: &[Answered]) {
        if let Some(run) = self.runs.get_mut(run) {
            answers.iter().for_each(|answered| run.adopt_answer(answered));
        }
    }

    /// Lets a stage of one run go on from `halfway`.
    ///
    /// # Errors
    /// When the stage does not wait, or `halfway` is not a state of it.
    pub fn adopt_halfway_into(&mut self, run: usize, stage: StageId, halfway: Halfway) -> Result<(), HalfwayError> {
        self.runs.get_mut(run).map_or(Err(HalfwayError::Other), |run| run.adopt_halfway(stage, halfway))
    }

    /// The key and the checkpoint of a finished stage.
    pub fn checkpoint(&self, run: usize, stage: StageId) -> Option<(StageKey, Checkpoint)> {
        let key = self.keys.get(run)?.get(stage.0 as usize)?.clone();
        Some((key, self.runs.get(run)?.checkpoint(stage)?))
    }

    /// The key of a stage under way and where it was last left.
    pub fn halfway(&self, run: usize, stage: StageId) -> Option<(StageKey, &Halfway)> {
        let key = self.keys.get(run)?.get(stage.0 as usize)?.clone();
        Some((key, self.runs.get(run)?.halfway(stage)?))
    }

    /// Lets the stage of `key` go on from `halfway`, in the first run that needs it.
    ///
    /// # Errors
    /// When no stage of that key waits, or `halfway` is not a state of it.
    pub fn adopt_halfway(&mut self, key: &StageKey, halfway: Halfway) -> Result<(), HalfwayError> {
        for (run, keys) in self.runs.iter_mut().zip(&self.keys) {
            if let Some(index) = keys.iter().position(|own| own == key) {
                return run.adopt_halfway(StageId(index as u32), halfway);
            }
        }
        Err(HalfwayError::Other)
    }

    /// Takes in what `worker` reports and says which run it belongs to. A finished stage goes to every run that needs it, and so
    /// does the failure of one.
    ///
    /// # Errors
    /// When a run does not take another's finished stage: their keys would be wrong.
    pub fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Taken, CheckpointError> {
        let Some(index) = self.at_work.get(&worker).copied() else { return Ok(Taken::default()) };
        let Some(run) = self.runs.get_mut(index) else { return Ok(Taken::default()) };
        let advance = run.apply(worker, event);
        self.recent.add(advance.cost, advance.seconds);
        if advance.lasting || matches!(event, Event::Measured { .. }) {
            self.changed.insert(index);
        }
        if let (true, Event::Finished { stage, .. }) = (advance.lasting, event)
            && let Some((key, checkpoint)) = self.checkpoint(index, *stage)
        {
            let device = checkpoint.history.stage.device.clone();
            self.adopt(&key, &checkpoint, &device)?;
        }
        if matches!(event, Event::JobFailed { .. }) {
            self.share_failures(index);
        }
        Ok(Taken { run: Some(index), lasting: advance.lasting })
    }

    /// A stage that failed in one run has failed in all that need it.
    fn share_failures(&mut self, index: usize) {
        let (Some(run), Some(keys)) = (self.runs.get(index), self.keys.get(index)) else { return };
        let failed: Vec<(StageKey, String)> = run
            .plan()
            .stages
            .iter()
            .zip(keys)
            .filter_map(|(stage, key)| {
                let failed = run.record().failed.iter().find(|f| f.job == JobId::Stage(stage.role))?;
                Some((key.clone(), failed.why.clone()))
            })
            .collect();
        for (other, (run, keys)) in self.runs.iter_mut().zip(&self.keys).enumerate() {
            for (key, why) in &failed {
                let same = keys.iter().enumerate().filter(|(_, own)| *own == key);
                same.for_each(|(stage, _)| run.adopt_failure(StageId(stage as u32), why));
            }
            if !failed.is_empty() {
                self.changed.insert(other);
            }
        }
    }

    /// The runs whose Records grew since this was last called.
    pub fn take_changed(&mut self) -> BTreeSet<usize> {
        std::mem::take(&mut self.changed)
    }

    /// What is under way, with its run.
    pub fn under_way(&self) -> Vec<(usize, Doing)> {
        let of = |(index, run): (usize, &Run)| run.under_way().into_iter().map(move |d| (index, d)).collect::<Vec<_>>();
        self.runs.iter().enumerate().flat_map(of).collect()
    }

    /// Whether nothing is left that is handed out.
    pub fn is_finished(&self) -> bool {
        match self.only {
            Some(wanted) => self.runs.iter().all(|run| stages_where(run, wanted).all(|stage| run.is_over(stage.id))),
            None => self.runs.iter().all(Run::is_finished),
        }
    }

    /// Whether every stage of every run is finished.
    pub fn is_trained(&self) -> bool {
        self.runs.iter().all(Run::is_trained)
    }

    /// Whether `worker` is on something.
    pub fn is_busy(&self, worker: WorkerId) -> bool {
        self.runs.iter().any(|run| run.is_busy(worker))
    }

    /// Whether `worker` trains a stage.
    pub fn is_training(&self, worker: WorkerId) -> bool {
        self.runs.iter().any(|run| run.is_training(worker))
    }

    /// How far the sweep has come, and an ETA for its workers. A stage that several runs need counts once.
    pub fn progress(&self) -> Progress {
        if let [run] = &self.runs[..] {
            return run.progress();
        }
        let workers = self.runs.first().map_or(1, Run::workers).max(1);
        let mut stages: BTreeMap<&StageKey, (f64, f64)> = BTreeMap::new();
        let (mut total, mut left) = (0.0, 0.0);
        for (run, keys) in self.runs.iter().zip(&self.keys) {
            for (stage, key) in run.plan().stages.iter().zip(keys) {
                let cost = run.cost_of(stage.id);
                // Whoever trains it knows how far it is.
                if run.is_under_way(stage.id) {
                    stages.insert(key, cost);
                } else {
                    stages.entry(key).or_insert(cost);
                }
            }
            let (whole, open) = run.cost_of_questions();
            total += whole;
            left += open;
        }
        total += stages.values().map(|(whole, _)| whole).sum::<f64>();
        left += stages.values().map(|(_, open)| open).sum::<f64>();
        let busy = self.under_way().len().clamp(1, workers) as f64;
        let speeds = self.recent.seconds_per_cost();
        Progress {
            share: 1.0 - left / f64::max(total, f64::MIN_POSITIVE),
            steps_per_second: speeds.map(|seconds| busy / seconds),
            eta_seconds: speeds.map(|seconds| seconds * left / workers as f64),
        }
    }
}

/// The stages of a run whose role is `wanted`.
fn stages_where(run: &Run, wanted: fn(Role) -> bool) -> impl Iterator<Item = &Stage> {
    run.plan().stages.iter().filter(move |stage| wanted(stage.role))
}
