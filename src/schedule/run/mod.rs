//! A Run: one experiment under way. It knows its plan, which worker is on which job, and the Record so far.
//!
//! It decides without a browser and without tensors; shells carry its commands to Sessions and their events back.

mod adopt;
mod hand_out;
mod left;
mod take_in;
#[cfg(test)]
mod tests;

use super::cost::RecentWork;
use super::job::{Job, State, WorkerId};
use crate::VERSION;
use crate::experiment::{
    Analysis, Checkpoint, FailedJob, History, JobId, ModelRef, Plan, Record, Role, Spec, SpecError, StageId, Start,
    TrainingSnapshot,
};
use crate::model::Weights;
use std::collections::BTreeMap;
use web_time::Instant;

pub use take_in::Advance;

/// What a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activity {
    /// A stage, with the steps taken.
    Stage(Role, u32),
    /// An analysis, with the share of the work that is done.
    Analysis(Analysis, f64),
}

/// One experiment under way.
pub struct Run {
    plan: Plan,
    /// Its stages in the plan's order, and behind them its analyses.
    jobs: Vec<Job>,
    workers: BTreeMap<WorkerId, String>,
    record: Record,
    started: Option<Instant>,
    recent: RecentWork,
}

/// The jobs of a plan: its stages in their order, and behind them its analyses.
fn jobs_of(plan: &Plan) -> Vec<Job> {
    let stages = plan.stages.iter().map(|stage| JobId::Stage(stage.role));
    stages.chain(plan.analyses.iter().map(|planned| JobId::Analysis(planned.analysis))).map(Job::new).collect()
}

impl Run {
    /// A run of `spec`, with nothing done.
    ///
    /// # Errors
    /// When the Spec is not possible.
    pub fn new(spec: impl Into<Spec>) -> Result<Self, SpecError> {
        let plan = Plan::new(spec)?;
        let (jobs, record) = (jobs_of(&plan), Record::empty(&plan));
        Ok(Self { plan, jobs, workers: BTreeMap::new(), record, started: None, recent: RecentWork::default() })
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What came out so far.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The weights that a finished stage ended with.
    pub fn weights(&self, stage: StageId) -> Option<&Weights> {
        self.stage(stage)?.weights.as_ref()
    }

    /// Where a stage was last left that is not finished.
    pub fn snapshot(&self, stage: StageId) -> Option<&TrainingSnapshot> {
        self.stage(stage)?.snapshot.as_ref()
    }

    /// What a finished stage ended with, and how it was trained.
    pub fn checkpoint(&self, stage: StageId) -> Option<Checkpoint> {
        let weights = self.weights(stage)?.clone();
        let stage = self.record.stages.get(stage.0 as usize)?.clone();
        let history = History { version: VERSION.to_owned(), spec: self.plan.spec.clone(), stage };
        Some(Checkpoint { history, weights })
    }

    /// The weights of a model of the experiment, once it is there.
    pub fn model(&self, model: ModelRef) -> Option<Weights> {
        match model {
            ModelRef::After(role) if self.plan.stage_of(role).is_some() => {
                self.jobs.get(self.index_of(JobId::Stage(role))?)?.weights.clone()
            }
            _ => self.plan.spec.untrained(model),
        }
    }

    /// What is under way.
    pub fn under_way(&self) -> Vec<Activity> {
        let activity = |job: &Job| match (job.id, job.state) {
            (JobId::Stage(role), State::Running { step, .. }) => Some(Activity::Stage(role, step)),
            (JobId::Analysis(analysis), State::Running { share, .. }) => Some(Activity::Analysis(analysis, share)),
            _ => None,
        };
        self.jobs.iter().filter_map(activity).collect()
    }

    /// Whether nothing is left that can be done.
    pub fn is_finished(&self) -> bool {
        self.jobs.iter().all(Job::is_over)
    }

    /// Whether no stage is left that can be trained.
    pub fn is_trained(&self) -> bool {
        self.stages().iter().all(Job::is_over)
    }

    /// Whether `worker` is on a stage or an analysis.
    pub fn is_busy(&self, worker: WorkerId) -> bool {
        self.jobs.iter().any(|job| job.is_with(worker))
    }

    /// Whether `worker` trains a stage.
    pub fn is_training(&self, worker: WorkerId) -> bool {
        self.stages().iter().any(|job| job.is_with(worker))
    }

    /// Whether nobody has begun a stage.
    pub(super) fn is_waiting(&self, id: StageId) -> bool {
        self.stage(id).is_some_and(|job| job.state == State::Waiting)
    }

    /// Whether a worker is on a stage.
    pub(super) fn is_under_way(&self, id: StageId) -> bool {
        self.stage(id).is_some_and(Job::is_under_way)
    }

    /// Whether a stage is finished or has failed.
    pub(super) fn is_over(&self, id: StageId) -> bool {
        self.stage(id).is_none_or(Job::is_over)
    }

    /// How many workers it has.
    pub(super) fn workers(&self) -> usize {
        self.workers.len()
    }

    fn stages(&self) -> &[Job] {
        self.jobs.get(..self.plan.stages.len()).unwrap_or_default()
    }

    fn stage(&self, id: StageId) -> Option<&Job> {
        self.stages().get(id.0 as usize)
    }

    fn index_of(&self, id: JobId) -> Option<usize> {
        self.jobs.iter().position(|job| job.id == id)
    }

    /// The jobs that have to be finished before this one, as indices.
    fn before(&self, index: usize) -> Vec<usize> {
        let trained = |model| match model {
            ModelRef::Initial | ModelRef::NeverHad | ModelRef::Random => None,
            ModelRef::After(role) => self.index_of(JobId::Stage(role)),
        };
        match (self.jobs.get(index).map(|job| job.id), self.plan.stages.get(index).map(|stage| stage.start)) {
            (_, Some(Start::After(before))) => vec![before.0 as usize],
            (Some(JobId::Analysis(analysis)), None) => analysis.needs().into_iter().filter_map(trained).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a job waits, and what it needs is there.
    fn may_begin(&self, index: usize) -> bool {
        self.jobs.get(index).is_some_and(|job| job.state == State::Waiting)
            && self.before(index).into_iter().all(|before| self.jobs.get(before).is_some_and(|j| j.weights.is_some()))
    }

    /// Gives a job up, and with it those that need what it would have ended with.
    fn fail(&mut self, index: usize, why: &str) {
        let Some(job) = self.jobs.get(index).map(|job| job.id) else { return };
        self.give_up(index, FailedJob::new(job, why));
    }

    fn give_up(&mut self, index: usize, failed: FailedJob) {
        let Some(job) = self.jobs.get_mut(index).filter(|job| !job.is_over()) else { return };
        (job.state, job.snapshot) = (State::Failed, None);
        // Jobs fail in the order in which workers come to them; the Record has an order of its own.
        let place = |job: JobId| self.index_of(job).unwrap_or(usize::MAX);
        let at = self.record.failed.partition_point(|other| place(other.job) <= index);
        self.record.failed.insert(at, failed);
        let behind: Vec<usize> = (0..self.jobs.len()).filter(|other| self.before(*other).contains(&index)).collect();
        for other in behind {
            self.give_up(other, FailedJob::behind(self.jobs[other].id));
        }
    }

    fn close_if_finished(&mut self) {
        if self.is_finished() {
            self.record.wall_seconds = self.started.map(|at| at.elapsed().as_secs_f64());
            self.record.fingerprint = Some(self.record.results_hash());
        }
    }
}
