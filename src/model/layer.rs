//! The layers that a GPT is made of, and what those with numbers to mix do.

use super::operations;
use burn::module::{Module, Param};
use burn::tensor::Tensor;

/// `x · weight + bias`, with `weight` `[inputs, outputs]`.
#[derive(Module, Debug)]
pub(super) struct Linear {
    pub(super) weight: Param<Tensor<2>>,
    pub(super) bias: Param<Tensor<1>>,
}

/// Layer normalisation with weight and bias, both `[d_model]`.
#[derive(Module, Debug)]
pub(super) struct LayerNorm {
    pub(super) weight: Param<Tensor<1>>,
    pub(super) bias: Param<Tensor<1>>,
}

/// An embedding table, `[entries, d_model]`.
#[derive(Module, Debug)]
pub(super) struct Embedding {
    pub(super) weight: Param<Tensor<2>>,
}

/// `x · weight + bias`; `x` is `[rows, inputs]`.
pub(super) fn linear(x: Tensor<2>, layer: &Linear) -> Tensor<2> {
    operations::linear(x, layer.weight.val(), layer.bias.val())
}

/// Layer normalisation of each row of `[rows, d_model]`, with the variance's floor of 1e-5.
pub(super) fn norm(x: Tensor<2>, layer: &LayerNorm) -> Tensor<2> {
    operations::norm(x, layer.weight.val(), layer.bias.val())
}
