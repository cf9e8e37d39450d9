//! What the view reads off an experiment on a compiled skill under way.

use crate::app::driver::Driver;
use crate::experiment::{CompiledPart, CompiledRecord, rate_in_words};
use crate::model::CompiledWeights;
use crate::schedule::{CompiledProgress, CompiledRun};

/// A run over workers. Clones are the same one.
pub(super) type Crew = Driver<CompiledRun>;

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
