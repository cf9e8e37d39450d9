//! An experiment on a compiled skill as work for the driver, and what the view reads off it.

use crate::engine::{Command, CompiledProgress, CompiledRun, Event, WorkerId};
use crate::experiment::{CompiledPart, CompiledRecord, rate_in_words};
use crate::model::CompiledWeights;
use crate::page::driver::{Driver, Work};

/// A run over workers. Clones are the same one.
pub(super) type Crew = Driver<CompiledRun>;

impl Work for CompiledRun {
    fn join(&mut self, worker: WorkerId, device: &str) {
        Self::join(self, worker, device.to_owned());
    }
    fn leave(&mut self, worker: WorkerId) {
        Self::leave(self, worker);
    }
    fn next(&mut self, worker: WorkerId) -> Option<Command> {
        Self::next(self, worker)
    }
    fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Option<usize>, String> {
        Self::apply(self, worker, event);
        Ok(Some(0))
    }
    fn ready(&self) -> usize {
        self.at_hand() - self.under_way().len()
    }
    fn busy(&self) -> usize {
        self.under_way().len()
    }
    fn is_busy(&self, worker: WorkerId) -> bool {
        Self::is_busy(self, worker)
    }
    /// Its parts are short: they are begun anew, and never shared.
    fn is_training(&self, _worker: WorkerId) -> bool {
        false
    }
    fn is_trained(&self) -> bool {
        Self::is_finished(self)
    }
    fn is_finished(&self) -> bool {
        Self::is_finished(self)
    }
    fn rest(&mut self, resting: bool) {
        if resting { self.pause() } else { self.resume() }
    }
}

impl Crew {
    /// What came out so far.
    pub(super) fn record(&self) -> CompiledRecord {
        self.with(|run| run.record().clone())
    }

    /// Every trained model, by its name.
    pub(super) fn models(&self) -> Vec<(String, CompiledWeights)> {
        self.with(|run| {
            let plan = run.plan();
            let rate = |rate: u32| plan.spec.rates.get(rate as usize).map(|r| rate_in_words(*r)).unwrap_or_default();
            let named = |part: &CompiledPart| {
                let name = match part {
                    CompiledPart::FineTune { rate: index } => format!("fine-tuned at {}", rate(*index)),
                    CompiledPart::Revive { rate: index } => format!("revived after {}", rate(*index)),
                    CompiledPart::Control | CompiledPart::Prune { .. } => return None,
                };
                Some((name, run.weights(*part)?.clone()))
            };
            let start = ("compiled, with noise".to_owned(), plan.initial());
            std::iter::once(start).chain(plan.parts.iter().filter_map(named)).collect()
        })
    }

    /// How far it has come.
    pub(super) fn progress(&self) -> CompiledProgress {
        self.with(CompiledRun::progress)
    }

    /// The parts under way.
    pub(super) fn under_way(&self) -> Vec<(CompiledPart, u32)> {
        self.with(CompiledRun::under_way)
    }
}
