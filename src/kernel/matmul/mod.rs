//! Matrix products for the shapes of small transformers, without a library's set-up for each call.
//!
//! The right matrix is packed once into panels as wide as a tile; a tile's sums stay in registers over the depth of a
//! block. Each number of the result is summed in the order of the depth, so that the bits do not depend on how wide the
//! machine's vectors are.

mod pack;
mod tile;
mod view;

use pack::{DEPTH, pack, padded};
use pulp::Simd;
use tile::{VECTORS, by_factors, by_lines, load, load_whole, store, store_whole};

pub(super) use view::View;

/// Numbers that fit into the nearest cache beside a panel.
const NEAR: usize = 2048;
/// Rows whose factors are gathered together if they lie farther apart than that: each line is read once and in order, which
/// memory is fast at. A multiple of every tile's rows.
const SPAN: usize = 120;
/// Room between the factors of two tiles, so that tiles do not fall on the same places of a cache.
const APART: usize = 4;

/// Which part of a product counts. Attention is causal: query `i` of `rows` sees keys up to `i + past`.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// All of it.
    All,
    /// Of each row of the result the numbers up to column `row + past`; some later ones may be written too.
    Outputs(usize),
    /// Of the depth, for each row of the result, what lies up to `row + past`; later factors are 0 on the left.
    DepthUpTo(usize),
    /// Of the depth, for each row of the result, what lies from `row − past` on; earlier factors are 0 on the left.
    DepthFrom(usize),
}

/// Rows of a tile where they are many: with two vectors each the sums, the operands and a factor are just what a machine with 16
/// registers holds.
pub(super) const MANY: usize = 6;
/// Rows of a tile where the part that counts has a slanting edge, as in causal attention.
pub(super) const FEW: usize = 4;

/// One matrix product, made in tiles of `ROWS` rows: `left` `[rows, depth]` times `right` `[depth, columns]`.
#[derive(Clone, Copy)]
pub(super) struct Matmul<'a, const ROWS: usize> {
    pub(super) rows: usize,
    pub(super) depth: usize,
    pub(super) columns: usize,
    pub(super) left: View<'a>,
    pub(super) right: View<'a>,
    pub(super) seen: Seen,
}

/// Room that products work in; kept between them, so that it is made once.
#[derive(Default)]
pub(super) struct Room<const ROWS: usize> {
    /// For each panel of the right matrix, for each line, the panel's numbers.
    panels: Vec<f32>,
    /// For each tile of a span, for each line, the factors of the tile's rows.
    factors: Vec<[f32; ROWS]>,
}

