//! The operations written out in float64, without regard to speed.

use super::case::Matrix;
use crate::kernel::AttentionShape;

/// `x · weight + bias`: `[rows, inputs]`, `[inputs, outputs]`, `[outputs]`.
pub(super) fn matmul(x: &[f64], weight: &[f64], bias: Option<&[f64]>, inputs: usize, outputs: usize) -> Matrix {
    x.chunks_exact(inputs)
        .flat_map(|row| {
            (0..outputs).map(move |j| {
                let sum: f64 = row.iter().zip(weight[j..].iter().step_by(outputs)).map(|(a, b)| a * b).sum();
                sum + bias.map_or(0.0, |b| b[j])
            })
        })
        .collect()
}

/// Layer normalisation of `x` `[rows, width]`.
pub(super) fn norm(x: &[f64], weight: &[f64], bias: &[f64]) -> Matrix {
    let n = weight.len() as f64;
    let normal = |row: &[f64]| -> Matrix {
        let mean = row.iter().sum::<f64>() / n;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        row.iter().map(|x| (x - mean) / (variance + 1e-5).sqrt()).collect()
    };
    let scaled = |row: Matrix| -> Matrix {
        row.iter().zip(weight.iter().zip(bias)).map(|(x, (weight, bias))| x * weight + bias).collect()
    };
    x.chunks_exact(weight.len()).flat_map(|row| scaled(normal(row))).collect()
}

/// Attention of `[query, key, value]`, one head, query and key at a time.
pub(super) fn attention(m: &[Matrix], shape: AttentionShape) -> Matrix {
    let AttentionShape { batch, seq, rows, heads, width } = shape;
    let head_width = width / heads;
    let mut out = vec![0.0; batch * rows * width];
    for (sequence, head, query) in
        (0..batch).flat_map(|b| (0..heads).flat_map(move |h| (0..rows).map(move |q| (b, h, q))))
    {
        let at = |positions: usize, position: usize| (sequence * positions + position) * width + head * head_width;
        let seen = seq - rows + query + 1;
        let scores: Matrix = (0..seen)
            .map(|key| {
                let dot: f64 = (0..head_width).map(|d| m[0][at(rows, query) + d] * m[1][at(seq, key) + d]).sum();
                (dot / (head_width as f64).sqrt()).exp()
            })
            .collect();
        let total: f64 = scores.iter().sum();
        for (key, score) in scores.iter().enumerate() {
            for d in 0..head_width {
                out[at(rows, query) + d] += score / total * m[2][at(seq, key) + d];
            }
        }
    }
    out
}

/// GELU of every element.
pub(super) fn gelu(x: &[f64]) -> Matrix {
    x.iter().map(|x| 0.5 * x * (1.0 + erf(x * std::f64::consts::FRAC_1_SQRT_2))).collect()
}

/// The error function by its series for small arguments and its continued fraction for large ones.
fn erf(x: f64) -> f64 {
    if x.abs() < 3.0 {
        let mut term = x;
        let mut sum = x;
        for n in 1..80 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        return sum * std::f64::consts::FRAC_2_SQRT_PI;
    }
    let tail = (1..60).rev().fold(0.0, |deeper, n| f64::from(n) / 2.0 / (x.abs() + deeper));
    let above = (-x * x).exp() / ((x.abs() + tail) * std::f64::consts::PI.sqrt());
    (1.0 - above).copysign(x)
}

/// Mean cross-entropy of `logits` `[rows, classes]`.
pub(super) fn cross_entropy(logits: &[f64], targets: &[i32], classes: usize) -> Matrix {
    let each = logits
        .chunks_exact(classes)
        .zip(targets)
        .map(|(row, target)| row.iter().map(|x| x.exp()).sum::<f64>().ln() - row[*target as usize]);
    vec![each.sum::<f64>() / targets.len() as f64]
}

/// The token's row plus the position's.
pub(super) fn embedding(tokens: &[i32], token: &[f64], position: &[f64], seq: usize, width: usize) -> Matrix {
    let row = |index: usize| {
        let (token, place) = (tokens[index] as usize, index % seq);
        (0..width).map(move |d| (token * width + d, place * width + d))
    };
    (0..tokens.len()).flat_map(row).map(|(at, place)| token[at] + position[place]).collect()
}
