//! Which cell of ours stands beside which of the paper's Table 5.

use super::cell::same;
use super::mean::CellMean;
use crate::gallery::{PaperCell, stands_for};

/// How learning rates are matched. P(a), `C_Tr` and the share of fine-tuning's steps must always be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// A rate with the one that it stands for, by the gallery's mapping.
    Mapped,
    /// The same rate / η_PT, whatever the steps: for comparison.
    EqualShares,
}

/// A cell of ours and the paper's beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Ours.
    pub ours: CellMean,
    /// The paper's.
    pub paper: PaperCell,
}

/// Pairs `ours` with the rows of Table 5 (Counter, 200,000 iterations of pretraining) among `paper`, in the order of
/// `ours`; also returns those of ours that have no counterpart. Two of ours may share one of the paper's where they
/// differ in P(b) or in η_PT.
pub fn pairs(ours: &[CellMean], paper: &[PaperCell], matching: Matching) -> (Vec<Pair>, Vec<CellMean>) {
    let (mut paired, mut alone) = (Vec::new(), Vec::new());
    for mean in ours {
        let share_of_rate = match matching {
            Matching::Mapped => stands_for(mean.rate_ratio),
            Matching::EqualShares => mean.rate_ratio,
        };
        let found = paper.iter().find(|cell| {
            cell.table == 5
                && same(cell.p_a, mean.prior[0])
                && same(cell.c_tr, mean.c_tr)
                && same(cell.share(), mean.share)
                && same(cell.rate_ratio(), share_of_rate)
        });
        match found {
            Some(cell) => paired.push(Pair { ours: mean.clone(), paper: cell.clone() }),
            None => alone.push(mean.clone()),
        }
    }
    (paired, alone)
}

#[cfg(test)]
mod pairing_tests {
    use super::super::tests::like_the_paper;
    use super::super::{Cell, means};
    use super::*;
    use crate::gallery::paper_cells;

    #[test]
    fn every_row_of_table_5_finds_itself() {
        let (ours, paper) = (means(&like_the_paper(&[1])).unwrap(), paper_cells().unwrap());
        let (paired, alone) = pairs(&ours, &paper, Matching::Mapped);
        assert_eq!((paired.len(), alone.len()), (72, 0));
        assert!(paired.iter().all(|pair| pair.ours.accuracy == pair.paper.accuracy && pair.paper.table == 5));
    }

    #[test]
    fn at_equal_shares_the_largest_rate_has_no_counterpart() {
        let (ours, paper) = (means(&like_the_paper(&[1])).unwrap(), paper_cells().unwrap());
        let (paired, alone) = pairs(&ours, &paper, Matching::EqualShares);
        assert_eq!((paired.len(), alone.len()), (48, 24));
        assert!(alone.iter().all(|mean| same(mean.rate_ratio, 1.0)));
    }

    #[test]
    fn a_prior_the_paper_does_not_have_stays_alone() {
        let cells: Vec<Cell> =
            like_the_paper(&[1]).into_iter().map(|c| Cell { prior: [1.0, 0.0, 0.0], seed: 1, ..c }).take(8).collect();
        let (paired, alone) = pairs(&means(&cells).unwrap(), &paper_cells().unwrap(), Matching::Mapped);
        assert_eq!((paired.len(), alone.len()), (0, 8));
    }
}
