//! Which operations are checked on which shapes: some chosen where a loop or a tile ends, the rest random.

use super::super::{fused, plain};
use super::case::Case;
use super::reference;
use crate::kernel::AttentionShape;
use crate::tasks::Stream;
use burn::tensor::{Int, Tensor, TensorData};

/// Deeper than what is summed in registers, in the product and in the gradient of the weight; with more inputs than are gathered at
/// once; and over the edges of tiles.
const MATMULS: [[usize; 3]; 7] =
    [[1, 1, 1], [3, 420, 9], [520, 4, 5], [17, 130, 3], [8, 32, 48], [70, 12, 36], [66, 18, 34]];
const RANDOM_MATMULS: usize = 8;
const NORMS: [[usize; 2]; 5] = [[1, 4], [5, 7], [38, 32], [6, 192], [70, 8]];
const RANDOM_NORMS: usize = 6;
/// Sequences, positions, positions that attend, heads, width of a head.
const ATTENTIONS: [[usize; 5]; 6] =
    [[2, 5, 5, 2, 3], [2, 19, 1, 4, 8], [1, 9, 3, 2, 5], [1, 1, 1, 1, 1], [1, 33, 33, 1, 20], [3, 12, 12, 2, 4]];
const RANDOM_ATTENTIONS: usize = 6;
const GELUS: [[usize; 2]; 4] = [[1, 1], [3, 7], [19, 32], [20, 50]];
const CROSS_ENTROPIES: [[usize; 2]; 5] = [[1, 2], [7, 29], [40, 48], [3, 101], [70, 5]];
/// Sequences, positions, entries and places of the tables, width.
const EMBEDDINGS: [[usize; 5]; 4] = [[1, 1, 2, 1, 1], [4, 6, 11, 9, 8], [5, 19, 30, 19, 32], [3, 5, 4, 5, 6]];

/// How many cases each operation has.
const COUNTS: [usize; 7] = [
    MATMULS.len() + RANDOM_MATMULS,
    MATMULS.len() + RANDOM_MATMULS,
    NORMS.len() + RANDOM_NORMS,
    ATTENTIONS.len() + RANDOM_ATTENTIONS,
    GELUS.len(),
    CROSS_ENTROPIES.len(),
    EMBEDDINGS.len(),
];

/// How many cases there are.
pub(crate) const CASES: usize = {
    let mut sum = 0;
    let mut at = 0;
    while at < COUNTS.len() {
        sum += COUNTS[at];
        at += 1;
    }
    sum
};

/// A number of `low..=high`.
fn between(stream: &mut Stream, low: usize, high: usize) -> usize {
    low + stream.below((high - low + 1) as u32) as usize
}

fn row(x: &Tensor<2>) -> Tensor<1> {
    x.clone().flatten(0, 1)
}

/// The case with this `index`; random sizes come from `stream`.
pub(super) fn case(index: usize, stream: &mut Stream) -> Case {
    let mut left = index;
    for (operation, count) in COUNTS.into_iter().enumerate() {
        if left < count {
            return match operation {
                0 => linear(left, stream),
                1 => matmul(left, stream),
                2 => norm(left, stream),
                3 => attention(left, stream),
                4 => gelu(left),
                5 => cross_entropy(left, stream),
                _ => embedding(left, stream),
            };
        }
        left -= count;
    }
    gelu(0)
}

fn matmul_sizes(index: usize, stream: &mut Stream) -> [usize; 3] {
    MATMULS.get(index).copied().unwrap_or_else(|| [33; 3].map(|high| between(stream, 1, high)))
}

fn linear(index: usize, stream: &mut Stream) -> Case {
    let [rows, inputs, outputs] = matmul_sizes(index, stream);
    Case {
        what: format!("linear layer, {rows} × {inputs} × {outputs}"),
        shapes: vec![[rows, inputs], [inputs, outputs], [1, outputs]],
        fused: Box::new(|t| fused::linear(t[0].clone(), t[1].clone(), row(&t[2]))),
        plain: Box::new(|t| plain::linear(t[0].clone(), t[1].clone(), row(&t[2]))),
        reference: Box::new(move |m| reference::matmul(&m[0], &m[1], Some(&m[2]), inputs, outputs)),
    }
}

fn matmul(index: usize, stream: &mut Stream) -> Case {
    let [rows, inputs, outputs] = matmul_sizes(index, stream);
    Case {
        what: format!("matrix product, {rows} × {inputs} × {outputs}"),
        shapes: vec![[rows, inputs], [inputs, outputs]],
        fused: Box::new(|t| fused::matmul(t[0].clone(), t[1].clone())),
        plain: Box::new(|t| plain::matmul(t[0].clone(), t[1].clone())),
        reference: Box::new(move |m| reference::matmul(&m[0], &m[1], None, inputs, outputs)),
    }
}

