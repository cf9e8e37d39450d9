//! Where the answer position looks: the share of its attention on the letters `a` and on the letters `b`.

use super::lens_reading::LensReading;
use serde::{Deserialize, Serialize};

/// Attention of the position that predicts the answer, averaged over heads and samples: for each block the share that lies
/// on letters `a` and the share that lies on letters `b`; the rest lies on `c` and on the tokens around the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AttentionMass {
    /// Where the prompt asks for `a` (O_PT).
    pub asked_for_a: Vec<[f32; 2]>,
    /// Where the prompt asks for `b` (O_FT).
    pub asked_for_b: Vec<[f32; 2]>,
}

/// What one model makes of one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Probability of each token of the vocabulary, by its number.
    pub probabilities: Vec<f32>,
    /// Who attends to whom: for each block and head `[seq, seq]` row by row, the attending position first.
    pub patterns: Vec<Vec<Vec<f32>>>,
    /// What it would answer after every half block.
    pub lens: LensReading,
}
