//! The paired cells as CSV text, one row for each pair and accuracy.

use super::agreement::Agreement;
use super::csv_text::rows_to_csv;
use super::error::CalibrationError;
use crate::experiment::Measure;
use crate::gallery::Outcome;
use serde::Serialize;

#[derive(Serialize)]
struct PairedRow {
    p_a: f64,
    p_b: f64,
    p_c: f64,
    c_tr: f64,
    share: f64,
    rate: f64,
    rate_ratio: f64,
    paper_rate: f64,
    paper_rate_ratio: f64,
    measure: &'static str,
    n: u32,
    ours: f64,
    low: Option<f64>,
    high: Option<f64>,
    paper: f64,
    outcome: &'static str,
    paper_outcome: &'static str,
    disagree: bool,
}

/// The paired cells as CSV with a header row: ours (mean over n seeds, ends of its 95 % interval where n is 2 or more)
/// and the paper's, in percent, with the [`Outcome`] of each.
///
/// # Errors
/// When the writer fails.
pub fn paired_csv(agreement: &Agreement) -> Result<String, CalibrationError> {
    rows_to_csv(agreement.pairs.iter().flat_map(|pair| {
        Measure::ALL.into_iter().map(move |measure| {
            let (ours, paper) = (&pair.ours, &pair.paper);
            let (outcome, paper_outcome) = (ours.outcome(measure), paper.outcome(measure));
            let [p_a, p_b, p_c] = ours.prior;
            PairedRow {
                p_a,
                p_b,
                p_c,
                c_tr: ours.c_tr,
                share: ours.share,
                rate: ours.rate,
                rate_ratio: ours.rate_ratio,
                paper_rate: paper.rate,
                paper_rate_ratio: paper.rate_ratio(),
                measure: measure.key(),
                n: ours.n,
                ours: ours.accuracy[measure as usize],
                low: ours.interval.map(|i| i[measure as usize].low),
                high: ours.interval.map(|i| i[measure as usize].high),
                paper: paper.accuracy[measure as usize],
                outcome: outcome.word(),
                paper_outcome: paper_outcome.word(),
                disagree: Outcome::opposite(outcome, paper_outcome),
            }
        })
    }))
}
