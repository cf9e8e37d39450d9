//! Experiments as work: a Sweep of one or many, and what the page reads off it.

use super::{Driver, Update, Work};
use crate::engine::{Command, DeviceKind, Doing, Event, Progress, Sweep, WorkerId};
use crate::experiment::{Checkpoint, CheckpointError, Record, Role, Spec, StageId, StageKey};
use crate::model::Weights;

impl Work for Sweep {
    fn join(&mut self, worker: WorkerId, device: &str) {
        Self::join(self, worker, device);
    }
    fn leave(&mut self, worker: WorkerId) {
        Self::leave(self, worker);
    }
    fn next(&mut self, worker: WorkerId) -> Option<Command> {
        Self::next(self, worker)
    }
    fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Option<usize>, String> {
        Self::apply(self, worker, event)
            .map_err(|error| format!("The runs do not agree on a stage that they share: {error}."))
    }
    fn ready(&self) -> usize {
        self.stages_ready() + self.questions_ready()
    }
    fn busy(&self) -> usize {
        self.under_way().len()
    }
    fn is_busy(&self, worker: WorkerId) -> bool {
        Self::is_busy(self, worker)
    }
    fn is_training(&self, worker: WorkerId) -> bool {
        Self::is_training(self, worker)
    }
    fn is_trained(&self) -> bool {
        Self::is_trained(self)
    }
    fn is_finished(&self) -> bool {
        Self::is_finished(self)
    }
}

impl Driver {
    /// Starts one experiment on `kind`, with `adopted` stages taken as they are; updates go to `listener`, never from within
    /// this call.
    ///
    /// # Errors
    /// A sentence when the experiment is not possible or no worker can be started.
    pub(in crate::page) fn start(
        spec: Spec,
        kind: DeviceKind,
        adopted: Vec<(Role, Checkpoint)>,
        listener: impl Fn(Update) + 'static,
    ) -> Result<Self, String> {
        let mut sweep = Sweep::new(vec![spec]).map_err(|e| e.to_string())?;
        for (role, checkpoint) in adopted {
            sweep.adopt_into(0, checkpoint, role, "shipped with the page").map_err(|e| e.to_string())?;
        }
        Self::over(sweep, kind, listener)
    }

    /// What came out of the first run so far; of a single experiment, its own.
    pub(in crate::page) fn record(&self) -> Option<Record> {
        self.record_of(0)
    }

    /// What came out of a run so far.
    pub(in crate::page) fn record_of(&self, run: usize) -> Option<Record> {
        self.0.borrow().work.record(run).cloned()
    }

    /// What came out of every run so far, in their order.
    pub(in crate::page) fn records(&self) -> Vec<Record> {
        self.0.borrow().work.runs().iter().map(|run| run.record().clone()).collect()
    }

    /// Every trained model of a run.
    pub(in crate::page) fn models(&self, run: usize) -> Vec<(Role, Weights)> {
        let inner = self.0.borrow();
        let Some(run) = inner.work.runs().get(run) else { return Vec::new() };
        run.plan().stages.iter().filter_map(|s| Some((s.role, run.weights(s.id)?.clone()))).collect()
    }

    /// The key and the checkpoint of a finished stage.
    pub(in crate::page) fn checkpoint(&self, run: usize, stage: StageId) -> Option<(StageKey, Checkpoint)> {
        self.0.borrow().work.checkpoint(run, stage)
    }

    /// Where a stage under way was last left, as the bytes of a file.
    pub(in crate::page) fn halfway(&self, run: usize, stage: StageId) -> Option<Vec<u8>> {
        self.0.borrow().work.halfway(run, stage)?.1.to_bytes().ok()
    }

    /// How many stages there are and how many of them are finished.
    pub(in crate::page) fn stages(&self) -> (usize, usize) {
        self.0.borrow().work.stages()
    }

    /// Files of everything that was trained in the first run: each stage's role and its checkpoint's bytes.
    pub(in crate::page) fn checkpoints(&self) -> Result<Vec<(Role, Vec<u8>)>, CheckpointError> {
        let inner = self.0.borrow();
        let Some(run) = inner.work.runs().first() else { return Ok(Vec::new()) };
        let all = run.plan().stages.iter().filter_map(|s| Some((s.role, run.checkpoint(s.id)?)));
        all.map(|(role, checkpoint)| Ok((role, checkpoint.to_bytes()?))).collect()
    }

    /// How far the run has come.
    pub(in crate::page) fn progress(&self) -> Progress {
        self.0.borrow().work.progress()
    }

    /// What is under way.
    pub(in crate::page) fn under_way(&self) -> Vec<Doing> {
        self.0.borrow().work.under_way().into_iter().map(|(_, doing)| doing).collect()
    }
}
