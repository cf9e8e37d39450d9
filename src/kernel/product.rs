//! Matrix products for the shapes of small transformers, without a library's set-up for each call.
//!
//! The right matrix is packed once into panels as wide as a tile; a tile of four rows stays in registers over the whole
//! depth. Each number of the result is summed in the order of the depth, by separate multiplications and additions, so that
//! the bits do not depend on how wide the machine's vectors are.

use pulp::Simd;

/// Rows of a tile, and vectors of each: eight sums leave a 16-register machine room for the operands.
const ROWS: usize = 4;
const VECTORS: usize = 2;
/// Products that are summed in registers before the sum is put away: a panel of this depth stays in the nearest cache.
const DEPTH: usize = 256;
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

/// A right matrix `[depth, columns]` in panels: for each panel, for each depth, as many numbers as a tile is wide.
#[derive(Default)]
pub(super) struct Panels {
    values: Vec<f32>,
    depth: usize,
    columns: usize,
}

impl Panels {
    /// Takes `right`, `[depth, columns]`, in place of what was held.
    #[inline(always)]
    pub(super) fn pack<S: Simd>(&mut self, _: S, right: View<'_>, depth: usize, columns: usize) {
        let width = VECTORS * S::F32_LANES;
        (self.depth, self.columns) = (depth, columns);
        self.values.resize(columns.div_ceil(width) * depth * width, 0.0);
        for (index, panel) in self.values.chunks_exact_mut((depth * width).max(1)).enumerate() {
            let from = index * width;
            let count = width.min(columns - from);
            if right.column == 1 {
                for (line, to) in panel.chunks_exact_mut(width).enumerate() {
                    let (used, spare) = to.split_at_mut(count);
                    used.copy_from_slice(&right.values[line * right.row + from..][..count]);
                    spare.fill(0.0);
                }
            } else {
                for lane in 0..width {
                    let lane_of = panel.iter_mut().skip(lane).step_by(width);
                    if lane < count {
                        let source = &right.values[(from + lane) * right.column..][..depth];
                        lane_of.zip(source).for_each(|(to, value)| *to = *value);
                    } else {
                        lane_of.for_each(|to| *to = 0.0);
                    }
                }
            }
        }
    }
}

/// `out = left · right (+ bias)`, with `left` `[rows, depth]`, the packed `right` `[depth, columns]`, `bias` `[columns]`, and the
/// rows of `out` `stride` apart.
#[inline(always)]
pub(super) fn multiply<S: Simd>(
    s: S,
    rows: usize,
    left: View<'_>,
    right: &Panels,
    bias: Option<&[f32]>,
    seen: Seen,
    out: &mut [f32],
    stride: usize,
) {
    let width = VECTORS * S::F32_LANES;
    let (depth, columns) = (right.depth, right.columns);
    let mut packed = [[0.0_f32; ROWS]; DEPTH];
    for block in 0..depth.div_ceil(DEPTH).max(1) {
        for first in (0..rows).step_by(ROWS) {
            let last = (first + ROWS).min(rows) - 1;
            let (lowest, highest, until) = match seen {
                Seen::All => (0, depth, columns),
                Seen::Outputs(past) => (0, depth, columns.min(last + past + 1)),
                Seen::DepthUpTo(past) => (0, depth.min(last + past + 1), columns),
                Seen::DepthFrom(past) => (first.saturating_sub(past).min(depth), depth, columns),
            };
            let (from, to) = ((block * DEPTH).max(lowest), (block * DEPTH + DEPTH).min(highest));
            let begins = block == lowest / DEPTH;
            if from >= to && !begins {
                continue;
            }
            let count = to.saturating_sub(from);
            let by_rows = left.column == 1;
            if !by_rows {
                for (line, to) in packed[..count].iter_mut().enumerate() {
                    let source = &left.values[(from + line) * left.column + first..][..last - first + 1];
                    to[..source.len()].copy_from_slice(source);
                }
            }
            for (index, begin) in (0..until).step_by(width).enumerate() {
                let panel = &right.values[(index * depth + from) * width..][..count * width];
                let (panel, _) = S::as_simd_f32s(panel);
                let (panel, _) = panel.as_chunks::<VECTORS>();
                let used = width.min(columns - begin);
                let mut sums = [[s.splat_f32s(0.0); VECTORS]; ROWS];
                if !begins {
                    for (sums, row) in sums.iter_mut().zip(first..=last) {
                        *sums = load(s, &out[row * stride + begin..][..used]);
                    }
                } else if let Some(bias) = bias {
                    sums = [load(s, &bias[begin..][..used]); ROWS];
                }
                let sums = if by_rows {
                    // Beyond the last row the last one is taken again, and what comes of it is dropped.
                    let lines: [&[f32]; ROWS] =
                        std::array::from_fn(|r| &left.values[(first + r).min(last) * left.row + from..][..count]);
                    tile(s, sums, panel, |at| std::array::from_fn(|r| lines[r][at]))
                } else {
                    let packed = &packed[..count];
                    tile(s, sums, panel, |at| packed[at])
                };
                for (sums, row) in sums.into_iter().zip(first..=last) {
                    store(s, sums, &mut out[row * stride + begin..][..used]);
                }
            }
        }
    }
}

/// Adds the products of `left` (the rows' factors at each depth) and `panel` to `sums`.
#[inline(always)]
fn tile<S: Simd>(
    s: S,
    mut sums: Tile<S>,
    panel: &[[S::f32s; VECTORS]],
    left: impl Fn(usize) -> [f32; ROWS],
) -> Tile<S> {
    for (at, line) in panel.iter().enumerate() {
        let factors = left(at);
        for (sums, factor) in sums.iter_mut().zip(factors) {
            let factor = s.splat_f32s(factor);
            for (sum, vector) in sums.iter_mut().zip(line) {
                *sum = s.add_f32s(*sum, s.mul_f32s(factor, *vector));
            }
        }
    }
    sums
}

#[inline(always)]
fn load<S: Simd>(s: S, from: &[f32]) -> [S::f32s; VECTORS] {
    let mut spare = [0.0; WIDEST];
    let width = VECTORS * S::F32_LANES;
    let from = if from.len() == width {
        from
    } else {
        spare[..from.len()].copy_from_slice(from);
        &spare[..width]
    };
    let (vectors, _) = S::as_simd_f32s(from);
    std::array::from_fn(|v| vectors.get(v).copied().unwrap_or(s.splat_f32s(0.0)))
}

#[inline(always)]
fn store<S: Simd>(_: S, sums: [S::f32s; VECTORS], to: &mut [f32]) {
    let width = VECTORS * S::F32_LANES;
    if to.len() == width {
        let (vectors, _) = S::as_mut_simd_f32s(to);
        vectors.copy_from_slice(&sums);
    } else {
        let mut spare = [0.0; WIDEST];
        let (vectors, _) = S::as_mut_simd_f32s(&mut spare);
        vectors[..VECTORS].copy_from_slice(&sums);
        to.copy_from_slice(&spare[..to.len()]);
    }
}
