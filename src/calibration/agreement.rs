//! How far our cells agree with the paper's: rank correlation beside a score without any model, and the cells that point the
//! other way.

use super::baseline::baseline;
use super::bootstrap::bootstrap;
use super::correlation::spearman;
use super::mean::CellMean;
use super::pairing::{Matching, Pair, pairs};
use crate::analysis::Interval;
use crate::experiment::Measure;
use crate::gallery::Outcome;
use crate::gallery::PaperCell;

/// Our cells beside the paper's Table 5.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The pairs.
    pub pairs: Vec<Pair>,
    /// Cells of ours without a counterpart.
    pub unpaired: Vec<CellMean>,
    /// Spearman's ρ over the pairs for each measure, in the order of [`Measure::ALL`]; none where [`spearman`] has none.
    pub rho: [Option<f64>; 4],
    /// How many accuracies say the same in words, by the rule of [`Outcome`].
    pub same: usize,
    /// The accuracies that disagree in direction, by the same rule, in the order of the pairs.
    pub disagreements: Vec<Disagreement>,
}

/// An accuracy that fell, was kept or was learnt with us, and the opposite in the paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The cells.
    pub pair: Pair,
    /// Which accuracy.
    pub measure: Measure,
    /// What became of it with us.
    pub ours: Outcome,
    /// What became of it in the paper.
    pub paper: Outcome,
}

/// Spearman's ρ of one accuracy with the paper's, by our models and by a score without any, over the same pairs; each with its
/// bootstrap interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BesideBaseline {
    /// Of our models.
    pub ours: Option<Interval>,
    /// Of the [`baseline`].
    pub baseline: Option<Interval>,
    /// The first less the second, of the same resamples.
    pub lead: Option<Interval>,
}

/// Compares our means with the rows of Table 5 among `paper`.
pub fn agree(ours: &[CellMean], paper: &[PaperCell], matching: Matching) -> Agreement {
    let (pairs, unpaired) = pairs(ours, paper, matching);
    let (mut same, mut disagreements) = (0, Vec::new());
    for pair in &pairs {
        for measure in Measure::ALL {
            let (ours, paper) = (pair.ours.outcome(measure), pair.paper.outcome(measure));
            same += usize::from(ours == paper);
            if Outcome::opposite(ours, paper) {
                disagreements.push(Disagreement { pair: pair.clone(), measure, ours, paper });
            }
        }
    }
    let rho = Measure::ALL.map(|measure| spearman(&beside(&ours_of(&pairs, measure), &paper_of(&pairs, measure))));
    Agreement { rho, same, disagreements, unpaired, pairs }
}

/// Each accuracy's ρ beside the baseline's, in the order of [`Measure::ALL`].
pub fn beside_baseline(pairs: &[Pair]) -> [BesideBaseline; 4] {
    Measure::ALL.map(|measure| {
        let paper = paper_of(pairs, measure);
        let (ours, score) = (beside(&ours_of(pairs, measure), &paper), beside(&baseline(pairs, measure), &paper));
        let of = |all: &[(f64, f64)], places: &[usize]| {
            spearman(&places.iter().filter_map(|i| all.get(*i).copied()).collect::<Vec<_>>())
        };
        BesideBaseline {
            ours: bootstrap(pairs.len(), |places| of(&ours, places)),
            baseline: bootstrap(pairs.len(), |places| of(&score, places)),
            lead: bootstrap(pairs.len(), |places| Some(of(&ours, places)? - of(&score, places)?)),
        }
    })
}

fn ours_of(pairs: &[Pair], measure: Measure) -> Vec<f64> {
    pairs.iter().map(|pair| pair.ours.accuracy[measure as usize]).collect()
}

fn paper_of(pairs: &[Pair], measure: Measure) -> Vec<f64> {
    pairs.iter().map(|pair| pair.paper.accuracy[measure as usize]).collect()
}

fn beside(one: &[f64], other: &[f64]) -> Vec<(f64, f64)> {
    one.iter().copied().zip(other.iter().copied()).collect()
}

#[cfg(test)]
mod agreement_tests {
    use super::super::tests::like_the_paper;
    use super::super::{Cell, means};
    use super::*;
    use crate::gallery::paper_cells;

    fn agreement(cells: &[Cell]) -> Agreement {
        agree(&means(cells).unwrap(), &paper_cells().unwrap(), Matching::Mapped)
    }

    fn near(rho: Option<f64>, expected: f64) -> bool {
        rho.is_some_and(|rho| (rho - expected).abs() < 1e-9)
    }

    #[test]
    fn the_papers_own_numbers_agree_with_it_entirely() {
        let found = agreement(&like_the_paper(&[1, 2]));
        assert!(found.rho.iter().all(|rho| near(*rho, 1.0)), "{:?}", found.rho);
        assert_eq!((found.disagreements.len(), found.same), (0, 288));
    }

    #[test]
    fn reversed_numbers_have_the_opposite_correlation() {
        let mut cells = like_the_paper(&[1]);
        cells.iter_mut().for_each(|c| c.accuracy = c.accuracy.map(|a| 100.0 - a));
        let found = agreement(&cells);
        assert!(found.rho.iter().all(|rho| near(*rho, -1.0)), "{:?}", found.rho);
        assert!(!found.disagreements.is_empty());
    }

    #[test]
    fn a_cell_that_points_the_other_way_is_listed_with_its_measure() {
        let mut cells = like_the_paper(&[1]);
        let wanted = |c: &Cell| c.prior[0] == 0.5 && c.c_tr == 0.0 && c.rate_ratio == 1.0 && c.share == 1.0;
        // The paper has 14.7 % here, after 99.9 %.
        cells.iter_mut().find(|c| wanted(c)).unwrap().accuracy[0] = 90.0;
        let found = agreement(&cells);
        assert_eq!(found.disagreements.len(), 1);
        let listed = &found.disagreements[0];
        assert_eq!(listed.measure, Measure::PretrainedBroken);
        assert_eq!((listed.ours, listed.paper), (Outcome::Keeps, Outcome::Falls));
        assert_eq!((listed.pair.ours.accuracy[0], listed.pair.paper.accuracy[0]), (90.0, 14.7));
        assert!(found.rho[0].unwrap() < 1.0);
    }

    #[test]
    fn no_cells_have_no_correlation() {
        let found = agreement(&[]);
        assert_eq!((found.rho, found.pairs.len()), ([None; 4], 0));
        let beside = beside_baseline(&found.pairs);
        assert!(beside.iter().all(|b| b.ours.is_none() && b.baseline.is_none() && b.lead.is_none()));
    }

    #[test]
    fn a_score_without_a_model_stands_beside_ours_on_the_same_pairs() {
        let found = beside_baseline(&agreement(&like_the_paper(&[1])).pairs);
        for one in found {
            let (ours, baseline, lead) = (one.ours.unwrap(), one.baseline.unwrap(), one.lead.unwrap());
            assert!((ours.value - 1.0).abs() < 1e-9 && ours.low > 0.999, "{ours:?}");
            assert!(baseline.low < baseline.value && baseline.value < baseline.high && baseline.high < 1.0);
            assert!((lead.value - (ours.value - baseline.value)).abs() < 1e-12 && lead.low > 0.0, "{lead:?}");
        }
        // On the whole of Table 5, without looking at any model of ours.
        let rounded = found.map(|one| (100.0 * one.baseline.unwrap().value).round());
        assert_eq!(rounded, [81.0, 87.0, 58.0, 73.0]);
    }
}
