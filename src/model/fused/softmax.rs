//! Causal softmax over rows and its gradient, on plain slices.

use super::exponential::exp_of_negative;

/// Softmax of each row of `[…, rows, seq]`; row `i` of `rows` sees the first `seq − rows + i + 1` numbers, the rest is 0.
pub(super) fn forward(scores: &[f32], rows: usize, seq: usize) -> Vec<f32> {
    let mut out = scores.to_vec();
    for (index, row) in out.chunks_exact_mut(seq).enumerate() {
        let (seen, future) = row.split_at_mut(seq - rows + index % rows + 1);
        let largest = seen.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for value in seen.iter_mut() {
            *value = exp_of_negative(*value - largest);
        }
        let scale = 1.0 / sum(seen);
        for value in seen {
            *value *= scale;
        }
        future.fill(0.0);
    }
    out
}

/// The gradient of softmax whose result was `pattern`, times `grad`; both `[…, rows, seq]`. Future places have a
/// pattern of 0, and so a gradient of 0.
pub(super) fn backward(pattern: &[f32], grad: &[f32], seq: usize) -> Vec<f32> {
    let mut out = grad.to_vec();
    for (row, pattern) in out.chunks_exact_mut(seq).zip(pattern.chunks_exact(seq)) {
        for (value, p) in row.iter_mut().zip(pattern) {
            *value *= p;
        }
        let mean = sum(row);
        for (value, p) in row.iter_mut().zip(pattern) {
            *value -= p * mean;
        }
    }
    out
}

/// The sum, in eight parts that are added at the end: a fixed order that allows SIMD.
pub(super) fn sum(values: &[f32]) -> f32 {
    let (parts, rest) = values.as_chunks::<8>();
    let mut lanes = [0.0_f32; 8];
    for part in parts {
        for (lane, value) in lanes.iter_mut().zip(part) {
            *lane += value;
        }
    }
    lanes.iter().chain(rest).sum()
}
