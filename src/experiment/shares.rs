//! Shares that sum to one while one of them is moved: the others keep their proportions and make room.

/// The finest step of a share.
const STEP: f64 = 0.001;

/// `shares` with the one at `index` set to `value` and the others scaled so that all sum to one, in steps of a thousandth. Where
/// the others are all zero, they share the rest evenly.
pub fn rebalanced(shares: &[f64], index: usize, value: f64) -> Vec<f64> {
    let steps = |share: f64| (share / STEP).round();
    let whole = steps(1.0);
    let own = steps(value.clamp(0.0, 1.0));
    let others: f64 = shares.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, s)| s.max(0.0)).sum();
    let rest = whole - own;
    let count = shares.len().saturating_sub(1).max(1) as f64;
    let mut all: Vec<f64> = shares
        .iter()
        .enumerate()
        .map(|(i, share)| match i == index {
            true => own,
            false if others > 0.0 => (rest * share.max(0.0) / others).floor(),
            false => (rest / count).floor(),
        })
        .collect();
    // What rounding left over goes to the largest of the others, or to the one moved where there is none.
    let over = whole - all.iter().sum::<f64>();
    let largest = (0..all.len()).filter(|i| *i != index).max_by(|x, y| all[*x].total_cmp(&all[*y]));
    if let Some(slot) = all.get_mut(largest.unwrap_or(index)) {
        *slot += over;
    }
    all.into_iter().map(|s| (s * STEP * 1000.0).round() / 1000.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_always_sum_to_one_and_the_moved_one_has_its_value(
            raw in proptest::collection::vec(0.0_f64..=1.0, 2..6), index in 0_usize..6, value in 0.0_f64..=1.0,
        ) {
            let index = index % raw.len();
            let shares = rebalanced(&raw, index, value);
            let sum: f64 = shares.iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-9, "{shares:?}");
            prop_assert!(shares.iter().all(|s| (0.0..=1.0).contains(s)));
            prop_assert!((shares[index] - value).abs() <= 0.0005 + 1e-9);
        }
    }

    #[test]
    fn the_others_keep_their_proportions() {
        assert_eq!(rebalanced(&[0.5, 0.3, 0.2], 0, 0.0), [0.0, 0.6, 0.4]);
        assert_eq!(rebalanced(&[1.0, 0.0, 0.0], 0, 0.5), [0.5, 0.25, 0.25]);
        assert_eq!(rebalanced(&[0.999, 0.001, 0.0], 1, 0.001), [0.999, 0.001, 0.0]);
    }
}
