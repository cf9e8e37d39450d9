//! Causal softmax over a pattern's rows and its gradient, in place on plain slices.

use super::exponential::{ABREAST, Exponential, each, few};
use pulp::Simd;

/// Softmax of each row of `[rows, seq]` times `scale`; row `i` of `rows` sees the first `seq − rows + i + 1` numbers, the rest
/// becomes 0.
#[inline(always)]
pub(super) fn causal<S: Simd>(s: S, scores: &mut [f32], rows: usize, seq: usize, scale: f32) {
    let exponential = Exponential::new(s);
    for (index, row) in scores.chunks_exact_mut(seq).enumerate() {
        let count = seq - rows + index + 1;
        let (largest, scale) = (s.splat_f32s(largest(&row[..count])), s.splat_f32s(scale));
        // Whole vectors are quicker than a part of one; what the row does not see becomes 0 afterwards.
        let whole = count.next_multiple_of(ABREAST * S::F32_LANES).min(seq);
        each(
            s,
            &mut row[..whole],
            #[inline(always)]
            |score| exponential.of_negative(s, few!(|score| s.mul_f32s(s.sub_f32s(score, largest), scale))),
        );
        let (seen, future) = row.split_at_mut(count);
        let share = 1.0 / sum(seen);
        for value in seen {
            *value *= share;
        }
        future.fill(0.0);
    }
}

/// Turns the gradient with respect to a pattern into that with respect to its scores, before they were multiplied by `scale`.
#[inline(always)]
pub(super) fn causal_backward(pattern: &[f32], grad: &mut [f32], rows: usize, seq: usize, scale: f32) {
    for (index, (row, pattern)) in grad.chunks_exact_mut(seq).zip(pattern.chunks_exact(seq)).enumerate() {
        let (seen, future) = row.split_at_mut(seq - rows + index + 1);
        for (value, p) in seen.iter_mut().zip(pattern) {
            *value *= p;
        }
        let mean = sum(seen);
        for (value, p) in seen.iter_mut().zip(pattern) {
            *value = (*value - p * mean) * scale;
        }
        future.fill(0.0);
    }
}

/// The sum, in eight parts that are added at the end: a fixed order that allows SIMD.
#[inline(always)]
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

/// The largest number; a NaN among them is passed over.
#[inline(always)]
pub(super) fn largest(values: &[f32]) -> f32 {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let (parts, rest) = values.as_chunks::<8>();
    let mut lanes = [f32::NEG_INFINITY; 8];
    for part in parts {
        for (lane, value) in lanes.iter_mut().zip(part) {
            *lane = larger(*lane, *value);
        }
    }
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *lane = larger(*lane, *value);
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    larger(larger(larger(a, b), larger(c, d)), larger(larger(e, f), larger(g, h)))
}
