//! Bootstrap intervals: a statistic of pairs, taken again of pairs that are drawn from them with replacement.

use crate::analysis::Interval;
use crate::tasks::{Purpose, Stream};
use statrs::statistics::{Data, OrderStatistics};

/// How often pairs are drawn again.
pub const RESAMPLES: u32 = 2000;
/// The seed of the draws; every statistic of as many pairs is taken of the same ones.
const SEED: u32 = 1;

/// A statistic with its 95 % interval (percentiles); `statistic` is given the places of the pairs that it is of. None where it
/// has no value.
pub(super) fn bootstrap(pairs: usize, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    let value = statistic(&(0..pairs).collect::<Vec<_>>())?;
    let bound = u32::try_from(pairs).ok()?;
    let mut stream = Stream::new(SEED, Purpose::Resampling);
    let mut draw = || (0..pairs).map(|_| stream.below(bound) as usize).collect::<Vec<_>>();
    // Draws in which all pairs are alike have no value, and are left out.
    let values: Vec<f64> = (0..RESAMPLES).filter_map(|_| statistic(&draw())).collect();
    let mut values = Data::new(values);
    Some(Interval { value, low: values.quantile(0.025), high: values.quantile(0.975) })
}

#[cfg(test)]
mod bootstrap_tests {
    use super::*;
    use statrs::statistics::Statistics;

    #[test]
    fn the_interval_of_a_mean_is_that_of_its_standard_error() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(i % 10)).collect();
        let found = bootstrap(100, |at| Some(at.iter().map(|i| values[*i]).mean())).unwrap();
        // Standard deviation 2.87, so that 1.96 standard errors are 0.56.
        assert!((found.value - 4.5).abs() < 1e-9);
        assert!((4.5 - found.low - 0.56).abs() < 0.06 && (found.high - 4.5 - 0.56).abs() < 0.06, "{found:?}");
        assert_eq!(bootstrap(100, |at| Some(at.iter().map(|i| values[*i]).mean())), Some(found));
    }

    #[test]
    fn what_has_no_value_has_no_interval() {
        assert_eq!(bootstrap(0, |_| None), None);
        assert_eq!(bootstrap(3, |_| None), None);
    }
}
