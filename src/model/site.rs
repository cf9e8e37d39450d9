//! Named places in the forward pass.

use serde::{Deserialize, Serialize};

/// A named place in the forward pass whose activations can be read and replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// The residual stream before the first block.
    Embedding,
    /// What a block's attention adds to the residual stream.
    Attention(u32),
    /// What a block's MLP adds to the residual stream.
    Mlp(u32),
    /// The residual stream after a block.
    Residual(u32),
}

impl Site {
    /// All places of a model with `blocks` blocks, from input to output.
    pub fn all(blocks: usize) -> Vec<Self> {
        let of_block = |b| [Self::Attention(b), Self::Mlp(b), Self::Residual(b)];
        std::iter::once(Self::Embedding).chain((0..blocks as u32).flat_map(of_block)).collect()
    }

    /// The place as figures name it; blocks are counted from 1.
    pub fn label(self) -> String {
        match self {
            Self::Embedding => "embedding".to_owned(),
            Self::Attention(block) => format!("attention {}", block + 1),
            Self::Mlp(block) => format!("MLP {}", block + 1),
            Self::Residual(block) => format!("residual {}", block + 1),
        }
    }
}
