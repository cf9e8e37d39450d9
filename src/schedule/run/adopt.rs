//! What a run takes from before instead of doing it: finished stages, finished analyses, training snapshots, failures
//! of others.

use super::super::job::State;
use super::Run;
use crate::experiment::{
    Checkpoint, CheckpointError, FinishedAnalysis, JobId, Role, SnapshotError, StageId, StageRecord, TrainingSnapshot,
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
        (job.weights, job.snapshot) = (Some(weights), None);
        *record = StageRecord { device: device.to_owned(), ..history.stage };
        self.close_if_finished();
        Ok(())
    }

    /// Takes an analysis that was done before; one that the plan does not ask for, or whose models are not there, is
    /// not taken.
    pub fn adopt_analysis(&mut self, finished: &FinishedAnalysis) {
        let Some(index) = self.index_of(JobId::Analysis(finished.analysis)).filter(|index| self.may_begin(*index))
        else {
            return;
        };
        self.jobs[index].state = State::Finished { seconds: finished.seconds };
        self.record.analyses.push(finished.clone());
        self.close_if_finished();
    }

    /// Lets a stage that nobody has begun go on from `snapshot`.
    ///
    /// # Errors
    /// When that is not a state of the stage.
    pub fn adopt_snapshot(&mut self, stage: StageId, snapshot: TrainingSnapshot) -> Result<(), SnapshotError> {
        let planned = self.plan.stage(stage).ok_or(SnapshotError::Other)?;
        if !self.is_waiting(stage) || !snapshot.is_of(&self.plan, planned) {
            return Err(SnapshotError::Other);
        }
        self.jobs[stage.0 as usize].snapshot = Some(snapshot);
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
