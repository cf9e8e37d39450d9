//! One transformer block: attention and an MLP, each reading a normalised copy of the residual stream and adding to it.

use super::attention::Attention;
use super::layer::{LayerNorm, Linear, linear, norm};
use super::operations::gelu;
use super::site::Site;
use crate::kernel::AttentionShape;
use burn::module::Module;
use burn::tensor::Tensor;

/// A pre-norm transformer block.
#[derive(Module, Debug)]
pub(super) struct Block {
    pub(super) norm_attention: LayerNorm,
    pub(super) attention: Attention,
    pub(super) norm_mlp: LayerNorm,
    pub(super) mlp_in: Linear,
    pub(super) mlp_out: Linear,
}

/// Replaces the activations of a place, `[batch · rows, d_model]`, by others of the same shape.
pub type Edit<'a> = &'a dyn Fn(Site, Tensor<2>) -> Tensor<2>;

/// The named activations of one block.
#[derive(Clone, Debug)]
pub struct BlockTrace {
    /// Who attends to whom, `[batch, heads, rows, seq]`; `rows` is 1 where only the last position was read.
    pub pattern: Tensor<4>,
    /// What attention adds to the residual stream, `[batch · rows, d_model]`.
    pub attention_out: Tensor<2>,
    /// The MLP's hidden units after the non-linearity, `[batch · rows, 4 · d_model]`.
    pub hidden: Tensor<2>,
    /// What the MLP adds to the residual stream, `[batch · rows, d_model]`.
    pub mlp_out: Tensor<2>,
    /// The residual stream after the block, `[batch · rows, d_model]`.
    pub residual: Tensor<2>,
}

impl Block {
    /// Carries the residual stream `[batch · seq, d_model]` through the block. With `shape.rows` below `shape.seq` only
    /// the last `rows` positions come out: earlier ones are still attended to, and nothing else would read them. `edit`
    /// may replace what the block with this `index` writes.
    pub(super) fn forward(&self, stream: Tensor<2>, shape: AttentionShape, index: u32, edit: Edit<'_>) -> BlockTrace {
        let AttentionShape { batch, seq, rows, width, .. } = shape;
        let last = |x: Tensor<2>| {
            if rows == seq {
                x
            } else {
                x.reshape([batch, seq, width])
                    .slice([0..batch, seq - rows..seq, 0..width])
                    .reshape([batch * rows, width])
            }
        };
        let all = norm(stream.clone(), &self.norm_attention);
        let attended = self.attention.forward(all.clone(), last(all), shape);
        let attention_out = edit(Site::Attention(index), attended.out);
        let stream = last(stream) + attention_out.clone();
        let hidden = gelu(linear(norm(stream.clone(), &self.norm_mlp), &self.mlp_in));
        let mlp_out = edit(Site::Mlp(index), linear(hidden.clone(), &self.mlp_out));
        let residual = edit(Site::Residual(index), stream + mlp_out.clone());
        BlockTrace { pattern: attended.pattern, attention_out, hidden, mlp_out, residual }
    }
}
