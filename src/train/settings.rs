//! What a stage is trained for and how: plain settings, known without any tensor.

use serde::{Deserialize, Serialize};

/// What a stage is trained to predict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// The answer alone.
    Answer,
    /// Every next token, the answer among them.
    EveryToken,
}

/// Settings of AdamW.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdamW {
    /// Decay of the first moment.
    pub beta_1: f32,
    /// Decay of the second moment.
    pub beta_2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
    /// Decoupled weight decay.
    pub weight_decay: f32,
    /// Limit of the gradient's norm over all parameters; none when absent.
    pub clip: Option<f64>,
}
