//! How far our cells agree with the paper's: rank correlation, and the cells that point the other way.

use super::correlation::spearman;
use super::mean::CellMean;
use super::pairing::{Pair, Pairing, pairs};
use crate::experiment::Measure;
use crate::gallery::Outcome;
use crate::gallery::PaperCell;

/// Our cells beside the paper's Table 5.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// How they were paired.
    pub pairing: Pairing,
    /// The pairs.
    pub pairs: Vec<Pair>,
    /// Cells of ours without a counterpart.
    pub unpaired: Vec<CellMean>,
    /// Spearman's ρ over the pairs for each measure, in the order of [`Measure::ALL`]; none where [`spearman`] has none.
    pub rho: [Option<f64>; 4],
    /// Spearman's ρ over all four accuracies of all pairs, ranked together.
    pub rho_all: Option<f64>,
    /// The accuracies that disagree in direction, by the rule of [`Outcome`], in the order of the pairs.
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

/// Compares our means with the rows of Table 5 among `paper`.
pub fn agree(ours: &[CellMean], paper: &[PaperCell], pairing: Pairing) -> Agreement {
    let (pairs, unpaired) = pairs(ours, paper, pairing);
    let values = |measure: Measure| -> Vec<(f64, f64)> {
        pairs.iter().map(|p| (p.ours.accuracy[measure as usize], p.paper.accuracy[measure as usize])).collect()
    };
    let all: Vec<(f64, f64)> = Measure::ALL.into_iter().flat_map(values).collect();
    let mut disagreements = Vec::new();
    for pair in &pairs {
        for measure in Measure::ALL {
            let (ours, paper) = (pair.ours.outcome(measure), pair.paper.outcome(measure));
            if Outcome::opposite(ours, paper) {
                disagreements.push(Disagreement { pair: pair.clone(), measure, ours, paper });
            }
        }
    }
    let rho = Measure::ALL.map(|measure| spearman(&values(measure)));
    Agreement { pairing, rho, rho_all: spearman(&all), disagreements, unpaired, pairs }
}

#[cfg(test)]
mod agreement_tests {
    use super::super::tests::like_the_paper;
    use super::super::{Cell, means};
    use super::*;
    use crate::gallery::paper_cells;

    fn agreement(cells: &[Cell]) -> Agreement {
        agree(&means(cells).unwrap(), &paper_cells().unwrap(), Pairing::ByRatio)
    }

    fn near(rho: Option<f64>, expected: f64) -> bool {
        rho.is_some_and(|rho| (rho - expected).abs() < 1e-9)
    }

    #[test]
    fn the_papers_own_numbers_agree_with_it_entirely() {
        let found = agreement(&like_the_paper(&[1, 2]));
        assert!(found.rho.iter().chain([&found.rho_all]).all(|rho| near(*rho, 1.0)), "{:?}", found.rho);
        assert_eq!(found.disagreements, []);
    }

    #[test]
    fn reversed_numbers_have_the_opposite_correlation() {
        let mut cells = like_the_paper(&[1]);
        cells.iter_mut().for_each(|c| c.accuracy = c.accuracy.map(|a| 100.0 - a));
        let found = agreement(&cells);
        assert!(found.rho.iter().chain([&found.rho_all]).all(|rho| near(*rho, -1.0)), "{:?}", found.rho);
        assert!(!found.disagreements.is_empty());
    }

    #[test]
    fn a_cell_that_points_the_other_way_is_listed_with_its_measure() {
        let mut cells = like_the_paper(&[1]);
        let wanted = |c: &Cell| c.prior[0] == 0.5 && c.c_tr == 0.0 && c.rate == 1e-4 && c.share == 1.0;
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
        assert_eq!((found.rho, found.rho_all, found.pairs.len()), ([None; 4], None, 0));
    }
}
