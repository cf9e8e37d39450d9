//! Spearman's rank correlation, from the ranks and the covariance of statrs.

use statrs::statistics::{Data, OrderStatistics, RankTieBreaker, Statistics};

/// Spearman's ρ of pairs `(one, other)`, −1 to 1; equal values share their mean rank. None for fewer than two pairs,
/// for values that are not finite, and where one side is the same everywhere and has no ranking.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 2 || pairs.iter().any(|(one, other)| !one.is_finite() || !other.is_finite()) {
        return None;
    }
    let ranks = |values: Vec<f64>| Data::new(values).ranks(RankTieBreaker::Average);
    let one = ranks(pairs.iter().map(|pair| pair.0).collect());
    let other = ranks(pairs.iter().map(|pair| pair.1).collect());
    let spread = one.iter().std_dev() * other.iter().std_dev();
    (spread > 0.0).then(|| (one.iter().covariance(other.iter()) / spread).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod correlation_tests {
    use super::*;

    #[test]
    fn the_order_alone_decides() {
        let near = |pairs: &[(f64, f64)], expected: f64| (spearman(pairs).unwrap() - expected).abs() < 1e-12;
        assert!(near(&[(1.0, 0.1), (2.0, 0.2), (3.0, 99.0)], 1.0));
        assert!(near(&[(1.0, 99.0), (2.0, 0.2), (3.0, 0.1)], -1.0));
        // Ranks 1, 2.5, 2.5, 4 against 1 to 4: covariance 1.5, variances 1.5 and 5/3.
        assert!(near(&[(0.0, 1.0), (5.0, 2.0), (5.0, 3.0), (9.0, 4.0)], 1.5 / (1.5_f64 * 5.0 / 3.0).sqrt()));
    }

    #[test]
    fn there_is_none_without_a_ranking() {
        assert_eq!(spearman(&[]), None);
        assert_eq!(spearman(&[(1.0, 1.0)]), None);
        assert_eq!(spearman(&[(1.0, 1.0), (1.0, 2.0)]), None);
        assert_eq!(spearman(&[(1.0, 1.0), (f64::NAN, 2.0)]), None);
    }
}