impl<const ROWS: usize> Matmul<'_, ROWS> {
    /// For the rows `first..=last`: the depths that count, and the columns of the result that do.
    #[inline(always)]
    fn extent(&self, first: usize, last: usize) -> (usize, usize, usize) {
        let (depth, columns) = (self.depth, self.columns);
        match self.seen {
            Seen::All => (0, depth, columns),
            Seen::Outputs(past) => (0, depth, columns.min(last + past + 1)),
            Seen::DepthUpTo(past) => (0, depth.min(last + past + 1), columns),
            Seen::DepthFrom(past) => (first.saturating_sub(past).min(depth), depth, columns),
        }
    }

    /// Rows whose factors are gathered together, of a left matrix that lies by columns.
    #[inline(always)]
    fn span(&self, lines: usize) -> usize {
        if lines * self.left.column > NEAR { SPAN } else { ROWS }
    }

    /// Takes the factors of the tile whose first row is `first` out of columns that lie apart, for each of the depths `from..to`.
    #[inline(always)]
    fn gather(&self, first: usize, from: usize, to: usize, factors: &mut [[f32; ROWS]]) {
        for (factors, line) in factors.iter_mut().zip(from..to) {
            let source = &self.left.values[line * self.left.column + first..];
            match source.first_chunk::<ROWS>() {
                Some(whole) => *factors = *whole,
                None => factors[..source.len()].copy_from_slice(source),
            }
        }
    }

    /// The same for a span of rows from `first` on, with the factors of two tiles `lines` apart.
    #[inline(always)]
    fn gather_span(&self, first: usize, from: usize, to: usize, lines: usize, factors: &mut [[f32; ROWS]]) {
        let count = SPAN.min(self.rows - first);
        for line in from..to {
            let count = match self.seen {
                // Rows of later tiles see nothing of this line.
                Seen::DepthFrom(past) => count.min((line + past + ROWS).saturating_sub(first) / ROWS * ROWS),
                Seen::All | Seen::Outputs(_) | Seen::DepthUpTo(_) => count,
            };
            let source = &self.left.values[line * self.left.column + first..][..count];
            let (whole, rest) = source.as_chunks::<ROWS>();
            // No `step_by`: it divides by the size of the factors at every step.
            let mut at = line - from;
            for whole in whole {
                factors[at] = *whole;
                at += lines;
            }
            if !rest.is_empty() {
                factors[at][..rest.len()].copy_from_slice(rest);
            }
        }
    }

    /// Writes the product, plus `bias` `[columns]` if there is one, into `out`, whose rows lie `stride` apart.
    #[inline(always)]
    pub(super) fn write<S: Simd>(
        self,
        s: S,
        bias: Option<&[f32]>,
        out: &mut [f32],
        stride: usize,
        room: &mut Room<ROWS>,
    ) {
        let Self { rows, columns, left, .. } = self;
        let width = VECTORS * S::F32_LANES;
        let Room { panels, factors } = room;
        for block in (0..self.depth.max(1)).step_by(DEPTH) {
            let end = (block + DEPTH).min(self.depth);
            panels.resize(padded::<S>(columns) * (end - block), 0.0);
            pack(s, self.right, block, end, columns, panels);
            let (lines, span) = (end - block + APART, self.span(end - block));
            if left.column != 1 {
                factors.resize(rows.min(SPAN).div_ceil(ROWS) * lines, [0.0; ROWS]);
            }
            for first in (0..rows).step_by(ROWS) {
                let last = (first + ROWS).min(rows) - 1;
                let (lowest, highest, until) = self.extent(first, last);
                let (from, to) = (block.max(lowest), end.min(highest));
                // The first block that this row has anything of begins its sums, be it of nothing.
                let begins = (block..block + DEPTH).contains(&lowest);
                if from >= to && !begins {
                    continue;
                }
                let count = to.saturating_sub(from);
                if left.column != 1 && span == ROWS {
                    self.gather(first, from, to, &mut factors[from - block..]);
                } else if left.column != 1 && first % span == 0 {
                    self.gather_span(first, from, to, lines, &mut factors[from - block..]);
                }
                let by_rows = left.column == 1;
                // Beyond the last row the last one is taken again, and what comes of it is dropped.
                let line = |r: usize| &left.values[(first + r).min(last) * left.row + from..][..count];
                let several = if by_rows { std::array::from_fn(line) } else { [&[] as &[f32]; ROWS] };
                let gathered = match by_rows {
                    true => &[],
                    false => &factors[first % span / ROWS * lines + from - block..][..count],
                };
                for (index, begin) in (0..until).step_by(width).enumerate() {
                    let panel = &panels[(index * (end - block) + from - block) * width..][..count * width];
                    let (panel, _) = S::as_simd_f32s(panel);
                    let (panel, _) = panel.as_chunks::<VECTORS>();
                    let used = width.min(columns - begin);
                    let whole = used == width && last - first == ROWS - 1;
                    let mut sums = [[s.splat_f32s(0.0); VECTORS]; ROWS];
                    if begins {
                        if let Some(bias) = bias {
                            let bias = &bias[begin..];
                            sums = [if used == width { load_whole(s, bias) } else { load(s, bias) }; ROWS];
                        }
                    } else if whole {
                        for (r, sums) in sums.iter_mut().enumerate() {
                            *sums = load_whole(s, &out[(first + r) * stride + begin..]);
                        }
                    } else {
                        for (sums, row) in sums.iter_mut().zip(first..=last) {
                            *sums = load(s, &out[row * stride + begin..][..used]);
                        }
                    }
                    let sums =
                        if by_rows { by_lines(s, sums, several, panel) } else { by_factors(s, sums, gathered, panel) };
                    if whole {
                        for (r, sums) in sums.into_iter().enumerate() {
                            store_whole(s, sums, &mut out[(first + r) * stride + begin..]);
                        }
                    } else {
                        for (sums, row) in sums.into_iter().zip(first..=last) {
                            store(s, sums, &mut out[row * stride + begin..][..used]);
                        }
                    }
                }
            }
        }
    }
}
