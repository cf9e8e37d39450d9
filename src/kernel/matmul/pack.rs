//! The right matrix of a product in panels as wide as a tile, in the order in which tiles read them.

use super::tile::VECTORS;
use super::view::View;
use pulp::Simd;

/// Products that are summed in registers before the sum is put away: a panel of this depth stays in the nearest cache.
pub(super) const DEPTH: usize = 384;

/// `columns` and what fills up the last panel.
#[inline(always)]
pub(super) fn padded<S: Simd>(columns: usize) -> usize {
    columns.next_multiple_of(VECTORS * S::F32_LANES)
}

/// Puts the lines `from..to` of `right` into panels as wide as a tile.
#[inline(always)]
pub(super) fn pack<S: Simd>(_: S, right: View<'_>, from: usize, to: usize, columns: usize, panels: &mut [f32]) {
    let depth = to - from;
    let width = VECTORS * S::F32_LANES;
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
