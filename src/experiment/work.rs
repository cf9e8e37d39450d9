//! What a worker steps, whatever the setup: a training and an analysis. A setup makes them; the Session gives them time.

use super::analysis::{Analysis, AnalysisResult};
use super::metric::Values;
use crate::analysis::{AnswerProbing, Patch, PlaceProbing, Probing, Prune, PruneWeights, Undo};
use crate::model::{ModelConfig, Weights};
use crate::train::{GradientWorker, LearnerError, LearnerState};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Work that may wait for a device.
pub type Step<'a, T> = Pin<Box<dyn Future<Output = Result<T, LearnerError>> + 'a>>;

/// A stage's model in training: a source of batches, a loss, and what is measured.
pub trait Training {
    /// Draws a batch and takes one step at learning rate `rate`.
    fn step(&mut self, rate: f64) -> Step<'_, ()>;
    /// Measures the model on the held-out sets: a value for each of the setup's metrics.
    fn measure(&mut self) -> Step<'_, Values>;
    /// The mean loss of the steps since the last call, in nats; none before the first step.
    fn mean_loss(&mut self) -> Step<'_, Option<f32>>;
    /// The loss of the last step, in nats. Waiting for it also waits for every step that a device has not taken yet.
    fn last_loss(&self) -> Step<'_, Option<f32>>;
    /// The weights as they are now.
    fn weights(&self) -> Step<'_, Weights>;
    /// What it takes to go on from here as if nothing had happened, and where its stream of samples is; none where the engine cannot give it.
    fn state(&self) -> Step<'_, Option<(LearnerState, u64)>>;
    /// Steps taken.
    fn steps(&self) -> u32;
    /// Whether a step is large enough to be shared by two workers.
    fn has_large_steps(&self) -> bool {
        false
    }
    /// From now on `gradient_worker` computes half of every large step, or nobody else does. The results are the same.
    fn set_gradient_worker(&mut self, _gradient_worker: Option<Rc<dyn GradientWorker>>) {}
    /// Why the gradient worker was lost since the last call, if it was.
    fn lost_gradient_worker(&mut self) -> Option<String> {
        None
    }
}

/// An analysis under way.
pub trait Analyser {
    /// Takes one step, and gives what was found after the last one.
    fn step(&mut self) -> Step<'_, Option<AnalysisResult>>;
    /// The share of the work that is done, in `[0, 1]`.
    fn share(&self) -> f64;
}

/// The models that were handed over for an analysis of GPTs of these sizes, checked.
///
/// # Errors
/// A sentence when they are more, fewer or others than it needs.
pub fn models_of(analysis: Analysis, models: Vec<Weights>, config: ModelConfig) -> Result<Vec<Weights>, String> {
    let needs = analysis.needs().len();
    if models.len() != needs {
        return Err(format!("{} models were handed over for an analysis of {needs}", models.len()));
    }
    let checked = |weights: Weights| {
        if weights.architecture != config.into() {
            return Err("a model to look into is of other sizes than the experiment's".to_owned());
        }
        weights.checked().map_err(|e| e.to_string())
    };
    models.into_iter().map(checked).collect()
}

macro_rules! analyser {
    ($instrument:ty, $result:path) => {
        impl Analyser for $instrument {
            fn step(&mut self) -> Step<'_, Option<AnalysisResult>> {
                Box::pin(async move { Ok(Self::step(self).await?.map($result)) })
            }

            fn share(&self) -> f64 {
                Self::share(self)
            }
        }
    };
}

analyser!(Prune, AnalysisResult::Pruning);
analyser!(Probing, AnalysisResult::Probes);
analyser!(AnswerProbing, AnalysisResult::AnswerProbes);
analyser!(PlaceProbing, AnalysisResult::AnswerProbes);
analyser!(Undo, AnalysisResult::Undone);
analyser!(Patch, AnalysisResult::Patching);
analyser!(PruneWeights, AnalysisResult::WeightPruning);
