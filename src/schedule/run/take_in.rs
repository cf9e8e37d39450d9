//! What workers report, taken into the Record.

use super::super::job::{State, WorkerId};
use super::Run;
use crate::VERSION;
use crate::engine::Event;
use crate::experiment::{AnalysisResult, CacheKey, FinishedAnalysis, JobId, Plan, Role, StageState, TrainingSnapshot};
use crate::model::Weights;

/// What a report brought a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Advance {
    /// The work that was done since the last report, in steps on the answer alone.
    pub cost: f64,
    /// The seconds that it took.
    pub seconds: f64,
    /// Whether something got ahead that the loss of a worker does not take back.
    pub lasting: bool,
}

impl Advance {
    const LASTING: Self = Self { cost: 0.0, seconds: 0.0, lasting: true };
}

/// What names a snapshot in files.
fn key_of(plan: &Plan, role: Role) -> String {
    CacheKey::new(&plan.spec, role).as_str().to_owned()
}

impl Run {
    /// Takes in what `worker` reports. Events of work that is not its own are dropped: they come from before it was
    /// let go.
    pub fn apply(&mut self, worker: WorkerId, event: &Event) -> Advance {
        let advance = self.take_in(worker, event);
        self.recent.add(advance.cost, advance.seconds);
        advance
    }

    fn take_in(&mut self, worker: WorkerId, event: &Event) -> Advance {
        let index = match event {
            Event::Progress { stage, .. }
            | Event::Measured { stage, .. }
            | Event::Snapshot { stage, .. }
            | Event::Finished { stage, .. } => Some(stage.0 as usize).filter(|i| *i < self.plan.stages.len()),
            Event::Analysing { analysis, .. } | Event::Analysed { analysis, .. } => {
                self.index_of(JobId::Analysis(*analysis))
            }
            Event::JobFailed { job, .. } => self.index_of(*job),
            _ => None,
        };
        let Some(index) = index.filter(|i| self.jobs.get(*i).is_some_and(|job| job.is_with(worker))) else {
            return Advance::default();
        };
        match event {
            Event::Progress { step, seconds, .. } => self.progressed(index, *step, 0.0, *seconds),
            Event::Analysing { share, seconds, .. } => self.progressed(index, 0, *share, *seconds),
            Event::Measured { point, .. } => {
                self.record.stages[index].points.push(point.clone());
                Advance::default()
            }
            Event::Snapshot { state, .. } => self.kept(index, state),
            Event::Finished { weights, seconds, .. } => self.trained(index, weights, *seconds),
            Event::Analysed { result, seconds, .. } => self.found(index, worker, result, *seconds),
            Event::JobFailed { message, .. } => {
                self.fail(index, message);
                self.close_if_finished();
                Advance::LASTING
            }
            _ => Advance::default(),
        }
    }

    fn progressed(&mut self, index: usize, to: u32, done: f64, spent: f64) -> Advance {
        let before = self.open_cost(index);
        let State::Running { step, share, seconds, .. } = &mut self.jobs[index].state else {
            return Advance::default();
        };
        let seconds_before = std::mem::replace(seconds, spent);
        (*step, *share) = (to, done);
        Advance { cost: before - self.open_cost(index), seconds: spent - seconds_before, lasting: false }
    }

    /// Keeps where a stage is.
    fn kept(&mut self, index: usize, state: &StageState) -> Advance {
        let stage = &self.record.stages[index];
        let job = &mut self.jobs[index];
        let ahead = job.snapshot.as_ref().is_none_or(|before| before.state.learner.steps < state.learner.steps);
        job.snapshot = Some(TrainingSnapshot {
            version: VERSION.to_owned(),
            key: key_of(&self.plan, stage.role),
            device: stage.device.clone(),
            points: stage.points.clone(),
            state: state.clone(),
        });
        if ahead && state.learner.steps > 0 {
            job.losses = 0;
            return Advance::LASTING;
        }
        Advance::default()
    }

    fn trained(&mut self, index: usize, weights: &Weights, seconds: f64) -> Advance {
        self.record.stages[index].seconds = Some(seconds);
        let job = &mut self.jobs[index];
        job.state = State::Finished { seconds };
        (job.weights, job.snapshot) = (Some(weights.clone()), None);
        self.close_if_finished();
        Advance::LASTING
    }

    fn found(&mut self, index: usize, worker: WorkerId, result: &AnalysisResult, seconds: f64) -> Advance {
        let job = &mut self.jobs[index];
        let JobId::Analysis(analysis) = job.id else { return Advance::default() };
        job.state = State::Finished { seconds };
        let device = self.workers.get(&worker).cloned().unwrap_or_default();
        self.record.analyses.push(FinishedAnalysis { analysis, result: result.clone(), device, seconds });
        self.close_if_finished();
        Advance::LASTING
    }
}
