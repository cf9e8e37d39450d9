//! The mean of a cell over seeds, with Student's 95 % interval.

use super::cell::{Cell, same};
use super::error::CalibrationError;
use crate::analysis::{Interval, over_seeds};
use crate::experiment::Measure;
use crate::gallery::Outcome;
use statrs::statistics::Statistics;
use std::cmp::Ordering;

/// Cells that differ in their seed only, as one. Accuracies are in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct CellMean {
    /// The sampling prior: P(a), P(b), P(c).
    pub prior: [f64; 3],
    /// Share of fine-tuning samples with the spurious correlation, `C_Tr`.
    pub c_tr: f64,
    /// Peak learning rate of fine-tuning.
    pub rate: f64,
    /// rate / η_PT.
    pub rate_ratio: f64,
    /// Share of fine-tuning's steps that were done.
    pub share: f64,
    /// How many seeds.
    pub n: u32,
    /// Mean accuracy of the pretrained models on O_PT and on O_FT.
    pub pretrained: [f64; 2],
    /// Mean accuracies after fine-tuning, in the order of [`Measure::ALL`].
    pub accuracy: [f64; 4],
    /// Student's 95 % intervals of [`CellMean::accuracy`]; none for a single seed. Ends may lie outside 0 to 100.
    pub interval: Option<[Interval; 4]>,
}

impl CellMean {
    /// What became of the skill that `measure` asks for.
    pub fn outcome(&self, measure: Measure) -> Outcome {
        Outcome::of(measure, self.accuracy[measure as usize], self.pretrained[0])
    }

    fn of(cells: &[Cell]) -> Option<Self> {
        let Cell { prior, c_tr, rate, rate_ratio, share, .. } = *cells.first()?;
        let values = |index: usize| cells.iter().map(move |c| c.accuracy[index]);
        let seeds: Vec<Interval> = (0..4).filter_map(|index| over_seeds(&values(index).collect::<Vec<_>>())).collect();
        Some(Self {
            prior,
            c_tr,
            rate,
            rate_ratio,
            share,
            n: cells.len() as u32,
            pretrained: [0, 1].map(|index: usize| cells.iter().map(|c| c.pretrained[index]).mean()),
            accuracy: [0, 1, 2, 3].map(|index| values(index).mean()),
            interval: <[Interval; 4]>::try_from(seeds).ok(),
        })
    }

    /// P(a) downwards, rates downwards, `C_Tr` and share upwards: the paper's order within a prior.
    fn in_order(&self, other: &Self) -> Ordering {
        let priors = other.prior.iter().zip(&self.prior).map(|(b, a)| b.total_cmp(a));
        priors
            .fold(Ordering::Equal, Ordering::then)
            .then(other.rate_ratio.total_cmp(&self.rate_ratio))
            .then(other.rate.total_cmp(&self.rate))
            .then(self.c_tr.total_cmp(&other.c_tr))
            .then(self.share.total_cmp(&other.share))
    }
}

/// Means over seeds: P(a) and learning rates downwards, then `C_Tr` and share upwards.
///
/// # Errors
/// When a value of a cell is not possible, or a seed is there twice in one mean.
pub fn means(cells: &[Cell]) -> Result<Vec<CellMean>, CalibrationError> {
    let mut groups: Vec<Vec<Cell>> = Vec::new();
    for cell in cells {
        let cell = cell.clone().checked()?;
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| same_but_seed(first, &cell))) {
            Some(group) if group.iter().any(|c| c.seed == cell.seed) => {
                let Cell { seed, c_tr, rate, share, .. } = cell;
                return Err(CalibrationError::Twice { seed, c_tr, rate, share });
            }
            Some(group) => group.push(cell),
            None => groups.push(vec![cell]),
        }
    }
    // Sums depend on their order in the last digit: seeds come in order, so that the cells' order changes nothing.
    groups.iter_mut().for_each(|group| group.sort_by_key(|c| c.seed));
    let mut means: Vec<CellMean> = groups.iter().filter_map(|group| CellMean::of(group)).collect();
    means.sort_by(CellMean::in_order);
    Ok(means)
}

fn same_but_seed(one: &Cell, other: &Cell) -> bool {
    let settings = |c: &Cell| [c.prior[0], c.prior[1], c.prior[2], c.c_tr, c.rate, c.rate_ratio, c.share];
    settings(one).into_iter().zip(settings(other)).all(|(a, b)| same(a, b))
}

#[cfg(test)]
mod mean_tests {
    use super::super::tests::cell;
    use super::*;

    #[test]
    fn a_mean_has_its_seeds_students_interval() {
        let cells: Vec<Cell> = [(1, 70.0), (2, 80.0), (3, 90.0)]
            .map(|(seed, percent)| Cell { accuracy: [percent, 0.0, 50.0, 100.0], ..cell(seed, 1.0, 0.5) })
            .to_vec();
        let found = means(&cells).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].n, found[0].accuracy), (3, [80.0, 0.0, 50.0, 100.0]));
        // Standard deviation 10, three seeds: t(0.975, 2 degrees of freedom) = 4.302653.
        let interval = found[0].interval.unwrap();
        let half = 4.302_653 * 10.0 / 3.0_f64.sqrt();
        assert!((interval[0].high - 80.0 - half).abs() < 1e-3 && (80.0 - interval[0].low - half).abs() < 1e-3);
        assert_eq!((interval[3].low, interval[3].high), (100.0, 100.0));
    }

    #[test]
    fn one_seed_has_a_mean_and_no_interval() {
        let found = means(&[cell(1, 1.0, 0.5)]).unwrap();
        assert_eq!((found[0].n, found[0].interval), (1, None));
    }

    #[test]
    fn the_order_of_cells_changes_nothing() {
        let mut cells = Vec::new();
        for seed in 1..=3 {
            for share in [0.1, 1.0] {
                let accuracy = [f64::from(seed) / 3.0, share, 7.7, 0.1 * f64::from(seed)];
                cells.push(Cell { accuracy, ..cell(seed, share, 0.5) });
            }
        }
        let forwards = means(&cells).unwrap();
        cells.reverse();
        assert_eq!(means(&cells).unwrap(), forwards);
        assert_eq!(forwards.iter().map(|m| m.share).collect::<Vec<_>>(), [0.1, 1.0]);
    }

    #[test]
    fn a_seed_that_is_there_twice_is_refused() {
        let rounded = Cell { rate_ratio: 3e-4 / 3e-3, ..cell(1, 1.0, 0.5) };
        let exact = Cell { rate_ratio: 0.1, ..rounded.clone() };
        assert_ne!(rounded.rate_ratio, exact.rate_ratio);
        assert!(matches!(means(&[rounded, exact]), Err(CalibrationError::Twice { seed: 1, .. })));
    }
}
