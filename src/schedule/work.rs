//! What a driver gives to workers: one run, several, or an experiment on a compiled skill.

use super::job::WorkerId;
use super::sweep::Sweep;
use crate::engine::{Command, Event};

/// What became of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The run that it belongs to.
    pub run: Option<usize>,
    /// Whether something got ahead that the loss of a worker does not take back.
    pub lasting: bool,
}

/// Work for a driver.
pub trait Work {
    /// Takes in a worker, or learns its device's name anew.
    fn join(&mut self, worker: WorkerId, device: &str);
    /// Lets a worker go; what it was on waits for another, or fails because of `why`.
    fn leave(&mut self, worker: WorkerId, why: &str);
    /// What `worker` should begin; none when it has work or nothing is ready for it.
    fn next(&mut self, worker: WorkerId) -> Option<Command>;
    /// The same for a worker that is not to train.
    fn next_question(&mut self, _worker: WorkerId) -> Option<Command> {
        None
    }
    /// Takes in what `worker` reports.
    ///
    /// # Errors
    /// A sentence when the work cannot go on.
    fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Taken, String>;
    /// How many stages could be begun now.
    fn stages_ready(&self) -> usize;
    /// How many questions could be begun now.
    fn questions_ready(&self) -> usize {
        0
    }
    /// Whether `worker` is on something.
    fn is_busy(&self, worker: WorkerId) -> bool;
    /// Whether `worker` trains a stage that could be left halfway, or shared by two.
    fn is_training(&self, worker: WorkerId) -> bool;
    /// Whether nothing is left to be trained.
    fn is_trained(&self) -> bool;
    /// Whether nothing is left at all.
    fn is_finished(&self) -> bool;
    /// Its own clock stands still, or goes on.
    fn rest(&mut self, _resting: bool) {}
}

impl Work for Sweep {
    fn join(&mut self, worker: WorkerId, device: &str) {
        Self::join(self, worker, device);
    }
    fn leave(&mut self, worker: WorkerId, why: &str) {
        Self::leave(self, worker, why);
    }
    fn next(&mut self, worker: WorkerId) -> Option<Command> {
        Self::next(self, worker)
    }
    fn next_question(&mut self, worker: WorkerId) -> Option<Command> {
        Self::next_question(self, worker)
    }
    fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Taken, String> {
        Self::apply(self, worker, event)
            .map_err(|error| format!("The runs do not agree on a stage that they share: {error}."))
    }
    fn stages_ready(&self) -> usize {
        Self::stages_ready(self)
    }
    fn questions_ready(&self) -> usize {
        Self::questions_ready(self)
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
