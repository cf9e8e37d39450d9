//! A stage that puts a model of constructed state in the place of the one that it starts from: one step, and no training.

use super::metric::Values;
use super::work::{Step, Training};
use crate::model::Weights;
use crate::train::{LearnerError, LearnerState};

/// Begins a stage with these weights.
pub type Begin = Box<dyn Fn(Weights) -> Result<Box<dyn Training>, String>>;

/// Models to try one after the other, each made when its turn comes: a large one is many megabytes.
pub type Candidates = Box<dyn Iterator<Item = Weights>>;

/// Right answers, in percent, below which the answers of a model count as taken away.
const TAKEN: f64 = 10.0;

/// A constructed model in the making.
pub struct ConstructedTraining {
    now: Box<dyn Training>,
    begin: Begin,
    candidates: Candidates,
    steps: u32,
}

impl ConstructedTraining {
    /// Puts one of `candidates` in the place of `start`: the first whose answers are taken away, or else the last one. `begin`
    /// gives a training of given weights, which is only measured here.
    ///
    /// # Errors
    /// A sentence when the weights are of another model.
    pub fn new(start: Weights, candidates: Candidates, begin: Begin) -> Result<Self, String> {
        Ok(Self { now: begin(start)?, begin, candidates, steps: 0 })
    }
}

impl Training for ConstructedTraining {
    fn step(&mut self, _rate: f64) -> Step<'_, ()> {
        Box::pin(async move {
            for candidate in self.candidates.by_ref() {
                self.now = (self.begin)(candidate).map_err(LearnerError::Device)?;
                if self.now.measure().await?.share(0).is_some_and(|skill| skill.percent() < TAKEN) {
                    break;
                }
            }
            self.steps += 1;
            Ok(())
        })
    }

    fn measure(&mut self) -> Step<'_, Values> {
        self.now.measure()
    }

    fn mean_loss(&mut self) -> Step<'_, Option<f32>> {
        Box::pin(async { Ok(None) })
    }

    fn last_loss(&self) -> Step<'_, Option<f32>> {
        Box::pin(async { Ok(None) })
    }

    fn weights(&self) -> Step<'_, Weights> {
        self.now.weights()
    }

    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>> {
        Box::pin(async { Ok(None) })
    }

    fn steps(&self) -> u32 {
        self.steps
    }
}
