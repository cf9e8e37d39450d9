//! Causal attention over heads and its gradients, on plain slices: queries, keys and values lie as the linear layers
//! wrote them, and no head is copied out.

use super::matmul::{FEW, Matmul, Room, Seen, View};
use super::{AttentionShape, softmax};
use pulp::{Arch, Simd, WithSimd};

impl AttentionShape {
    /// Numbers of one head's pattern.
    fn pattern(self) -> usize {
        self.rows * self.seq
    }

    /// What scores are multiplied by.
    fn scale(self) -> f32 {
        1.0 / ((self.width / self.heads) as f32).sqrt()
    }

    /// Where a head's numbers begin, in tensors of `positions` positions a sequence.
    fn begin(self, positions: usize, sequence: usize, head: usize) -> usize {
        sequence * positions * self.width + head * (self.width / self.heads)
    }

    /// Sequence and head of each pattern.
    fn each(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.batch).flat_map(move |sequence| (0..self.heads).map(move |head| (sequence, head)))
    }
}

/// What the heads mix, `[batch · rows, d_model]`, and their patterns, `[batch, heads, rows, seq]`. The query is
/// `[batch · rows, d_model]`, key and value are `[batch · seq, d_model]`.
pub(crate) fn forward(query: &[f32], key: &[f32], value: &[f32], shape: AttentionShape) -> (Vec<f32>, Vec<f32>) {
    Arch::new().dispatch(Forward { query, key, value, shape })
}

struct Forward<'a> {
    query: &'a [f32],
    key: &'a [f32],
    value: &'a [f32],
    shape: AttentionShape,
}

impl WithSimd for Forward<'_> {
    type Output = (Vec<f32>, Vec<f32>);

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) -> Self::Output {
        let Self { query, key, value, shape } = self;
        let AttentionShape { seq, rows, heads, width, .. } = shape;
        let (head_width, past) = (width / heads, seq - rows);
        let mut mixed = vec![0.0; query.len()];
        let mut patterns = Vec::with_capacity(shape.batch * heads * shape.pattern());
        let mut room = Room::<FEW>::default();
        for (sequence, head) in shape.each() {
            // Made as it is needed: its zeros are then still in a near cache.
            let begin = patterns.len();
            patterns.resize(begin + shape.pattern(), 0.0);
            let pattern = &mut patterns[begin..];
            let (of_row, of_key) = (shape.begin(rows, sequence, head), shape.begin(seq, sequence, head));
            let (left, right) = (View::rows(&query[of_row..], width), View::columns(&key[of_key..], width));
            let scores =
                Matmul::<FEW> { rows, depth: head_width, columns: seq, left, right, seen: Seen::Outputs(past) };
            scores.write(s, None, pattern, seq, &mut room);
            softmax::causal(s, pattern, rows, seq, shape.scale());
            let (left, right) = (View::rows(pattern, seq), View::rows(&value[of_key..], width));
            let mix = Matmul { rows, depth: seq, columns: head_width, left, right, seen: Seen::DepthUpTo(past) };
            mix.write(s, None, &mut mixed[of_row..], width, &mut room);
        }
        (mixed, patterns)
    }
}

/// Gradients with respect to query, key and value. `grad` is that of what the heads mix.
pub(crate) fn backward(
    query: &[f32],
    key: &[f32],
    value: &[f32],
    patterns: &[f32],
    grad: &[f32],
    shape: AttentionShape,
) -> [Vec<f32>; 3] {
    Arch::new().dispatch(Backward { query, key, value, patterns, grad, shape })
}

struct Backward<'a> {
    query: &'a [f32],
    key: &'a [f32],
    value: &'a [f32],
    patterns: &'a [f32],
    grad: &'a [f32],
    shape: AttentionShape,
}

impl WithSimd for Backward<'_> {
    type Output = [Vec<f32>; 3];

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) -> Self::Output {
        let Self { query, key, value, patterns, grad, shape } = self;
        let AttentionShape { seq, rows, heads, width, .. } = shape;
        let (head_width, past) = (width / heads, seq - rows);
        let mut of_query = vec![0.0; query.len()];
        let (mut of_key, mut of_value) = (vec![0.0; key.len()], vec![0.0; value.len()]);
        let mut scores = vec![0.0; shape.pattern()];
        let mut room = Room::<FEW>::default();
        for ((sequence, head), pattern) in shape.each().zip(patterns.chunks_exact(shape.pattern())) {
            let (row, at) = (shape.begin(rows, sequence, head), shape.begin(seq, sequence, head));
            let grads = View::rows(&grad[row..], width);
            let (left, right) = (grads, View::columns(&value[at..], width));
            let of_pattern = Matmul { rows, depth: head_width, columns: seq, left, right, seen: Seen::Outputs(past) };
            of_pattern.write(s, None, &mut scores, seq, &mut room);
            softmax::causal_backward(pattern, &mut scores, rows, seq, shape.scale());

            let columns = head_width;
            let (left, right) = (View::rows(&scores, seq), View::rows(&key[at..], width));
            let queries = Matmul { rows, depth: seq, columns, left, right, seen: Seen::DepthUpTo(past) };
            queries.write(s, None, &mut of_query[row..], width, &mut room);

            let seen = Seen::DepthFrom(past);
            let (left, right) = (View::columns(&scores, seq), View::rows(&query[row..], width));
            let keys = Matmul { rows: seq, depth: rows, columns, left, right, seen };
            keys.write(s, None, &mut of_key[at..], width, &mut room);

            let values = Matmul { left: View::columns(pattern, seq), right: grads, ..keys };
            values.write(s, None, &mut of_value[at..], width, &mut room);
        }
        [of_query, of_key, of_value]
    }
}
