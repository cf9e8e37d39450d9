//! Which cell of ours stands beside which of the paper's Table 5.

use super::cell::same;
use super::mean::CellMean;
use crate::gallery::PaperCell;

/// How learning rates are matched. P(a), `C_Tr` and the share of fine-tuning's steps must always be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// The same rate / η_PT: a tenth with a tenth.
    ByRatio,
    /// The k-th largest rate of ours within a prior with the k-th largest of the paper's.
    ByOrder,
}

impl Pairing {
    /// The pairing in words, for a report.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ByRatio => {
                "by ratio: a cell of ours stands beside the paper's with the same P(a), C_Tr, share of fine-tuning's steps \
                 (0.1 for 1,000 iterations, 1 for 10,000) and the same learning rate in units of the pretraining's (η_PT)"
            }
            Self::ByOrder => {
                "by order: a cell of ours stands beside the paper's with the same P(a), C_Tr and share of fine-tuning's \
                 steps (0.1 for 1,000 iterations, 1 for 10,000); the k-th largest learning rate of ours within a prior is \
                 matched with the k-th largest of the paper's, whatever their ratios to the pretraining's (η_PT)"
            }
        }
    }
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
pub fn pairs(ours: &[CellMean], paper: &[PaperCell], pairing: Pairing) -> (Vec<Pair>, Vec<CellMean>) {
    let table: Vec<&PaperCell> = paper.iter().filter(|cell| cell.table == 5).collect();
    let theirs = downwards(table.iter().map(|cell| cell.rate_ratio()));
    let (mut paired, mut alone) = (Vec::new(), Vec::new());
    for mean in ours {
        let wanted = match pairing {
            Pairing::ByRatio => Some(mean.rate_ratio),
            Pairing::ByOrder => {
                let own = downwards(ours.iter().filter(|other| other.prior == mean.prior).map(|m| m.rate_ratio));
                let place = own.iter().position(|ratio| same(*ratio, mean.rate_ratio));
                place.and_then(|place| theirs.get(place).copied())
            }
        };
        let found = table.iter().find(|cell| {
            same(cell.p_a, mean.prior[0])
                && same(cell.c_tr, mean.c_tr)
                && same(cell.share(), mean.share)
                && wanted.is_some_and(|ratio| same(ratio, cell.rate_ratio()))
        });
        match found {
            Some(cell) => paired.push(Pair { ours: mean.clone(), paper: (*cell).clone() }),
            None => alone.push(mean.clone()),
        }
    }
    (paired, alone)
}

/// The different values, the largest first.
fn downwards(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values.dedup_by(|a, b| same(*a, *b));
    values
}

#[cfg(test)]
mod pairing_tests {
    use super::super::tests::like_the_paper;
    use super::super::{Cell, means};
    use super::*;
    use crate::gallery::paper_cells;

    #[test]
    fn every_row_of_table_5_finds_itself_by_either_rule() {
        let (ours, paper) = (means(&like_the_paper(&[1])).unwrap(), paper_cells().unwrap());
        for pairing in [Pairing::ByRatio, Pairing::ByOrder] {
            let (paired, alone) = pairs(&ours, &paper, pairing);
            assert_eq!((paired.len(), alone.len()), (72, 0));
            assert!(paired.iter().all(|pair| pair.ours.accuracy == pair.paper.accuracy && pair.paper.table == 5));
        }
    }

    #[test]
    fn other_ratios_pair_by_order_only() {
        let mut cells = like_the_paper(&[1]);
        cells.iter_mut().for_each(|c| c.rate_ratio = c.rate_ratio.sqrt());
        let (ours, paper) = (means(&cells).unwrap(), paper_cells().unwrap());
        // The square root of a hundredth is a tenth; those of the others are none of the paper's ratios.
        assert_eq!(pairs(&ours, &paper, Pairing::ByRatio).0.len(), 24);
        let (paired, _) = pairs(&ours, &paper, Pairing::ByOrder);
        assert_eq!(paired.len(), 72);
        assert!(paired.iter().all(|pair| pair.ours.accuracy == pair.paper.accuracy));
    }

    #[test]
    fn a_prior_the_paper_does_not_have_stays_alone() {
        let cells: Vec<Cell> =
            like_the_paper(&[1]).into_iter().map(|c| Cell { prior: [1.0, 0.0, 0.0], seed: 1, ..c }).take(8).collect();
        let (paired, alone) = pairs(&means(&cells).unwrap(), &paper_cells().unwrap(), Pairing::ByOrder);
        assert_eq!((paired.len(), alone.len()), (0, 8));
    }
}
