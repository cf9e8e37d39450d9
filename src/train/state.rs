//! A learner in the middle of a stage, as plain data: what it takes to go on as if it had not stopped.

use crate::model::Weights;
use serde::{Deserialize, Serialize};

/// The weights, AdamW's moments and the loss that was not told yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearnerState {
    /// The weights.
    pub weights: Weights,
    /// The first and second moments of all parameters, in their order, each as long as all weights together.
    pub moments: [Vec<f32>; 2],
    /// Steps taken.
    pub steps: u32,
    /// The sum of the losses since it was last told, and how many they are.
    pub losses: Option<(f32, u32)>,
}

impl LearnerState {
    /// Whether its parts fit each other and a stage of `steps` steps.
    pub fn is_possible(&self, steps: u32) -> bool {
        let shapes = self.weights.config.parameters();
        let count: usize = shapes.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        let usable = |moments: &Vec<f32>| moments.len() == count && moments.iter().all(|m| m.is_finite());
        self.steps <= steps && self.moments.iter().all(usable) && self.moments[1].iter().all(|m| *m >= 0.0)
    }
}
