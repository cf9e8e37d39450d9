//! Layer normalisation of rows and its gradients, on plain slices.

use super::softmax::sum;
use pulp::Arch;

/// Added to the variance.
const EPSILON: f32 = 1e-5;

/// Mean and reciprocal standard deviation of a row.
#[inline(always)]
fn moments(row: &[f32], buffer: &mut [f32]) -> (f32, f32) {
    let mean = sum(row) / row.len() as f32;
    for (square, value) in buffer.iter_mut().zip(row) {
        *square = (value - mean) * (value - mean);
    }
    (mean, 1.0 / (sum(buffer) / row.len() as f32 + EPSILON).sqrt())
}

/// Each row of `x` with mean 0 and variance 1, times `gain`, plus `bias`.
pub(crate) fn forward(x: &[f32], gain: &[f32], bias: &[f32]) -> Vec<f32> {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let mut out = vec![0.0; x.len()];
            let mut buffer = vec![0.0; gain.len()];
            for (out, row) in out.chunks_exact_mut(gain.len()).zip(x.chunks_exact(gain.len())) {
                let (mean, scale) = moments(row, &mut buffer);
                for (((out, value), gain), bias) in out.iter_mut().zip(row).zip(gain).zip(bias) {
                    *out = (value - mean) * scale * gain + bias;
                }
            }
            out
        },
    )
}

/// The gradients with respect to `x`, `gain` and `bias`.
pub(crate) fn backward(x: &[f32], gain: &[f32], grad: &[f32]) -> [Vec<f32>; 3] {
    Arch::new().dispatch(
        #[inline(always)]
        || gradients(x, gain, grad),
    )
}

#[inline(always)]
fn gradients(x: &[f32], gain: &[f32], grad: &[f32]) -> [Vec<f32>; 3] {
    let width = gain.len();
    let mut of_x = vec![0.0; x.len()];
    let (mut of_gain, mut of_bias) = (vec![0.0; width], vec![0.0; width]);
    let (mut normal, mut product) = (vec![0.0; width], vec![0.0; width]);
    for ((of_x, row), grad) in of_x.chunks_exact_mut(width).zip(x.chunks_exact(width)).zip(grad.chunks_exact(width)) {
        let (mean, scale) = moments(row, &mut normal);
        for (normal, value) in normal.iter_mut().zip(row) {
            *normal = (value - mean) * scale;
        }
        for ((total, normal), grad) in of_gain.iter_mut().zip(&normal).zip(grad) {
            *total += normal * grad;
        }
        for ((total, of_x), (grad, gain)) in of_bias.iter_mut().zip(of_x.iter_mut()).zip(grad.iter().zip(gain)) {
            *total += grad;
            *of_x = grad * gain;
        }
        for ((product, of_x), normal) in product.iter_mut().zip(of_x.iter()).zip(&normal) {
            *product = of_x * normal;
        }
        let (mean_grad, mean_product) = (sum(of_x) / width as f32, sum(&product) / width as f32);
        for (of_x, normal) in of_x.iter_mut().zip(&normal) {
            *of_x = (*of_x - mean_grad - normal * mean_product) * scale;
        }
    }
    [of_x, of_gain, of_bias]
}
