//! What a run takes from before instead of doing it: finished stages, answers, stages left halfway, failures of others.

use super::super::job::State;
use super::Run;
use crate::experiment::{
    Answered, Checkpoint, CheckpointError, Halfway, HalfwayError, JobId, Role, StageId, StageRecord,
};

impl Run {
    /// Takes a finished stage from a checkpoint instead of training it. `device` says where it comes from.
    ///
    /// # Errors
    /// When the checkpoint is not what that stage ends with.
    pub fn adopt(&mut self, checkpoint: Checkpoint, role: Role, device: &str) -> Result<(), CheckpointError> {
        let Checkpoint { history, weights } = checkpoint.for_stage(&self.plan.spec, role)?;
        let index = self.index_of(JobId::Stage(role)).ok_or(CheckpointError::Other)?;
        let (Some(job), Some(record)) = (self.jobs.get_mut(index), self.record.stages.get_mut(index)) else {
            return Err(CheckpointError::Other);
        };
        job.state = State::Finished { seconds: history.stage.seconds.unwrap_or_default() };
        (job.weights, job.halfway) = (Some(weights), None);
        *record = StageRecord { device: device.to_owned(), ..history.stage };
        self.close_if_finished();
        Ok(())
    }

    /// Takes an answer that was found before; one that the plan does not ask for, or whose models are not there, is not taken.
    pub fn adopt_answer(&mut self, answered: &Answered) {
        let Some(index) = self.index_of(JobId::Question(answered.question)).filter(|index| self.may_begin(*index))
        else {
            return;
        };
        self.jobs[index].state = State::Finished { seconds: answered.seconds };
        self.record.findings.push(answered.clone());
        self.close_if_finished();
    }

    /// Lets a stage that nobody has begun go on from `halfway`.
    ///
    /// # Errors
    /// When that is not a state of the stage.
    pub fn adopt_halfway(&mut self, stage: StageId, halfway: Halfway) -> Result<(), HalfwayError> {
        let planned = self.plan.stage(stage).ok_or(HalfwayError::Other)?;
        if !self.is_waiting(stage) || !halfway.is_of(&self.plan, planned) {
            return Err(HalfwayError::Other);
        }
        self.jobs[stage.0 as usize].halfway = Some(halfway);
        Ok(())
    }

    /// Gives a stage up that another run of the same stage gave up.
    pub(in crate::schedule) fn adopt_failure(&mut self, stage: StageId, why: &str) {
        if self.is_waiting(stage) {
            self.fail(stage.0 as usize, why);
            self.close_if_finished();
        }
    }
}
