//! A Sweep: several Runs over the same workers. A stage that more than one of them needs is trained once.
//!
//! Like a Run it decides without a browser and without tensors. A single experiment is a Sweep of one Run.

mod hand_out;
#[cfg(test)]
mod tests;

use super::cost::{Progress, RecentWork};
use super::job::WorkerId;
use super::run::{Activity, Run};
use crate::engine::Event;
use crate::experiment::{
    Analysis, CacheKey, Checkpoint, CheckpointError, FinishedAnalysis, JobId, ModelRef, Plan, Record, Role,
    SnapshotError, Spec, SpecError, Stage, StageId, TrainingSnapshot,
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
    keys: Vec<Vec<CacheKey>>,
    /// Which run each worker last began something of.
    at_work: BTreeMap<WorkerId, usize>,
    recent: RecentWork,
    /// Which stages are handed out, where it is not all of them and the analyses.
    only: Option<fn(Role) -> bool>,
    /// Runs whose Records grew since they were last asked for.
    changed: BTreeSet<usize>,
}

/// The keys of a plan's stages, in its order.
fn keys_of(plan: &Plan) -> Vec<CacheKey> {
    plan.stages.iter().map(|stage| CacheKey::new(&plan.spec, stage.role)).collect()
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

    /// From now on hands out the stages that are `wanted` and no analyses. What they start from has to be among them.
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
    pub fn wanted(&self) -> BTreeSet<CacheKey> {
        self.keys_where(|run, stage| !run.is_over(stage.id))
    }

    /// How many stages there are and how many of them are over; one that several runs share counts once.
    pub fn stages(&self) -> (usize, usize) {
        let all: BTreeSet<&CacheKey> = self.keys.iter().flatten().collect();
        (all.len(), all.len() - self.wanted().len())
    }

    /// Takes a finished stage into every run that needs it. `device` says where it comes from. Returns how many took it.
    ///
    /// # Errors
    /// When the checkpoint is not what the stage of that key ends with.
    pub fn adopt(&mut self, key: &CacheKey, checkpoint: &Checkpoint, device: &str) -> Result<usize, CheckpointError> {
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

    /// Takes analyses into one run that were done before.
    pub fn adopt_analyses(&mut self, run: usize, analyses: &[FinishedAnalysis]) {
        if let Some(run) = self.runs.get_mut(run) {
            analyses.iter().for_each(|analysis| run.adopt_analysis(analysis));
        }
    }

    /// Lets a stage of one run go on from `snapshot`.
    ///
    /// # Errors
    /// When the stage does not wait, or `snapshot` is not a state of it.
    pub fn adopt_snapshot_into(
        &mut self,
        run: usize,
        stage: StageId,
        snapshot: TrainingSnapshot,
    ) -> Result<(), SnapshotError> {
        self.runs.get_mut(run).map_or(Err(SnapshotError::Other), |run| run.adopt_snapshot(stage, snapshot))
    }

    /// The key and the checkpoint of a finished stage.
    pub fn checkpoint(&self, run: usize, stage: StageId) -> Option<(CacheKey, Checkpoint)> {
        let key = self.keys.get(run)?.get(stage.0 as usize)?.clone();
        Some((key, self.runs.get(run)?.checkpoint(stage)?))
    }

    /// The key of a stage under way and where it was last left.
    pub fn snapshot(&self, run: usize, stage: StageId) -> Option<(CacheKey, &TrainingSnapshot)> {
        let key = self.keys.get(run)?.get(stage.0 as usize)?.clone();
        Some((key, self.runs.get(run)?.snapshot(stage)?))
    }

    /// Lets the stage of `key` go on from `snapshot`, in the first run that needs it.
    ///
    /// # Errors
    /// When no stage of that key waits, or `snapshot` is not a state of it.
    pub fn adopt_snapshot(&mut self, key: &CacheKey, snapshot: TrainingSnapshot) -> Result<(), SnapshotError> {
        for (run, keys) in self.runs.iter_mut().zip(&self.keys) {
            if let Some(index) = keys.iter().position(|own| own == key) {
                return run.adopt_snapshot(StageId(index as u32), snapshot);
            }
        }
        Err(SnapshotError::Other)
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
        if let (true, Event::Analysed { analysis, .. }) = (advance.lasting, event) {
            self.share_answer(index, *analysis);
        }
        if matches!(event, Event::JobFailed { .. }) {
            self.share_failures(index);
        }
        Ok(Taken { run: Some(index), lasting: advance.lasting })
    }

    /// What was found of models that several runs have goes to all of them.
    fn share_answer(&mut self, index: usize, analysis: Analysis) {
        let Some(models) = self.models_of(index, analysis) else { return };
        let found = self.record(index).and_then(|r| r.analyses.iter().find(|f| f.analysis == analysis)).cloned();
        let Some(found) = found else { return };
        for other in (0..self.runs.len()).filter(|other| *other != index) {
            if self.models_of(other, analysis).as_ref() == Some(&models) {
                self.runs[other].adopt_analysis(&found);
                self.changed.insert(other);
            }
        }
    }

    /// The models of an analysis of a run, each told by the key of its stage. Weights that no stage trains are told by the stage
    /// that goes on from them.
    fn models_of(&self, run: usize, analysis: Analysis) -> Option<Vec<CacheKey>> {
        let (plan, keys) = (self.runs.get(run)?.plan(), self.keys.get(run)?);
        let key = |role: Role| keys.get(plan.stage_of(role)?.id.0 as usize).cloned();
        let of = |model: ModelRef| match model {
            ModelRef::After(role) => key(role),
            // What random weights are taught depends on nothing that is done to others.
            ModelRef::Initial | ModelRef::Random => Some(CacheKey::new(&plan.spec, Role::ReviveScratch)),
            ModelRef::NeverHad => key(Role::ReviveControl),
        };
        analysis.needs().into_iter().map(of).collect()
    }

    /// A stage that failed in one run has failed in all that need it.
    fn share_failures(&mut self, index: usize) {
        let (Some(run), Some(keys)) = (self.runs.get(index), self.keys.get(index)) else { return };
        let failed: Vec<(CacheKey, String)> = run
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
    pub fn under_way(&self) -> Vec<(usize, Activity)> {
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
        let mut stages: BTreeMap<&CacheKey, (f64, f64)> = BTreeMap::new();
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
            let (whole, open) = run.cost_of_analyses();
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
