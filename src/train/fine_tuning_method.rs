//! Which weights a stage may move, and how: plain settings, known without any tensor.

use serde::{Deserialize, Serialize};

/// Which weights a stage may move.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum FineTuningMethod {
    /// All of them.
    Free,
    /// None but a change of rank `rank` to each matrix of the blocks (LoRA). Its random factors come from `seed`.
    LowRank {
        /// Rank of a change.
        rank: u32,
        /// The experiment's seed.
        seed: u32,
    },
    /// All but the embeddings and the first blocks.
    Frozen {
        /// How many blocks stay as they are.
        blocks: u32,
    },
    /// All, each pulled back to where it was by `rate · strength` of its distance after every step (L2-SP, decoupled
    /// like AdamW's decay).
    Pulled {
        /// How strongly.
        #[serde(rename = "pull")]
        strength: f32,
    },
    /// All, but what is zero in the blocks' matrices to begin with: what pruning removed stays removed.
    Pruned,
}
