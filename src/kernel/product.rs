//! Matrix products for the shapes of small transformers, without a library's set-up for each call.
//!
//! The right matrix is packed once into panels as wide as a tile; a tile of four rows stays in registers over the whole
//! depth. Each number of the result is summed in the order of the depth, so that the bits do not depend on how wide the
//! machine's vectors are.

use pulp::Simd;

/// Rows of a tile, and vectors of each: eight sums leave a 16-register machine room for the operands.
const ROWS: usize = 4;
const VECTORS: usize = 2;
/// Products that are summed in registers before the sum is put away: a panel of this depth stays in the nearest cache.
const DEPTH: usize = 256;
/// Numbers that fit into the nearest cache beside a panel.
const NEAR: usize = 2048;
/// Rows whose factors are gathered together if they lie farther apart than that: each line is read once and in order, which
/// memory is fast at.
const SPAN: usize = 128;
/// Room between the factors of two tiles, so that tiles do not fall on the same places of a cache.
const APART: usize = 4;
/// Numbers of a tile's row on the machine with the widest vectors.
const WIDEST: usize = 16 * VECTORS;

type Tile<S> = [[<S as Simd>::f32s; VECTORS]; ROWS];

/// A matrix in a slice: element `(i, j)` lies at `i · row + j · column`, and one of the two strides is 1.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    values: &'a [f32],
    row: usize,
    column: usize,
}

impl<'a> View<'a> {
    /// Rows that lie `stride` apart.
    pub(super) fn rows(values: &'a [f32], stride: usize) -> Self {
        Self { values, row: stride, column: 1 }
    }

    /// The transpose of rows that lie `stride` apart.
    pub(super) fn columns(values: &'a [f32], stride: usize) -> Self {
        Self { values, row: 1, column: stride }
    }
}

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

/// One matrix product: `left` `[rows, depth]` times `right` `[depth, columns]`.
#[derive(Clone, Copy)]
pub(super) struct Product<'a> {
    pub(super) rows: usize,
    pub(super) depth: usize,
    pub(super) columns: usize,
    pub(super) left: View<'a>,
    pub(super) right: View<'a>,
    pub(super) seen: Seen,
}

/// Room that products work in; kept between them, so that it is made once.
#[derive(Default)]
pub(super) struct Room {
    /// For each panel of the right matrix, for each line, the panel's numbers.
    panels: Vec<f32>,
    /// For each tile of a span, for each line, the factors of the tile's rows.
    factors: Vec<[f32; ROWS]>,
}

/// Puts the lines `from..to` of `right` into panels as wide as a tile.
#[inline(always)]
fn pack<S: Simd>(_: S, right: View<'_>, from: usize, to: usize, columns: usize, panels: &mut Vec<f32>) {
    let depth = to - from;
    let width = VECTORS * S::F32_LANES;
    panels.resize(columns.div_ceil(width) * depth * width, 0.0);
    for (index, panel) in panels.chunks_exact_mut((depth * width).max(1)).enumerate() {
        let first = index * width;
        let count = width.min(columns - first);
        if right.column == 1 && count == width {
            // Vectors of a known number: a copy of a length that is not known is a call.
            let (panel, _) = S::as_mut_simd_f32s(panel);
            for (line, to) in (from..).zip(panel.as_chunks_mut::<VECTORS>().0) {
                let (source, _) = S::as_simd_f32s(&right.values[line * right.row + first..][..width]);
                to.copy_from_slice(source);
            }
        } else if right.column == 1 {
            for (line, to) in (from..).zip(panel.chunks_exact_mut(width)) {
                let (used, spare) = to.split_at_mut(count);
                used.copy_from_slice(&right.values[line * right.row + first..][..count]);
                spare.fill(0.0);
            }
        } else {
            for lane in 0..width {
                let lane_of = panel.iter_mut().skip(lane).step_by(width);
                if lane < count {
                    let source = &right.values[(first + lane) * right.column + from..][..depth];
                    lane_of.zip(source).for_each(|(to, value)| *to = *value);
                } else {
                    lane_of.for_each(|to| *to = 0.0);
                }
            }
        }
    }
}

