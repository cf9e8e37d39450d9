//! What is left to do, what it costs, and an ETA. A job that failed is done: nothing more will come of it.

use super::super::cost::{Progress, WorkLeft, makespan};
use super::super::job::State;
use super::Run;
use crate::experiment::{StageId, Start};

impl Run {
    /// How far the run has come, and an ETA for the workers it has.
    pub fn progress(&self) -> Progress {
        let (mut total, mut steps, mut spent) = (0.0, 0.0, 0.0);
        let mut left = Vec::new();
        for (index, job) in self.jobs.iter().enumerate() {
            total += self.whole_cost(index);
            if !job.is_over() {
                let (after, cost) = (self.before(index), self.open_cost(index));
                left.push(WorkLeft { id: index, after, cost, running: job.is_under_way() });
            }
            let Some(stage) = self.plan.stages.get(index) else { continue };
            let (taken, seconds) = match job.state {
                State::Waiting | State::Failed => (0, 0.0),
                State::Running { step, seconds, .. } => (step, seconds),
                State::Finished { seconds } => (stage.schedule.steps, seconds),
            };
            steps += f64::from(taken);
            spent += seconds;
        }
        // Stages in the order in which they are handed out; analyses have no chain behind them and stay last.
        let chain = |work: &WorkLeft| self.chain(StageId(work.id as u32));
        let mut ordered: Vec<WorkLeft> = Vec::with_capacity(left.len());
        for work in left {
            // A sort of its own would take 5 KB of the page.
            ordered.insert(ordered.partition_point(|other| chain(other) >= chain(&work)), work);
        }
        let left = ordered;
        let done = total - left.iter().map(|work| work.cost).sum::<f64>();
        let workers = self.workers.len().max(1);
        let busy = self.under_way().len().clamp(1, workers) as f64;
        Progress {
            share: done / total.max(f64::MIN_POSITIVE),
            steps_per_second: (spent > 0.0 && steps > 0.0).then(|| steps / spent * busy),
            eta_seconds: self.recent.seconds_per_cost().map(|seconds| seconds * makespan(&left, workers)),
        }
    }

    /// The cost of a stage, whole and what is left of it.
    pub(in crate::schedule) fn cost_of(&self, id: StageId) -> (f64, f64) {
        let index = id.0 as usize;
        (self.whole_cost(index), self.open_cost(index))
    }

    /// The cost of all analyses, whole and what is left of it.
    pub(in crate::schedule) fn cost_of_analyses(&self) -> (f64, f64) {
        let analyses = self.plan.stages.len()..self.jobs.len();
        analyses.fold((0.0, 0.0), |(whole, left), index| (whole + self.whole_cost(index), left + self.open_cost(index)))
    }

    fn cost_from(&self, index: usize, step: u32, share: f64) -> f64 {
        let stages = &self.plan.stages;
        match stages.get(index) {
            Some(stage) => stage.cost_from(step),
            // Analyses stand behind the stages.
            None => self.plan.analyses.get(index - stages.len()).map_or(0.0, |analysis| analysis.cost * (1.0 - share)),
        }
    }

    fn whole_cost(&self, index: usize) -> f64 {
        self.cost_from(index, 0, 0.0)
    }

    /// What is left of a job's cost.
    pub(super) fn open_cost(&self, index: usize) -> f64 {
        match self.jobs.get(index).map(|job| job.state) {
            Some(State::Waiting) => self.whole_cost(index),
            Some(State::Running { step, share, .. }) => self.cost_from(index, step, share),
            Some(State::Finished { .. } | State::Failed) | None => 0.0,
        }
    }

    /// The cost of a stage and of the longest chain of stages behind it.
    pub(super) fn chain(&self, id: StageId) -> f64 {
        let own = self.plan.stage(id).map_or(0.0, |stage| stage.cost_from(0));
        let behind = self.plan.stages.iter().filter(|s| s.start == Start::After(id)).map(|s| self.chain(s.id));
        own + behind.fold(0.0, f64::max)
    }
}
