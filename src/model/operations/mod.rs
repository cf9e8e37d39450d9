//! The operations that a transformer is made of: fused where that is switched on, else composed of Burn's own.

use crate::kernel::AttentionShape;
use burn::tensor::{Int, Tensor};
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(any(feature = "cpu", feature = "webgpu"))]
use super::fused;

const CAN_FUSE: bool = cfg!(any(feature = "cpu", feature = "webgpu"));

static FUSE: AtomicBool = AtomicBool::new(CAN_FUSE);

/// Switches the fused operations on or off for the whole process; they are on where a build has them. Returns whether they
/// are on now. Meant to be called once, before any model is made: results differ in their last digits.
pub fn fuse_operations(on: bool) -> bool {
    FUSE.store(on && CAN_FUSE, Ordering::Relaxed);
    on && CAN_FUSE
}

/// Whether the fused operations are on.
#[cfg(any(feature = "cpu", feature = "webgpu"))]
pub(crate) fn operations_are_fused() -> bool {
    FUSE.load(Ordering::Relaxed)
}

/// Either form of an operation.
macro_rules! either {
    ($name:ident($($argument:ident),*)) => {{
        #[cfg(any(feature = "cpu", feature = "webgpu"))]
        if operations_are_fused() {
            return fused::$name($($argument),*);
        }
        plain::$name($($argument),*)
    }};
}

/// Rows of `token` `[vocabulary, d_model]` for `tokens` `[batch, seq]`, plus the first rows of `position`
/// `[context, d_model]`: `[batch · seq, d_model]`.
pub(super) fn embedding(tokens: Tensor<2, Int>, token: Tensor<2>, position: Tensor<2>) -> Tensor<2> {
    either!(embedding(tokens, token, position))
}

/// Layer normalisation of each row of `[rows, d_model]`, with the variance's floor of 1e-5.
pub(super) fn norm(x: Tensor<2>, weight: Tensor<1>, bias: Tensor<1>) -> Tensor<2> {
    either!(norm(x, weight, bias))
}

/// `x · weight + bias`: `[rows, inputs]`, `[inputs, outputs]`, `[outputs]`.
pub(super) fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    either!(linear(x, weight, bias))
}

/// `x · weight`: `[rows, inputs]`, `[inputs, outputs]`.
pub(super) fn matmul(x: Tensor<2>, weight: Tensor<2>) -> Tensor<2> {
    either!(matmul(x, weight))
}

/// What the heads mix, `[batch · rows, d_model]`, and their patterns, `[batch, heads, rows, seq]`. The query is
/// `[batch · rows, d_model]`, of the last positions; key and value are `[batch · seq, d_model]`. Gradients flow through what is
/// mixed.
pub(super) fn attention(
    query: Tensor<2>,
    key: Tensor<2>,
    value: Tensor<2>,
    shape: AttentionShape,
) -> (Tensor<2>, Tensor<4>) {
    either!(attention(query, key, value, shape))
}

/// GELU (with erf) of every element.
pub(super) fn gelu(x: Tensor<2>) -> Tensor<2> {
    either!(gelu(x))
}

/// Mean cross-entropy of `logits` `[rows, vocabulary]` and `targets` `[rows, 1]`, in nats, `[1]`.
pub(crate) fn cross_entropy(logits: Tensor<2>, targets: Tensor<2, Int>) -> Tensor<1> {
    either!(cross_entropy(logits, targets))
}

/// The plain forms, which the fused ones are compared with.
mod plain {
    use crate::kernel::AttentionShape;
    use burn::tensor::activation::{log_softmax, softmax};
    use burn::tensor::module::layer_norm;
    use burn::tensor::{Int, Tensor, TensorData};

    pub(crate) fn embedding(tokens: Tensor<2, Int>, token: Tensor<2>, position: Tensor<2>) -> Tensor<2> {
        let ([batch, seq], [_, width]) = (tokens.dims(), token.dims());
        let position = position.slice([0..seq, 0..width]).unsqueeze::<3>();
        (burn::tensor::module::embedding(token, tokens) + position).reshape([batch * seq, width])
    }

    pub(crate) fn norm(x: Tensor<2>, weight: Tensor<1>, bias: Tensor<1>) -> Tensor<2> {
        layer_norm(x, weight, Some(bias), 1e-5)
    }

    pub(crate) fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
        x.matmul(weight) + bias.unsqueeze()
    }

    pub(crate) fn matmul(x: Tensor<2>, weight: Tensor<2>) -> Tensor<2> {
        x.matmul(weight)
    }

    pub(crate) fn attention(
        query: Tensor<2>,
        key: Tensor<2>,
        value: Tensor<2>,
        shape: AttentionShape,
    ) -> (Tensor<2>, Tensor<4>) {
        let AttentionShape { batch, seq, rows, heads, width } = shape;
        let head_width = width / heads;
        let split = |x: Tensor<2>, n: usize| x.reshape([batch, n, heads, head_width]).swap_dims(1, 2);
        let query = split(query.mul_scalar(1.0 / (head_width as f64).sqrt()), rows);
        let pattern = causal_softmax(query.matmul(split(key, seq).swap_dims(2, 3)));
        let mixed = pattern.clone().matmul(split(value, seq)).swap_dims(1, 2).reshape([batch * rows, width]);
        (mixed, pattern)
    }

    pub(crate) fn gelu(x: Tensor<2>) -> Tensor<2> {
        burn::tensor::activation::gelu(x)
    }

    pub(crate) fn cross_entropy(logits: Tensor<2>, targets: Tensor<2, Int>) -> Tensor<1> {
        log_softmax(logits, 1).gather(1, targets).mean().neg()
    }

    /// Causal softmax of `[batch, heads, rows, seq]`, where `rows` are the last positions.
    fn causal_softmax(scores: Tensor<4>) -> Tensor<4> {
        let [_, _, rows, seq] = scores.dims();
        if rows == 1 {
            return softmax(scores, 3);
        }
        let mask = Tensor::<4>::from_data(future(seq, rows), &scores.device());
        softmax(scores + mask, 3)
    }

    /// `[1, 1, rows, seq]`: 0 where a position may be seen, a large negative number where it lies in the future.
    fn future(seq: usize, rows: usize) -> TensorData {
        let first = seq - rows;
        let values: Vec<f32> =
            (0..rows).flat_map(|row| (0..seq).map(move |col| if col > first + row { -1e9 } else { 0.0 })).collect();
        TensorData::new(values, [1, 1, rows, seq])
    }
}

#[cfg(any(feature = "cpu", feature = "webgpu"))]
pub(crate) mod check;

#[cfg(all(test, feature = "cpu"))]
#[allow(clippy::unwrap_used)]
mod tests;
