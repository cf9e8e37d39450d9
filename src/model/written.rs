//! What a model wrote, and how: plain data.

use serde::{Deserialize, Serialize};

/// How the next token is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Choice {
    /// The likeliest one.
    Greedy,
    /// One in proportion to its probability at this temperature, above 0.
    Sampled {
        /// 1 samples from the model's own distribution.
        temperature: f32,
    },
}

/// What a model wrote after one prompt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// The tokens, without the one that ends them.
    pub tokens: Vec<u32>,
    /// The probability that the model itself gave to each, at temperature 1.
    pub probabilities: Vec<f32>,
    /// Whether the end was written. If not, the context was full.
    pub ended: bool,
}
