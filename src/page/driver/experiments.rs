//! Experiments as work: a Sweep of one or many, and what the page reads off it.

use super::Driver;
use crate::experiment::{CacheKey, Checkpoint, CheckpointError, Record, Role, StageId};
use crate::model::Weights;
use crate::schedule::{Activity, Progress, Run, Sweep};

impl Driver {
    /// What came out of the first run so far; of a single experiment, its own.
    pub(in crate::page) fn record(&self) -> Option<Record> {
        self.record_of(0)
    }

    /// What came out of a run so far.
    pub(in crate::page) fn record_of(&self, run: usize) -> Option<Record> {
        self.with(|sweep| sweep.record(run).cloned())
    }

    /// The Records that grew since this was last called, with the numbers of their runs.
    pub(in crate::page) fn changed(&self) -> Vec<(usize, Record)> {
        let mut inner = self.0.borrow_mut();
        let sweep = inner.driver.work_mut();
        let changed = sweep.take_changed();
        changed.into_iter().filter_map(|run| Some((run, sweep.record(run)?.clone()))).collect()
    }

    /// Every trained model of a run.
    pub(in crate::page) fn models(&self, run: usize) -> Vec<(Role, Weights)> {
        let models =
            |run: &Run| run.plan().stages.iter().filter_map(|s| Some((s.role, run.weights(s.id)?.clone()))).collect();
        self.with(|sweep| sweep.runs().get(run).map(models).unwrap_or_default())
    }

    /// The key and the checkpoint of a finished stage.
    pub(in crate::page) fn checkpoint(&self, run: usize, stage: StageId) -> Option<(CacheKey, Checkpoint)> {
        self.with(|sweep| sweep.checkpoint(run, stage))
    }

    /// Where a stage under way was last left, as the bytes of a file.
    pub(in crate::page) fn snapshot(&self, run: usize, stage: StageId) -> Option<Vec<u8>> {
        self.with(|sweep| sweep.snapshot(run, stage)?.1.to_bytes().ok())
    }

    /// How many stages there are and how many of them are finished.
    pub(in crate::page) fn stages(&self) -> (usize, usize) {
        self.with(Sweep::stages)
    }

    /// Files of everything that was trained in the first run: each stage's role and its checkpoint's bytes.
    pub(in crate::page) fn checkpoints(&self) -> Result<Vec<(Role, Vec<u8>)>, CheckpointError> {
        self.with(|sweep| {
            let Some(run) = sweep.runs().first() else { return Ok(Vec::new()) };
            let all = run.plan().stages.iter().filter_map(|s| Some((s.role, run.checkpoint(s.id)?)));
            all.map(|(role, checkpoint)| Ok((role, checkpoint.to_bytes()?))).collect()
        })
    }

    /// How far the run has come.
    pub(in crate::page) fn progress(&self) -> Progress {
        self.with(Sweep::progress)
    }

    /// What is under way.
    pub(in crate::page) fn under_way(&self) -> Vec<Activity> {
        self.with(|sweep| sweep.under_way().into_iter().map(|(_, activity)| activity).collect())
    }
}
