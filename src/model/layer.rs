//! The layers that a GPT is made of, and what those with numbers to mix do.

use super::operations;
use burn::module::{Module, Param};
use burn::tensor::Tensor;

/// `x · weight + bias`, with `weight` `[inputs, outputs]`.
#[derive(Module, Debug)]
pub(super) struct Affine {
    pub(super) weight: Param<Tensor<2>>,
    pub(super) bias: Param<Tensor<1>>,
}

/// Layer normalisation with gain and bias, both `[d_model]`.
#[derive(Module, Debug)]
pub(super) struct Norm {
    pub(super) gain: Param<Tensor<1>>,
    pub(super) bias: Param<Tensor<1>>,
}

/// An embedding table, `[entries, d_model]`.
#[derive(Module, Debug)]
pub(super) struct Table {
    pub(super) weight: Param<Tensor<2>>,
}

/// `x · weight + bias`; `x` is `[rows, inputs]`.
pub(super) fn affine(x: Tensor<2>, layer: &Affine) -> Tensor<2> {
    operations::affine(x, layer.weight.val(), layer.bias.val())
}

/// Layer normalisation of each row of `[rows, d_model]`, with the variance's floor of 1e-5.
pub(super) fn norm(x: Tensor<2>, layer: &Norm) -> Tensor<2> {
    operations::norm(x, layer.gain.val(), layer.bias.val())
}
