//! Sizes of a compiled transformer, and the names and shapes of its parameters.

use super::super::config::ConfigError;
use serde::{Deserialize, Serialize};

/// Sizes of a compiled transformer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompiledSizes {
    /// Rows of the token embedding.
    pub words: usize,
    /// Positions, the one before the string included.
    pub context: usize,
    /// Width of the residual stream: one direction for each value of each sequence of the program.
    pub width: usize,
    /// Blocks.
    pub layers: usize,
    /// Attention heads of a block.
    pub heads: usize,
    /// Width of queries, keys and values of a head.
    pub key_size: usize,
    /// Hidden units of an MLP.
    pub hidden: usize,
    /// Whether a position sees only itself and those before it.
    pub causal: bool,
}

impl CompiledSizes {
    /// Checks the ranges: words 1–4,096, context 1–4,096, width, keys and hidden units 1–65,536, layers 0–64, heads 0–256.
    ///
    /// # Errors
    /// Names the first size that is out of range.
    pub fn checked(self) -> Result<Self, ConfigError> {
        let ranges = [
            ("the number of words", self.words, 1, 4_096),
            ("the context", self.context, 1, 4_096),
            ("the width", self.width, 1, 65_536),
            ("the number of layers", self.layers, 0, 64),
            ("the number of heads", self.heads, 0, 256),
            ("the width of a key", self.key_size, 0, 65_536),
            ("the number of hidden units", self.hidden, 0, 65_536),
        ];
        for (name, value, low, high) in ranges {
            if !(low..=high).contains(&value) {
                return Err(ConfigError::Range { name, value, low, high });
            }
        }
        Ok(self)
    }

    /// Name and shape of every parameter, in the one order in which they are kept. Matrices are `[inputs, outputs]`; the heads of a
    /// block stand side by side. Compiled biases are zero; training moves them.
    pub fn parameters(&self) -> Vec<(String, Vec<usize>)> {
        let (d, inner) = (self.width, self.heads * self.key_size);
        let mut list = vec![
            ("token.weight".to_owned(), vec![self.words, d]),
            ("position.weight".to_owned(), vec![self.context, d]),
        ];
        for layer in 0..self.layers {
            let mut push = |name: &str, [inputs, outputs]: [usize; 2]| {
                list.push((format!("layers.{layer}.{name}.weight"), vec![inputs, outputs]));
                list.push((format!("layers.{layer}.{name}.bias"), vec![outputs]));
            };
            push("attention.query", [d, inner]);
            push("attention.key", [d, inner]);
            push("attention.value", [d, inner]);
            push("attention.output", [inner, d]);
            push("mlp_in", [d, self.hidden]);
            push("mlp_out", [self.hidden, d]);
        }
        list
    }

    /// How many numbers the model has.
    pub fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }
}
