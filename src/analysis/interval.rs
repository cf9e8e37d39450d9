//! Confidence intervals: of one accuracy, and of a mean over seeds.

use crate::train::Accuracy;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::statistics::Statistics;

/// A value and the interval that holds the true one with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// A value that is taken as exact.
    pub fn exact(value: f64) -> Self {
        Self { value, low: value, high: value }
    }

    /// The same with `change`, which must be increasing, applied to all three.
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self { value: change(self.value), low: change(self.low), high: change(self.high) }
    }
}

const TAIL: f64 = 0.975;

/// Wilson's interval of an accuracy, in percent.
pub fn wilson(accuracy: Accuracy) -> Interval {
    let n = f64::from(accuracy.n.max(1));
    let p = (f64::from(accuracy.correct) / n).min(1.0);
    let z = two_sided();
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    // At 0 and at n right answers the ends are exactly 0 and 1, which rounding would miss by a little.
    let (low, high) = ((middle - half).clamp(0.0, p), (middle + half).clamp(p, 1.0));
    Interval { value: 100.0 * p, low: 100.0 * low, high: 100.0 * high }
}

/// How many standard errors a 95 % interval reaches to either side.
pub(super) fn two_sided() -> f64 {
    Normal::standard().inverse_cdf(TAIL)
}

/// The difference of two accuracies on the same samples, in points. Its interval is that of independent samples, which is the wider
/// one where both are right on the same of them.
pub(super) fn difference(a: Accuracy, b: Accuracy) -> Interval {
    let share = |accuracy: Accuracy| accuracy.percent() / 100.0;
    let variance = |accuracy: Accuracy| share(accuracy) * (1.0 - share(accuracy)) / f64::from(accuracy.n.max(1));
    let (value, half) = (share(a) - share(b), two_sided() * (variance(a) + variance(b)).sqrt());
    Interval { value: 100.0 * value, low: 100.0 * (value - half), high: 100.0 * (value + half) }
}

/// The mean of one value for each seed with Student's interval; none for fewer than two seeds.
pub fn over_seeds(values: &[f64]) -> Option<Interval> {
    if values.len() < 2 {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.mean();
    let t = StudentsT::new(0.0, 1.0, n - 1.0).ok()?.inverse_cdf(TAIL);
    let half = t * values.std_dev() / n.sqrt();
    Some(Interval { value: mean, low: mean - half, high: mean + half })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_agrees_with_published_values() {
        // Newcombe (1998), table I: 81 of 263 and 1 of 29.
        for ((correct, n), (low, high)) in [((81, 263), (25.53, 36.62)), ((1, 29), (0.61, 17.18))] {
            let interval = wilson(Accuracy { correct, n });
            assert!((interval.low - low).abs() < 0.01 && (interval.high - high).abs() < 0.01, "{interval:?}");
        }
    }

    #[test]
    fn certain_ends_stay_within_the_possible() {
        let (none, all) = (wilson(Accuracy { correct: 0, n: 50 }), wilson(Accuracy { correct: 50, n: 50 }));
        assert_eq!((none.low, all.high), (0.0, 100.0));
        assert!(none.high > 0.0 && all.low < 100.0);
    }

    #[test]
    fn a_mean_over_seeds_has_students_interval() {
        // t(0.975, 2 degrees of freedom) = 4.302653; standard deviation 1.
        let interval = over_seeds(&[1.0, 2.0, 3.0]).unwrap();
        assert!((interval.value - 2.0).abs() < 1e-12);
        assert!((interval.high - 2.0 - 4.302_653 / 3.0_f64.sqrt()).abs() < 1e-4, "{interval:?}");
        assert_eq!(over_seeds(&[1.0]), None);
    }
}
