//! Which worker does what: workers join, get a stage or an analysis, and leave.

use super::super::job::{LOSSES_OF_A_JOB, State, WorkerId};
use super::Run;
use crate::engine::{Command, DeviceKind};
use crate::experiment::{JobId, StageId, Start};
use web_time::Instant;

impl Run {
    /// Takes in a worker, or learns its device's name anew.
    pub fn join(&mut self, worker: WorkerId, device: String) {
        self.workers.insert(worker, device);
    }

    /// Lets a worker go, and says why. What it was on goes on with the next worker from where it was last kept; what is finished
    /// stays. A job on which [`LOSSES_OF_A_JOB`] workers were lost without its getting ahead has failed.
    pub fn leave(&mut self, worker: WorkerId, why: &str) {
        self.workers.remove(&worker);
        let Some(index) = self.jobs.iter().position(|job| job.is_with(worker)) else { return };
        if let Some(record) = self.record.stages.get_mut(index) {
            record.points.clear();
        }
        let job = &mut self.jobs[index];
        job.state = State::Waiting;
        job.losses += 1;
        if job.losses >= LOSSES_OF_A_JOB {
            self.fail(index, &format!("its engine stopped {LOSSES_OF_A_JOB} times: {why}"));
            self.close_if_finished();
        }
    }

    /// How many stages could be begun now.
    pub fn stages_ready(&self) -> usize {
        (0..self.plan.stages.len()).filter(|index| self.may_begin(*index)).count()
    }

    /// How many analyses could be begun now. Only workers whose device is `cpu` get them: their passes are too small
    /// for a graphics adapter to be of use.
    pub fn analyses_ready(&self) -> usize {
        (self.plan.stages.len()..self.jobs.len()).filter(|index| self.may_begin(*index)).count()
    }

    /// Whether a stage could be begun now.
    pub(in crate::schedule) fn is_ready(&self, id: StageId) -> bool {
        (id.0 as usize) < self.plan.stages.len() && self.may_begin(id.0 as usize)
    }

    /// What `worker` should begin; none when it has work, has not joined, or nothing is ready. Stages come before
    /// analyses; of the stages that are ready, the one with the longest chain of stages behind it comes first.
    pub fn next(&mut self, worker: WorkerId) -> Option<Command> {
        self.next_stage(worker, &|_| true).or_else(|| self.next_analysis(worker))
    }

    /// The same among the stages that are `free`.
    pub(in crate::schedule) fn next_stage(
        &mut self,
        worker: WorkerId,
        free: &dyn Fn(StageId) -> bool,
    ) -> Option<Command> {
        let device = self.workers.get(&worker)?.clone();
        if self.is_busy(worker) {
            return None;
        }
        let ready = self.plan.stages.iter().filter(|stage| self.is_ready(stage.id) && free(stage.id));
        let stage = ready.max_by(|a, b| self.chain(a.id).total_cmp(&self.chain(b.id)).then(b.id.cmp(&a.id)))?;
        let (id, index) = (stage.id, stage.id.0 as usize);
        let start = match stage.start {
            Start::Fresh => None,
            Start::After(before) => Some(Box::new(self.weights(before)?.clone())),
        };
        self.started.get_or_insert_with(Instant::now);
        let (job, record) = (self.jobs.get_mut(index)?, self.record.stages.get_mut(index)?);
        let snapshot = job.snapshot.as_ref().filter(|snapshot| snapshot.device == device);
        let (step, seconds) = snapshot.map_or((0, 0.0), |h| (h.state.learner.steps, h.state.seconds));
        record.points = snapshot.map(|h| h.points.clone()).unwrap_or_default();
        record.device = device;
        let resume = snapshot.map(|h| Box::new(h.state.clone()));
        job.state = State::Running { worker, step, share: 0.0, seconds };
        Some(Command::Begin { spec: Box::new(self.plan.spec.clone()), stage: id, start, resume })
    }

    /// The same among the analyses.
    pub(in crate::schedule) fn next_analysis(&mut self, worker: WorkerId) -> Option<Command> {
        if self.is_busy(worker) || !DeviceKind::is_cpu(self.workers.get(&worker)?) {
            return None;
        }
        let index = (self.plan.stages.len()..self.jobs.len()).find(|index| self.may_begin(*index))?;
        let JobId::Analysis(analysis) = self.jobs.get(index)?.id else { return None };
        let models = analysis.needs().into_iter().map(|model| self.model(model)).collect::<Option<Vec<_>>>()?;
        self.jobs[index].state = State::Running { worker, step: 0, share: 0.0, seconds: 0.0 };
        Some(Command::Analyse { spec: Box::new(self.plan.spec.clone()), analysis, models })
    }
}
