//! A learner in the middle of a stage, as plain data: what it takes to go on as if it had not stopped.

use crate::model::Weights;
use serde::{Deserialize, Serialize};

/// The weights, the optimiser's moments and the loss that was not told yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearnerState {
    /// The weights.
    pub weights: Weights,
    /// The optimiser's moments of all parameters, in their order, each as long as all weights together: AdamW's first and second, or the
    /// velocity of gradient descent with momentum.
    pub moments: Vec<Vec<f32>>,
    /// Steps taken.
    pub steps: u32,
    /// The sum of the losses since it was last told, and how many they are.
    pub losses: Option<(f64, u32)>,
}

impl LearnerState {
    /// Whether its parts fit each other and a stage of `steps` steps.
    pub fn is_possible(&self, steps: u32) -> bool {
        let shapes = self.weights.architecture.parameters();
        let count: usize = shapes.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        let usable = |moments: &Vec<f32>| moments.len() == count && moments.iter().all(|m| m.is_finite());
        self.steps <= steps
            && (1..=2).contains(&self.moments.len())
            && self.moments.iter().all(usable)
            && self.moments.get(1).is_none_or(|second| second.iter().all(|m| *m >= 0.0))
    }
}