impl Product<'_> {
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
            let factors = &mut factors[line - from..];
            for (to, whole) in factors.iter_mut().step_by(lines).zip(whole) {
                *to = *whole;
            }
            if !rest.is_empty() {
                factors[whole.len() * lines][..rest.len()].copy_from_slice(rest);
            }
        }
    }

    /// Writes the product, plus `bias` `[columns]` if there is one, into `out`, whose rows lie `stride` apart.
    #[inline(always)]
    pub(super) fn write<S: Simd>(self, s: S, bias: Option<&[f32]>, out: &mut [f32], stride: usize, room: &mut Room) {
        let Self { rows, depth, columns, left, right, .. } = self;
        let width = VECTORS * S::F32_LANES;
        let Room { panels, factors } = room;
        for block in (0..depth.max(1)).step_by(DEPTH) {
            let end = (block + DEPTH).min(depth);
            pack(s, right, block, end, columns, panels);
            let (lines, span) = (end - block + APART, self.span(end - block));
            if left.column != 1 {
                factors.resize(SPAN / ROWS * lines, [0.0; ROWS]);
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
                let four = if by_rows { [line(0), line(1), line(2), line(3)] } else { [&[] as &[f32]; ROWS] };
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
                        if by_rows { by_lines(s, sums, four, panel) } else { by_factors(s, sums, gathered, panel) };
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

/// Adds the products of four lines, row by row, and `panel` to `sums`. Taking several steps at once was slower: a browser's
/// compiler then runs out of registers.
#[inline(always)]
fn by_lines<S: Simd>(s: S, mut sums: Tile<S>, lines: [&[f32]; ROWS], panel: &[[S::f32s; VECTORS]]) -> Tile<S> {
    let [a, b, c, d] = lines;
    for ((((a, b), c), d), step) in a.iter().zip(b).zip(c).zip(d).zip(panel) {
        add_products(s, &mut sums, [*a, *b, *c, *d], step);
    }
    sums
}

/// Adds the products of four lines, whose factors lie together for each depth, and `panel` to `sums`.
#[inline(always)]
fn by_factors<S: Simd>(s: S, mut sums: Tile<S>, factors: &[[f32; ROWS]], panel: &[[S::f32s; VECTORS]]) -> Tile<S> {
    for (factors, step) in factors.iter().zip(panel) {
        add_products(s, &mut sums, *factors, step);
    }
    sums
}

#[inline(always)]
fn add_products<S: Simd>(s: S, sums: &mut Tile<S>, factors: [f32; ROWS], step: &[S::f32s; VECTORS]) {
    for (sums, factor) in sums.iter_mut().zip(factors) {
        let factor = s.splat_f32s(factor);
        for (sum, vector) in sums.iter_mut().zip(step) {
            *sum = s.mul_add_e_f32s(factor, *vector, *sum);
        }
    }
}

/// The first numbers of `from`, a tile's row of them.
#[inline(always)]
fn load_whole<S: Simd>(_: S, from: &[f32]) -> [S::f32s; VECTORS] {
    let (vectors, _) = S::as_simd_f32s(&from[..VECTORS * S::F32_LANES]);
    [vectors[0], vectors[1]]
}

/// The numbers of `from`, filled up with zeros.
#[inline(always)]
fn load<S: Simd>(s: S, from: &[f32]) -> [S::f32s; VECTORS] {
    let mut spare = [0.0; WIDEST];
    spare[..from.len()].copy_from_slice(from);
    load_whole(s, &spare)
}

#[inline(always)]
fn store_whole<S: Simd>(_: S, sums: [S::f32s; VECTORS], to: &mut [f32]) {
    let (vectors, _) = S::as_mut_simd_f32s(&mut to[..VECTORS * S::F32_LANES]);
    vectors.copy_from_slice(&sums);
}

/// Stores as many of the sums as `to` has room for.
#[inline(always)]
fn store<S: Simd>(s: S, sums: [S::f32s; VECTORS], to: &mut [f32]) {
    let mut spare = [0.0; WIDEST];
    store_whole(s, sums, &mut spare);
    to.copy_from_slice(&spare[..to.len()]);
}