fn norm(index: usize, stream: &mut Stream) -> Case {
    let [rows, width] = NORMS.get(index).copied().unwrap_or_else(|| [between(stream, 1, 20), between(stream, 4, 40)]);
    Case {
        what: format!("layer normalisation, {rows} × {width}"),
        shapes: vec![[rows, width], [1, width], [1, width]],
        fused: Box::new(|t| fused::norm(t[0].clone(), row(&t[1]), row(&t[2]))),
        plain: Box::new(|t| plain::norm(t[0].clone(), row(&t[1]), row(&t[2]))),
        reference: Box::new(|m| reference::norm(&m[0], &m[1], &m[2])),
    }
}

fn attention(index: usize, stream: &mut Stream) -> Case {
    let [batch, seq, rows, heads, head_width] = ATTENTIONS.get(index).copied().unwrap_or_else(|| {
        let seq = between(stream, 1, 14);
        let rows = between(stream, 1, seq);
        let [batch, heads, head_width] = [2, 3, 9].map(|high| between(stream, 1, high));
        [batch, seq, rows, heads, head_width]
    });
    let width = heads * head_width;
    let shape = AttentionShape { batch, seq, rows, heads, width };
    Case {
        what: format!("attention, batch {batch}, {rows} of {seq} positions, {heads} heads of {head_width}"),
        shapes: vec![[batch * rows, width], [batch * seq, width], [batch * seq, width]],
        fused: Box::new(move |t| fused::attention(t[0].clone(), t[1].clone(), t[2].clone(), shape).0),
        plain: Box::new(move |t| plain::attention(t[0].clone(), t[1].clone(), t[2].clone(), shape).0),
        reference: Box::new(move |m| reference::attention(m, shape)),
    }
}

fn gelu(index: usize) -> Case {
    let [rows, width] = GELUS[index.min(GELUS.len() - 1)];
    // Three times as wide as the other inputs, so that the tails are met.
    Case {
        what: format!("GELU, {rows} × {width}"),
        shapes: vec![[rows, width]],
        fused: Box::new(|t| fused::gelu(t[0].clone().mul_scalar(3.0))),
        plain: Box::new(|t| plain::gelu(t[0].clone().mul_scalar(3.0))),
        reference: Box::new(|m| reference::gelu(&m[0].iter().map(|x| 3.0 * x).collect::<Vec<_>>())),
    }
}

/// Whole numbers on the device of `like`.
fn whole(numbers: &[i32], shape: [usize; 2], like: &Tensor<2>) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(numbers.to_vec(), shape), &like.device())
}

fn cross_entropy(index: usize, stream: &mut Stream) -> Case {
    let [rows, classes] = CROSS_ENTROPIES[index.min(CROSS_ENTROPIES.len() - 1)];
    let targets: Vec<i32> = (0..rows).map(|_| stream.below(classes as u32) as i32).collect();
    let [for_fused, for_plain] = [targets.clone(), targets.clone()];
    Case {
        what: format!("cross-entropy, {rows} × {classes}"),
        shapes: vec![[rows, classes]],
        fused: Box::new(move |t| fused::cross_entropy(t[0].clone(), whole(&for_fused, [rows, 1], &t[0])).unsqueeze()),
        plain: Box::new(move |t| plain::cross_entropy(t[0].clone(), whole(&for_plain, [rows, 1], &t[0])).unsqueeze()),
        reference: Box::new(move |m| reference::cross_entropy(&m[0], &targets, classes)),
    }
}

fn embedding(index: usize, stream: &mut Stream) -> Case {
    let [batch, seq, entries, places, width] = EMBEDDINGS[index.min(EMBEDDINGS.len() - 1)];
    let tokens: Vec<i32> = (0..batch * seq).map(|_| stream.below(entries as u32) as i32).collect();
    let [for_fused, for_plain] = [tokens.clone(), tokens.clone()];
    Case {
        what: format!("embedding, {batch} × {seq} tokens of {entries}, {places} places, width {width}"),
        shapes: vec![[entries, width], [places, width]],
        fused: Box::new(move |t| fused::embedding(whole(&for_fused, [batch, seq], &t[0]), t[0].clone(), t[1].clone())),
        plain: Box::new(move |t| plain::embedding(whole(&for_plain, [batch, seq], &t[0]), t[0].clone(), t[1].clone())),
        reference: Box::new(move |m| reference::embedding(&tokens, &m[0], &m[1], seq, width)),
    }
}
