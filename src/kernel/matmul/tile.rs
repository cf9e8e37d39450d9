//! A tile of a product: its sums stay in registers over the depth of a block.

use pulp::Simd;

/// Vectors of a tile's row.
pub(super) const VECTORS: usize = 2;
/// Numbers of a tile's row on the machine with the widest vectors.
const WIDEST: usize = 16 * VECTORS;

/// A tile's sums, row by row.
pub(super) type Tile<S, const ROWS: usize> = [[<S as Simd>::f32s; VECTORS]; ROWS];

/// Adds the products of a tile's lines, row by row, and `panel` to `sums`.
#[inline(always)]
pub(super) fn by_lines<S: Simd, const ROWS: usize>(
    s: S,
    mut sums: Tile<S, ROWS>,
    lines: [&[f32]; ROWS],
    panel: &[[S::f32s; VECTORS]],
) -> Tile<S, ROWS> {
    let lines: [&[f32]; ROWS] = std::array::from_fn(
        #[inline(always)]
        |row| &lines[row][..panel.len()],
    );
    for depth in 0..panel.len() {
        add_products(
            s,
            &mut sums,
            #[inline(always)]
            |row| lines[row][depth],
            &panel[depth],
        );
    }
    sums
}

/// The same of lines whose factors lie together for each depth.
#[inline(always)]
pub(super) fn by_factors<S: Simd, const ROWS: usize>(
    s: S,
    mut sums: Tile<S, ROWS>,
    factors: &[[f32; ROWS]],
    panel: &[[S::f32s; VECTORS]],
) -> Tile<S, ROWS> {
    for (factors, step) in factors.iter().zip(panel) {
        add_products(
            s,
            &mut sums,
            #[inline(always)]
            |row| factors[row],
            step,
        );
    }
    sums
}

/// One step of the depth, row by row: only one factor is then needed at a time, and a machine with sixteen registers has no room
/// for a second one.
#[inline(always)]
fn add_products<S: Simd, const ROWS: usize>(
    s: S,
    sums: &mut Tile<S, ROWS>,
    factor: impl Fn(usize) -> f32,
    step: &[S::f32s; VECTORS],
) {
    for (row, sums) in sums.iter_mut().enumerate() {
        let factor = s.splat_f32s(factor(row));
        for (sum, vector) in sums.iter_mut().zip(step) {
            *sum = s.mul_add_e_f32s(factor, *vector, *sum);
        }
    }
}

/// The first numbers of `from`, a tile's row of them.
#[inline(always)]
pub(super) fn load_whole<S: Simd>(_: S, from: &[f32]) -> [S::f32s; VECTORS] {
    let (vectors, _) = S::as_simd_f32s(&from[..VECTORS * S::F32_LANES]);
    [vectors[0], vectors[1]]
}

/// The numbers of `from`, filled up with zeros.
#[inline(always)]
pub(super) fn load<S: Simd>(s: S, from: &[f32]) -> [S::f32s; VECTORS] {
    let mut spare = [0.0; WIDEST];
    spare[..from.len()].copy_from_slice(from);
    load_whole(s, &spare)
}

#[inline(always)]
pub(super) fn store_whole<S: Simd>(_: S, sums: [S::f32s; VECTORS], to: &mut [f32]) {
    let (vectors, _) = S::as_mut_simd_f32s(&mut to[..VECTORS * S::F32_LANES]);
    vectors.copy_from_slice(&sums);
}

/// Stores as many of the sums as `to` has room for.
#[inline(always)]
pub(super) fn store<S: Simd>(s: S, sums: [S::f32s; VECTORS], to: &mut [f32]) {
    let mut spare = [0.0; WIDEST];
    store_whole(s, sums, &mut spare);
    to.copy_from_slice(&spare[..to.len()]);
}
