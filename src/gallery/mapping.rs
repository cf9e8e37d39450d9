//! Which of our learning rates and steps stand for which of the paper's: one mapping, for the gallery and for the calibration.
//!
//! A step of AdamW moves a weight by about the rate, whatever the gradient's size, so that rate × steps, in units of η_PT, says how
//! far a fine-tuning can go. We train 10 to 50 times fewer steps than the paper's 10,000: at the paper's shares of η_PT the models
//! would go as much less far, and at ten times these shares they go as far (in 1,000 steps) or a fifth of it (in 200). Fifty times
//! would put the largest rate at five times η_PT. A share of the steps stands for the same share, because rates rise over the first
//! fifth of them and fall afterwards, here as there.
//!
//! That the product counts is read from each table by itself, not from how well the two agree. In the paper's Table 5 the four
//! accuracies at 1e-5 after 1,000 iterations and at 1e-6 after 10,000 differ by 5 points on average; at 1e-5, the two numbers of
//! iterations differ by 25, and after 10,000 the two rates by 21. From 1e-4 to 1e-5 it is 14, 23 and 12: there the product says
//! less. In our cells (`docs/calibration/cells.csv`, the same priors) it is 9 against 40 and 32 from η_PT/100 to η_PT/1000, and 11
//! against 31 and 20 from η_PT/10 to η_PT/100.

use super::paper::PAPER_PRETRAIN_RATE;

/// How many times the paper's share of η_PT a rate of ours is that stands for it.
const TIMES: f64 = 10.0;

/// The mapping in words, for reports.
pub const MAPPING: &str = "A learning rate of ours stands for the paper's at a tenth of its share of the pretraining's (η_PT): our η_PT, \
    η_PT/10 and η_PT/100 for the paper's η_PT/10, η_PT/100 and η_PT/1000. A share of fine-tuning's steps stands for the same share of the \
    paper's 10,000. What the two have in common is rate × steps in units of η_PT, which says how far AdamW can move a weight: 1,000 steps \
    go as far as the paper's then, and 200 a fifth of it; at equal shares they would go a tenth and a fiftieth.";

/// The paper's share of η_PT that a share of ours stands for.
pub fn stands_for(own_share: f64) -> f64 {
    own_share / TIMES
}

/// Our learning rate that stands for the paper's `rate`, where pretraining's is `pretrain_rate`.
pub fn standing_for(rate: f64, pretrain_rate: f64) -> f64 {
    six_digits(TIMES * rate / PAPER_PRETRAIN_RATE * pretrain_rate)
}

/// A product of decimal numbers without the dust of its last binary digit.
pub fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::super::{PaperCell, paper_cells};
    use super::*;

    #[test]
    fn rates_have_no_dust_and_stand_for_what_they_were_made_of() {
        let own = [1e-4, 1e-5, 1e-6].map(|rate| standing_for(rate, 3e-3));
        assert_eq!(own, [3e-3, 3e-4, 3e-5]);
        let back = own.map(|rate| six_digits(stands_for(rate / 3e-3)));
        assert_eq!(back, [1e-1, 1e-2, 1e-3]);
    }

    /// Mean difference between two cells of Table 5 with the same prior and `C_Tr`, over all four accuracies.
    fn apart(cells: &[PaperCell], one: (f64, u32), other: (f64, u32)) -> f64 {
        let at = |(rate, iterations): (f64, u32)| {
            cells.iter().filter(move |c| c.table == 5 && c.rate == rate && c.iterations == iterations)
        };
        let mut differences = Vec::new();
        for a in at(one) {
            let b = at(other).find(|b| b.is_at(other.0, a.p_a, a.c_tr)).unwrap();
            differences.extend(a.accuracy.iter().zip(b.accuracy).map(|(a, b)| (a - b).abs()));
        }
        differences.iter().sum::<f64>() / differences.len() as f64
    }

    #[test]
    fn the_papers_own_cells_go_by_rate_times_iterations_at_its_two_smaller_rates() {
        let cells = paper_cells().unwrap();
        let of = |large: f64, small: f64| {
            let product = apart(&cells, (large, 1_000), (small, 10_000));
            let iterations = apart(&cells, (large, 1_000), (large, 10_000));
            let rate = apart(&cells, (large, 10_000), (small, 10_000));
            [product, iterations, rate].map(f64::round)
        };
        assert_eq!(of(1e-5, 1e-6), [5.0, 25.0, 21.0]);
        assert_eq!(of(1e-4, 1e-5), [14.0, 23.0, 12.0]);
    }
}
