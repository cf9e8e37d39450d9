//! Causal self-attention with several heads, written out so that a reader can follow it.

use super::layer::{Linear, linear};
use super::operations;
use crate::kernel::AttentionShape;
use burn::module::Module;
use burn::tensor::Tensor;

/// Causal multi-head self-attention. All four matrices are `[d_model, d_model]`.
#[derive(Module, Debug)]
pub(super) struct Attention {
    pub(super) query: Linear,
    pub(super) key: Linear,
    pub(super) value: Linear,
    pub(super) output: Linear,
}

/// What an attention layer did.
pub(super) struct Attended {
    /// Written into the residual stream, `[batch · rows, d_model]`.
    pub(super) out: Tensor<2>,
    /// Who attends to whom, `[batch, heads, rows, seq]`.
    pub(super) pattern: Tensor<4>,
}

impl Attention {
    /// Attends from `rows` (normalised residual stream of the last `shape.rows` positions, `[batch · rows, d_model]`) to
    /// `all` positions (`[batch · seq, d_model]`).
    pub(super) fn forward(&self, all: Tensor<2>, rows: Tensor<2>, shape: AttentionShape) -> Attended {
        let query = linear(rows, &self.query);
        let key = linear(all.clone(), &self.key);
        let value = linear(all, &self.value);
        let (mixed, pattern) = operations::attention(query, key, value, shape);
        Attended { out: linear(mixed, &self.output), pattern }
    }
}
