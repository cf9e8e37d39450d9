//! The report's words on rank correlation: ours beside a score without any model, and which of them is better.

use super::agreement::{Agreement, BesideBaseline, agree, beside_baseline};
use super::baseline::BASELINE;
use super::bootstrap::RESAMPLES;
use super::figures::measure_in_words;
use super::markdown_table::table;
use super::mean::CellMean;
use super::pairing::Matching;
use crate::analysis::Interval;
use crate::experiment::Measure;
use crate::gallery::{MAPPING, PaperCell};

/// The section; `agreement` is by the mapping, of the same `means` and `paper`.
pub(super) fn correlation(agreement: &Agreement, means: &[CellMean], paper: &[PaperCell]) -> String {
    let beside = beside_baseline(&agreement.pairs);
    let (pairs, alone) = (agreement.pairs.len(), agreement.unpaired.len());
    let shown = |rho: Option<Interval>| {
        rho.map_or("none".to_owned(), |rho| format!("{:.2} ({:.2} to {:.2})", rho.value, rho.low, rho.high))
    };
    let rows: Vec<Vec<String>> = Measure::ALL
        .into_iter()
        .zip(&beside)
        .map(|(m, b)| vec![measure_in_words(m).to_owned(), shown(b.ours), shown(b.baseline), shown(b.lead)])
        .collect();
    [
        format!(
            "## Rank correlation\n\n{MAPPING} P(a) and C_Tr must be the same. {pairs} cells of ours have a counterpart in the paper's \
             table, {alone} have none.{}\n",
            missing(agreement, paper)
        ),
        format!(
            "Spearman's ρ with the paper's accuracies over the {pairs} pairs, equal values sharing their mean rank. {BASELINE}. In brackets \
             stands the 95 % bootstrap interval ({RESAMPLES} resamples of pairs, percentiles). Cells of one pretraining are not \
             independent, so that the true intervals are wider.\n\n{}",
            table(&["accuracy", "ρ, ours", "ρ, baseline", "ours less baseline"], &rows)
        ),
        format!("{}\n", verdict_in_words(&beside)),
        equal_shares(&agree(means, paper, Matching::EqualShares)),
    ]
    .join("\n")
}

/// Rates of the paper's that none of ours stands for.
fn missing(agreement: &Agreement, paper: &[PaperCell]) -> String {
    let mut rates: Vec<String> = Vec::new();
    for cell in paper.iter().filter(|cell| cell.table == 5) {
        let label = crate::experiment::rate_label(cell.rate);
        if !agreement.pairs.iter().any(|pair| pair.paper.rate == cell.rate) && !rates.contains(&label) {
            rates.push(label);
        }
    }
    match rates.is_empty() || agreement.pairs.is_empty() {
        true => String::new(),
        false => format!(" No cell of ours stands for the paper's {}.", rates.join(" and ")),
    }
}

/// Where ours is better than the score without a model, and where it is not.
fn verdict_in_words(beside: &[BesideBaseline; 4]) -> String {
    let named = |wanted: fn(Interval) -> bool| {
        let own = Measure::ALL.into_iter().zip(beside).filter(|(_, b)| b.lead.is_some_and(wanted));
        own.map(|(measure, _)| measure_in_words(measure)).collect::<Vec<_>>().join("; ")
    };
    let sentence = |which: String, words: &str| match which.is_empty() {
        true => String::new(),
        false => format!("**{words}: {which}.** "),
    };
    let all = [
        sentence(named(|lead| lead.low > 0.0), "Our models say more than the baseline"),
        sentence(
            named(|lead| lead.low <= 0.0 && lead.high >= 0.0),
            "Our models are not better than the baseline, as far as these pairs can tell",
        ),
        sentence(named(|lead| lead.high < 0.0), "Our models say less than the baseline"),
    ];
    let said = all.concat();
    if said.is_empty() { "There is nothing to compare.".to_owned() } else { said.trim_end().to_owned() }
}

/// What the same cells say without the mapping.
fn equal_shares(agreement: &Agreement) -> String {
    let rho = |rho: Option<f64>| rho.map_or("none".to_owned(), |rho| format!("{rho:.2}"));
    format!(
        "For comparison, at equal shares of η_PT, whatever the steps: {} pairs, ρ = {}; {}\n",
        agreement.pairs.len(),
        agreement.rho.map(rho).join(", "),
        in_words(agreement)
    )
}

/// How many accuracies say the same, as a share of all.
pub(super) fn in_words(agreement: &Agreement) -> String {
    let all = 4 * agreement.pairs.len();
    let (same, opposite) = (agreement.same, agreement.disagreements.len());
    let percent = 100.0 * same as f64 / all.max(1) as f64;
    format!(
        "{same} of {all} accuracies say the same in words ({percent:.0} %), {opposite} disagree, and {} are between on one side.",
        all - same - opposite
    )
}

#[cfg(test)]
mod correlation_section_tests {
    use super::*;

    #[test]
    fn whether_ours_is_better_is_said_for_each_accuracy() {
        let of = |low: f64, high: f64| BesideBaseline {
            ours: None,
            baseline: None,
            lead: Some(Interval { value: (low + high) / 2.0, low, high }),
        };
        let said = verdict_in_words(&[of(0.1, 0.3), of(-0.1, 0.3), of(-0.3, -0.1), of(-0.1, 0.0)]);
        assert_eq!(
            said,
            "**Our models say more than the baseline: O_PT, C_Te = 0.** **Our models are not better than the baseline, as far as \
             these pairs can tell: O_PT, C_Te = 1; O_FT, C_Te = 1.** **Our models say less than the baseline: O_FT, C_Te = 0.**"
        );
        let none = BesideBaseline { ours: None, baseline: None, lead: None };
        assert_eq!(verdict_in_words(&[none; 4]), "There is nothing to compare.");
    }
}
