//! Layer normalisation of rows and its gradients, on plain slices.
//!
//! Rows go through each pass some at a time: a row's sums are chains of additions, and a processor works on several rows' chains
//! at once when they follow each other closely.

use super::softmax::sum;
use pulp::Arch;

/// Added to the variance.
const EPSILON: f32 = 1e-5;
/// Rows that go through a pass together.
const TOGETHER: usize = 8;

/// Mean and reciprocal standard deviation of each row of `rows`, of which there are at most [`TOGETHER`]. `room` is as large as
/// they are.
#[inline(always)]
fn moments(rows: &[f32], width: usize, room: &mut [f32]) -> [(f32, f32); TOGETHER] {
    let mut moments = [(0.0, 0.0); TOGETHER];
    for ((mean, _), row) in moments.iter_mut().zip(rows.chunks_exact(width)) {
        *mean = sum(row) / width as f32;
    }
    for (((mean, _), row), squares) in moments.iter().zip(rows.chunks_exact(width)).zip(room.chunks_exact_mut(width)) {
        for (square, value) in squares.iter_mut().zip(row) {
            *square = (value - mean) * (value - mean);
        }
    }
    for ((_, scale), squares) in moments.iter_mut().zip(room.chunks_exact(width)) {
        *scale = 1.0 / (sum(squares) / width as f32 + EPSILON).sqrt();
    }
    moments
}

/// Each row of `x` with mean 0 and variance 1, times `weight`, plus `bias`.
pub(crate) fn forward(x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let width = weight.len();
            let mut out = vec![0.0; x.len()];
            let mut room = vec![0.0; TOGETHER * width];
            for (outs, rows) in out.chunks_mut(TOGETHER * width).zip(x.chunks(TOGETHER * width)) {
                let moments = moments(rows, width, &mut room);
                let each = outs.chunks_exact_mut(width).zip(rows.chunks_exact(width)).zip(moments);
                for ((out, row), (mean, scale)) in each {
                    for (((out, value), weight), bias) in out.iter_mut().zip(row).zip(weight).zip(bias) {
                        *out = (value - mean) * scale * weight + bias;
                    }
                }
            }
            out
        },
    )
}

/// The gradients with respect to `x`, `weight` and `bias`.
pub(crate) fn backward(x: &[f32], weight: &[f32], grad: &[f32]) -> [Vec<f32>; 3] {
    Arch::new().dispatch(
        #[inline(always)]
        || gradients(x, weight, grad),
    )
}

#[inline(always)]
fn gradients(x: &[f32], weight: &[f32], grad: &[f32]) -> [Vec<f32>; 3] {
    let width = weight.len();
    let mut of_x = vec![0.0; x.len()];
    let (mut of_weight, mut of_bias) = (vec![0.0; width], vec![0.0; width]);
    let (mut normals, mut products) = (vec![0.0; TOGETHER * width], vec![0.0; TOGETHER * width]);
    let size = TOGETHER * width;
    for ((of_xs, rows), grads) in of_x.chunks_mut(size).zip(x.chunks(size)).zip(grad.chunks(size)) {
        let moments = moments(rows, width, &mut normals);
        let inputs = rows.chunks_exact(width).zip(grads.chunks_exact(width)).zip(moments);
        let outputs = of_xs.chunks_exact_mut(width).zip(normals.chunks_exact_mut(width));
        for ((((row, grad), (mean, scale)), (of_x, normal)), product) in
            inputs.zip(outputs).zip(products.chunks_exact_mut(width))
        {
            for (normal, value) in normal.iter_mut().zip(row) {
                *normal = (value - mean) * scale;
            }
            for (((total, normal), grad), (of_x, weight)) in
                of_weight.iter_mut().zip(normal.iter()).zip(grad).zip(of_x.iter_mut().zip(weight))
            {
                *total += normal * grad;
                *of_x = grad * weight;
            }
            for (total, grad) in of_bias.iter_mut().zip(grad) {
                *total += grad;
            }
            for ((product, of_x), normal) in product.iter_mut().zip(of_x.iter()).zip(normal.iter()) {
                *product = of_x * normal;
            }
        }
        let mut means = [(0.0, 0.0); TOGETHER];
        for ((means, of_x), product) in
            means.iter_mut().zip(of_xs.chunks_exact(width)).zip(products.chunks_exact(width))
        {
            *means = (sum(of_x) / width as f32, sum(product) / width as f32);
        }
        let outputs = of_xs.chunks_exact_mut(width).zip(normals.chunks_exact(width));
        for (((of_x, normal), (_, scale)), (mean_grad, mean_product)) in outputs.zip(moments).zip(means) {
            for (of_x, normal) in of_x.iter_mut().zip(normal) {
                *of_x = (*of_x - mean_grad - normal * mean_product) * scale;
            }
        }
    }
    [of_x, of_weight, of_bias]
}
