//! Operations of the CPU engine that take one pass forward and one backward, where composed ones take many: GELU, causal
//! softmax and layer normalisation.
//!
//! Each is compared with its plain form in the tests. The exponential inside is the project's own polynomial, which
//! compilers turn into SIMD and which gives the same bits natively and in wasm.

mod autodiff;
mod exponential;
mod gelu;
mod kernels;
mod norm;
mod softmax;

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, backend_extension};
use burn::tensor::Tensor;

/// The fused operations as an extension of Burn's CPU backend.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait FusedOps: Backend {
    /// GELU of every element.
    fn fused_gelu(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// The gradient of [`FusedOps::fused_gelu`] at `x`, times `grad`.
    fn fused_gelu_backward(x: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Softmax over the last axis of `[batch, heads, rows, seq]`; row `i` of `rows` sees the first `seq − rows + i + 1`.
    fn fused_causal_softmax(scores: FloatTensor<Self>) -> FloatTensor<Self>;
    /// The gradient of [`FusedOps::fused_causal_softmax`] whose result was `pattern`, times `grad`.
    fn fused_causal_softmax_backward(pattern: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Layer normalisation of each row of `[rows, d_model]`.
    fn fused_norm(x: FloatTensor<Self>, gain: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Gradients of [`FusedOps::fused_norm`] in one tensor `[rows + 2, d_model]`: of `x`, then of `gain`, then of `bias`.
    fn fused_norm_backward(x: FloatTensor<Self>, gain: FloatTensor<Self>, grad: FloatTensor<Self>)
    -> FloatTensor<Self>;
}

/// GELU (with erf) of every element.
pub(super) fn gelu(x: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::fused_gelu(x.into_dispatch()))
}

/// Causal softmax of `[batch, heads, rows, seq]`, where `rows` are the last positions.
pub(super) fn causal_softmax(scores: Tensor<4>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::fused_causal_softmax(scores.into_dispatch()))
}

/// Layer normalisation of each row of `[rows, d_model]`.
pub(super) fn norm(x: Tensor<2>, gain: Tensor<1>, bias: Tensor<1>) -> Tensor<2> {
    let (x, gain, bias) = (x.into_dispatch(), gain.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::fused_norm(x, gain, bias))
}
