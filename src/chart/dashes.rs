//! A dash pattern for each slot, so that lines are told apart without their colour.

use super::figure::SLOTS;

/// Dashes and gaps in viewBox units; empty for a line without gaps.
pub(super) fn dashes(slot: usize) -> &'static [f64] {
    const PATTERNS: [&[f64]; SLOTS] = [
        &[],
        &[9.0, 4.0],
        &[2.0, 3.0],
        &[9.0, 3.0, 2.0, 3.0],
        &[5.0, 3.0],
        &[9.0, 3.0, 2.0, 3.0, 2.0, 3.0],
        &[16.0, 4.0],
        &[5.0, 2.5, 1.5, 2.5],
    ];
    PATTERNS[slot % SLOTS]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_its_own_dashes() {
        let all: Vec<_> = (0..SLOTS).map(dashes).collect();
        assert!((0..SLOTS).all(|a| (0..a).all(|b| all[a] != all[b])));
        assert_eq!(dashes(9), dashes(1));
    }
}
