//! Causal self-attention with several heads, written out so that a reader can follow it.

use super::gpt::{Affine, affine};
use super::operations::causal_softmax;
use burn::module::Module;
use burn::tensor::Tensor;

/// Causal multi-head self-attention. All four matrices are `[d_model, d_model]`.
#[derive(Module, Debug)]
pub(super) struct Attention {
    pub(super) query: Affine,
    pub(super) key: Affine,
    pub(super) value: Affine,
    pub(super) output: Affine,
}

/// What an attention layer did.
pub(super) struct Attended {
    /// Written into the residual stream, `[batch · rows, d_model]`.
    pub(super) out: Tensor<2>,
    /// Who attends to whom, `[batch, heads, rows, seq]`.
    pub(super) pattern: Tensor<4>,
}

impl Attention {
    /// Attends from `rows` (normalised residual stream of the last `n_rows` positions, `[batch · n_rows, d_model]`) to
    /// `all` positions (`[batch · seq, d_model]`).
    pub(super) fn forward(&self, all: Tensor<2>, rows: Tensor<2>, shape: AttentionShape) -> Attended {
        let AttentionShape { batch, seq, rows: n_rows, heads } = shape;
        let width = all.dims()[1];
        let head_width = width / heads;
        let split = |x: Tensor<2>, n: usize| x.reshape([batch, n, heads, head_width]).swap_dims(1, 2);
        let query = split(affine(rows, &self.query).mul_scalar(1.0 / (head_width as f64).sqrt()), n_rows);
        let key = split(affine(all.clone(), &self.key), seq);
        let value = split(affine(all, &self.value), seq);
        let pattern = causal_softmax(query.matmul(key.swap_dims(2, 3)));
        let mixed = pattern.clone().matmul(value).swap_dims(1, 2).reshape([batch * n_rows, width]);
        Attended { out: affine(mixed, &self.output), pattern }
    }
}

/// The sizes of one attention call.
#[derive(Clone, Copy)]
pub(super) struct AttentionShape {
    pub(super) batch: usize,
    pub(super) seq: usize,
    /// How many of the last positions attend.
    pub(super) rows: usize,
    pub(super) heads: usize,
}
