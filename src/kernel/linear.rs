//! A linear layer and its gradients on plain slices.

use super::matmul::{MANY, Matmul, Room, Seen, View};
use pulp::{Arch, Simd, WithSimd};

/// The sizes of a layer: `x` is `[rows, inputs]`, the weight `[inputs, outputs]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinearShape {
    pub(crate) rows: usize,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

/// `x · weight (+ bias)`, `[rows, outputs]`.
pub(crate) fn forward(x: &[f32], weight: &[f32], bias: Option<&[f32]>, shape: LinearShape) -> Vec<f32> {
    struct Forward<'a>(&'a [f32], &'a [f32], Option<&'a [f32]>, LinearShape);
    impl WithSimd for Forward<'_> {
        type Output = Vec<f32>;
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) -> Vec<f32> {
            let Self(x, weight, bias, LinearShape { rows, inputs, outputs }) = self;
            let mut out = vec![0.0; rows * outputs];
            let (left, right) = (View::rows(x, inputs), View::rows(weight, outputs));
            let matmul = Matmul::<MANY> { rows, depth: inputs, columns: outputs, left, right, seen: Seen::All };
            matmul.write(s, bias, &mut out, outputs, &mut Room::default());
            out
        }
    }
    Arch::new().dispatch(Forward(x, weight, bias, shape))
}

/// The gradient with respect to `x`: `grad · weightᵀ`, `[rows, inputs]`.
pub(crate) fn of_input(grad: &[f32], weight: &[f32], shape: LinearShape) -> Vec<f32> {
    struct OfInput<'a>(&'a [f32], &'a [f32], LinearShape);
    impl WithSimd for OfInput<'_> {
        type Output = Vec<f32>;
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) -> Vec<f32> {
            let Self(grad, weight, LinearShape { rows, inputs, outputs }) = self;
            let mut out = vec![0.0; rows * inputs];
            let (left, right) = (View::rows(grad, outputs), View::columns(weight, outputs));
            let matmul = Matmul::<MANY> { rows, depth: outputs, columns: inputs, left, right, seen: Seen::All };
            matmul.write(s, None, &mut out, inputs, &mut Room::default());
            out
        }
    }
    Arch::new().dispatch(OfInput(grad, weight, shape))
}

/// The gradient with respect to the weight: `xᵀ · grad`, `[inputs, outputs]`.
pub(crate) fn of_weight(x: &[f32], grad: &[f32], shape: LinearShape) -> Vec<f32> {
    struct OfWeight<'a>(&'a [f32], &'a [f32], LinearShape);
    impl WithSimd for OfWeight<'_> {
        type Output = Vec<f32>;
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) -> Vec<f32> {
            let Self(x, grad, LinearShape { rows, inputs, outputs }) = self;
            let mut out = vec![0.0; inputs * outputs];
            let (left, right) = (View::columns(x, inputs), View::rows(grad, outputs));
            let matmul = Matmul::<MANY> { rows: inputs, depth: rows, columns: outputs, left, right, seen: Seen::All };
            matmul.write(s, None, &mut out, outputs, &mut Room::default());
            out
        }
    }
    Arch::new().dispatch(OfWeight(x, grad, shape))
}

/// The gradient with respect to the bias: the sum of `grad` over its rows, `[outputs]`.
pub(crate) fn of_bias(grad: &[f32], outputs: usize) -> Vec<f32> {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let mut out = vec![0.0; outputs];
            for row in grad.chunks_exact(outputs) {
                for (sum, value) in out.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            out
        },
    )
}
