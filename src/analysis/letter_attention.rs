//! Where the last position of a compiled model looks, letter by letter (paper, attention maps of the Tracr setup).

use crate::model::CompiledWeights;
use serde::{Deserialize, Serialize};

/// The mean attention of one head from the last position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterAttention {
    /// Block, counted from 0.
    pub layer: u32,
    /// Head of the block, counted from 0.
    pub head: u32,
    /// The share that goes to each row of the token embedding, all of its occurrences together; they sum to 1.
    pub to: Vec<f32>,
}

/// The mean over `strings`, which are rows of the token embedding with the token before the string first.
pub fn letter_attention(weights: &CompiledWeights, strings: &[Vec<u32>]) -> Vec<LetterAttention> {
    let model = weights.matrices();
    let (layers, heads) = (weights.sizes.layers, weights.sizes.heads);
    let mut sums = vec![vec![0.0_f64; weights.sizes.words]; layers * heads];
    for tokens in strings {
        for (layer, found) in model.forward(tokens).layers.iter().enumerate() {
            for (head, pattern) in found.attention.iter().enumerate() {
                for (share, token) in pattern.last().into_iter().flatten().zip(tokens) {
                    sums[layer * heads + head][*token as usize] += f64::from(*share);
                }
            }
        }
    }
    let count = strings.len().max(1) as f64;
    let mean = |(index, to): (usize, Vec<f64>)| LetterAttention {
        layer: (index / heads.max(1)) as u32,
        head: (index % heads.max(1)) as u32,
        to: to.into_iter().map(|sum| (sum / count) as f32).collect(),
    };
    sums.into_iter().enumerate().map(mean).collect()
}
