//! Operations that take one pass forward and one backward, where composed ones take many: embeddings,
//! layer normalisation, linear layers, causal attention, GELU and cross-entropy, as an extension of Burn's backends.
//!
//! The loops are in [`crate::kernel`]; here is how tensors reach them and how gradients flow back. Each operation is
//! compared with its plain form in the tests.

mod autodiff;
#[cfg(feature = "webgpu")]
mod cube;
#[cfg(feature = "cpu")]
mod flex;

use crate::kernel::AttentionShape;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Backend, Dispatch, backend_extension};
use burn::tensor::{Int, Tensor};

/// The fused operations.
#[backend_extension(Flex: cfg(feature = "cpu"), Cube: cfg(feature = "webgpu"), Autodiff)]
pub(crate) trait FusedOps: Backend {
    /// Rows of `token` `[vocabulary, d_model]` for `tokens` `[batch, seq]`, plus rows of `position` `[context, d_model]`:
    /// `[batch · seq, d_model]`.
    fn fused_embedding(
        tokens: IntTensor<Self>,
        token: FloatTensor<Self>,
        position: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// Layer normalisation of each row of `[rows, d_model]`.
    fn fused_norm(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    /// `x · weight + bias`: `[rows, inputs]`, `[inputs, outputs]`, `[outputs]`.
    fn fused_linear(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    /// `x · weight`: `[rows, inputs]`, `[inputs, outputs]`.
    fn fused_matmul(x: FloatTensor<Self>, weight: FloatTensor<Self>) -> FloatTensor<Self>;
    /// What the heads mix, `[batch · rows, d_model]`, and their patterns, `[batch, heads, rows, seq]`; gradients flow through
    /// the first alone.
    fn fused_attention(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        shape: AttentionShape,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
    /// GELU (with erf) of every element.
    fn fused_gelu(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Mean cross-entropy of `logits` `[rows, vocabulary]` and `targets` `[rows, 1]`, `[1]`.
    fn fused_cross_entropy(logits: FloatTensor<Self>, targets: IntTensor<Self>) -> FloatTensor<Self>;
}

/// The gradients of the fused operations, on a backend below autodiff. `grad` is that of the operation's result.
pub(crate) trait FusedGradients: FusedOps {
    /// With respect to the tables, of `entries` and `places` rows.
    fn embedding_gradients(
        tokens: IntTensor<Self>,
        grad: FloatTensor<Self>,
        entries: usize,
        places: usize,
    ) -> [FloatTensor<Self>; 2];
    /// With respect to `x`, `weight` and `bias`.
    fn norm_gradients(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> [FloatTensor<Self>; 3];
    /// With respect to `x` of a product.
    fn matmul_of_input(weight: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// With respect to the weight of a product.
    fn matmul_of_weight(x: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// With respect to the weight and the bias of a linear layer.
    fn linear_of_parameters(x: FloatTensor<Self>, grad: FloatTensor<Self>) -> [FloatTensor<Self>; 2];
    /// With respect to query, key and value.
    fn attention_gradients(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        patterns: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        shape: AttentionShape,
    ) -> [FloatTensor<Self>; 3];
    /// GELU and its derivative at every element.
    fn gelu_and_slope(x: FloatTensor<Self>) -> (FloatTensor<Self>, FloatTensor<Self>);
    /// With respect to what GELU was taken of.
    fn gelu_gradient(slope: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// With respect to the logits; `grad` is `[1]`.
    fn cross_entropy_gradient(
        logits: FloatTensor<Self>,
        targets: IntTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
}

/// The token's row plus the position's, `[batch · seq, d_model]`.
pub(super) fn embedding(tokens: Tensor<2, Int>, token: Tensor<2>, position: Tensor<2>) -> Tensor<2> {
    let (tokens, token, position) = (tokens.into_dispatch(), token.into_dispatch(), position.into_dispatch());
    Tensor::from_dispatch(Dispatch::fused_embedding(tokens, token, position))
}

/// Layer normalisation of each row of `[rows, d_model]`.
pub(super) fn norm(x: Tensor<2>, weight: Tensor<1>, bias: Tensor<1>) -> Tensor<2> {
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::fused_norm(x, weight, bias))
}

/// `x · weight + bias`.
pub(super) fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::fused_linear(x, weight, bias))
}

/// `x · weight`.
pub(super) fn matmul(x: Tensor<2>, weight: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::fused_matmul(x.into_dispatch(), weight.into_dispatch()))
}

/// What the heads mix, `[batch · rows, d_model]`, and their patterns, `[batch, heads, rows, seq]`.
pub(super) fn attention(
    query: Tensor<2>,
    key: Tensor<2>,
    value: Tensor<2>,
    shape: AttentionShape,
) -> (Tensor<2>, Tensor<4>) {
    let (query, key, value) = (query.into_dispatch(), key.into_dispatch(), value.into_dispatch());
    let (mixed, patterns) = Dispatch::fused_attention(query, key, value, shape);
    (Tensor::from_dispatch(mixed), Tensor::from_dispatch(patterns))
}

/// GELU (with erf) of every element.
pub(super) fn gelu(x: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::fused_gelu(x.into_dispatch()))
}

/// Mean cross-entropy of `logits` `[rows, vocabulary]` and `targets` `[rows, 1]`.
pub(super) fn cross_entropy(logits: Tensor<2>, targets: Tensor<2, Int>) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::fused_cross_entropy(logits.into_dispatch(), targets.into_dispatch()))
}
