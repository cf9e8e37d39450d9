//! A score without any model: what the settings of a cell alone would have one guess of its accuracies.

use super::cell::same;
use super::pairing::Pair;
use crate::experiment::Measure;

/// The score in words.
///
/// Directions are those that one would guess, but for C_Tr of O_PT, where either can be argued for: it is the one with the higher ρ,
/// which makes the baseline harder to beat. All weights are equal.
pub const BASELINE: &str = "The baseline is a score without any model: the levels of rate, steps, P(b) and C_Tr, each spread evenly from 0 to 1, \
    are added with equal weights, so that a is kept the better the smaller the rate, the fewer the steps, the larger P(b) and the smaller C_Tr, \
    and b is learnt the better the larger the rate, the more steps, the larger P(b) and, where the shortcut is broken, the smaller, where \
    it holds, the larger C_Tr";

/// The score of each pair for one accuracy: only its order means anything.
pub fn baseline(pairs: &[Pair], measure: Measure) -> Vec<f64> {
    let level = |of: fn(&Pair) -> f64| levels(&pairs.iter().map(of).collect::<Vec<_>>());
    let [rate, steps] = [level(|p| p.paper.rate), level(|p| p.paper.share())];
    let [relevance, shortcut] = [level(|p| p.ours.prior[1]), level(|p| p.paper.c_tr)];
    let (trained, bound) = match measure {
        Measure::PretrainedBroken | Measure::PretrainedHolds => (-1.0, -1.0),
        Measure::FineTunedBroken => (1.0, -1.0),
        Measure::FineTunedHolds => (1.0, 1.0),
    };
    (0..pairs.len()).map(|i| trained * (rate[i] + steps[i]) + relevance[i] + bound * shortcut[i]).collect()
}

/// Each value's place among the different ones, from 0 to 1.
fn levels(values: &[f64]) -> Vec<f64> {
    let mut different = values.to_vec();
    different.sort_by(f64::total_cmp);
    different.dedup_by(|a, b| same(*a, *b));
    let last = different.len().saturating_sub(1).max(1);
    let place = |value: &f64| different.iter().position(|other| same(*other, *value)).unwrap_or(0);
    values.iter().map(|value| place(value) as f64 / last as f64).collect()
}

#[cfg(test)]
mod baseline_tests {
    use super::super::tests::like_the_paper;
    use super::super::{Matching, means, pairs};
    use super::*;
    use crate::gallery::paper_cells;

    #[test]
    fn levels_are_spread_evenly_whatever_their_distances() {
        assert_eq!(levels(&[1e-6, 1e-4, 1e-5, 1e-4]), [0.0, 1.0, 0.5, 1.0]);
        assert_eq!(levels(&[7.0, 7.0]), [0.0, 0.0]);
        assert!(levels(&[]).is_empty());
    }

    #[test]
    fn the_directions_are_those_that_are_stated() {
        let ours = means(&like_the_paper(&[1])).unwrap();
        let (pairs, _) = pairs(&ours, &paper_cells().unwrap(), Matching::Mapped);
        let place = |rate: f64, share: f64, p_b: f64, c_tr: f64| {
            let wanted = |p: &Pair| {
                p.paper.rate == rate && p.paper.share() == share && p.ours.prior[1] == p_b && p.paper.c_tr == c_tr
            };
            pairs.iter().position(wanted).unwrap()
        };
        let (easiest, hardest) = (place(1e-6, 0.1, 0.3, 0.0), place(1e-4, 1.0, 0.001, 1.0));
        let kept = baseline(&pairs, Measure::PretrainedBroken);
        assert_eq!((kept[easiest], kept[hardest]), (1.0, -3.0));
        let learnt = place(1e-4, 1.0, 0.3, 1.0);
        assert_eq!(baseline(&pairs, Measure::FineTunedHolds)[learnt], 4.0);
        assert_eq!(baseline(&pairs, Measure::FineTunedBroken)[learnt], 2.0);
    }
}
