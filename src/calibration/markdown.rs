//! The words of `report.md`: what made it, how far ours and the paper's agree, and both tables side by side.

use super::agreement::Agreement;
use super::correlation_section::{correlation, in_words};
use super::figures::{Drawn, measure_in_words, prior_in_words, priors, ratio_in_words};
use super::finding::{FindingRow, listed};
use super::made::Made;
use super::markdown_table::table;
use super::mean::CellMean;
use super::report::Report;
use crate::VERSION;
use crate::experiment::{Measure, rate_label};
use crate::gallery::Outcome;
use crate::gallery::PaperCell;

/// The whole text. It holds no date, so that equal cells give an equal text.
pub(super) fn text(
    report: &Report,
    means: &[CellMean],
    paper: &[PaperCell],
    agreement: &Agreement,
    figures: &[Drawn],
) -> String {
    let parts = [
        opening(report),
        correlation(agreement, means, paper),
        disagreements(agreement),
        findings(report.findings),
        tables(means, agreement),
        pictures(figures),
    ];
    parts.join("\n")
}

fn opening(report: &Report) -> String {
    let Made { command, version } = report.made;
    let later = if *version == VERSION {
        String::new()
    } else {
        format!(
            "This text was written by version {VERSION} from the cells and findings that are kept beside it: the cells would have the same \
             numbers today, and verdicts among the findings are by the rule of version {version}.\n\n"
        )
    };
    format!(
        "# Calibration against the paper\n\nOurs beside Table 5 (Counter, 200,000 iterations of pretraining) of Jain et al., \
         “Mechanistically analyzing the effects of fine-tuning on procedurally defined tasks”, ICLR 2024 \
         (arXiv 2311.12786). Accuracies are in percent.\n\nMeasured with version {version} by\n\n```text\n{}\n```\n\n{later}Seeds: {}.\n",
        command.trim(),
        or_none(listed(&report.seeds(), ", "))
    )
}

fn disagreements(agreement: &Agreement) -> String {
    let of = |d: &super::Disagreement| {
        let (ours, paper) = (&d.pair.ours, &d.pair.paper);
        let index = d.measure as usize;
        vec![
            prior_in_words(ours.prior),
            rate_label(ours.rate),
            rate_label(paper.rate),
            ours.c_tr.to_string(),
            ours.share.to_string(),
            measure_in_words(d.measure).to_owned(),
            format!("{} ({})", with_interval(ours, d.measure), d.ours.word()),
            format!("{:.1} ({})", paper.accuracy[index], d.paper.word()),
        ]
    };
    let rows: Vec<Vec<String>> = agreement.disagreements.iter().map(of).collect();
    let header = ["prior", "rate", "paper's rate", "C_Tr", "share", "accuracy", "ours", "paper"];
    format!(
        "## Cells that disagree in direction\n\n{}\n\n{}\n\n{}",
        Outcome::RULE,
        in_words(agreement),
        table(&header, &rows)
    )
}

fn findings(findings: &[FindingRow]) -> String {
    let of = |row: &FindingRow| {
        let (clear, unclear) = (row.seeds(true), row.seeds(false));
        vec![
            row.preset.clone(),
            row.finding.clone(),
            row.rule.clone(),
            format!("{} of {}", clear.len(), row.clear.len()),
            or_none(listed(&clear, ", ")),
            or_none(listed(&unclear, ", ")),
            row.note.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = findings.iter().map(of).collect();
    let header = ["preset", "finding", "clear when", "clear on", "seeds clear", "seeds not clear", "note"];
    format!("## Findings\n\n{}", table(&header, &rows))
}

fn tables(means: &[CellMean], agreement: &Agreement) -> String {
    let mut out =
        "## Ours beside the paper's\n\nOurs is the mean over n seeds ± half of Student's 95 % interval (none for one \
        seed); – where the paper has no such cell. Share is the part of fine-tuning's steps that was done.\n"
            .to_owned();
    for prior in priors(means) {
        let of_prior: Vec<&CellMean> = means.iter().filter(|m| m.prior == prior).collect();
        out.push_str(&format!("\n### {}\n\n{}", prior_in_words(prior), side_by_side(&of_prior, agreement)));
    }
    out
}

fn side_by_side(means: &[&CellMean], agreement: &Agreement) -> String {
    let mut header = vec!["rate", "of η_PT", "paper's rate", "C_Tr", "share", "n", "O_PT before, ours", "paper"];
    let named = Measure::ALL.map(|m| format!("{}, ours", measure_in_words(m)));
    named.iter().for_each(|name| header.extend([name.as_str(), "paper"]));
    let row = |mean: &&CellMean| {
        let paper = agreement.pairs.iter().find(|pair| pair.ours == **mean).map(|pair| &pair.paper);
        let theirs = |of: fn(&PaperCell, usize) -> f64, index| {
            paper.map_or("–".to_owned(), |p| format!("{:.1}", of(p, index)))
        };
        let mut row = vec![
            rate_label(mean.rate),
            ratio_in_words(mean.rate_ratio),
            paper.map_or("–".to_owned(), |p| rate_label(p.rate)),
            mean.c_tr.to_string(),
            mean.share.to_string(),
            mean.n.to_string(),
            format!("{:.1}", mean.pretrained[0]),
            theirs(|p, index| p.pretrained[index], 0),
        ];
        for measure in Measure::ALL {
            row.extend([with_interval(mean, measure), theirs(|p, index| p.accuracy[index], measure as usize)]);
        }
        row
    };
    table(&header, &means.iter().map(row).collect::<Vec<_>>())
}

fn pictures(figures: &[Drawn]) -> String {
    let shown: Vec<String> = figures.iter().map(|f| format!("![{}]({})\n", f.heading, f.file)).collect();
    format!("## Figures\n\n{}", or_none(shown.join("\n")))
}

fn with_interval(mean: &CellMean, measure: Measure) -> String {
    let value = mean.accuracy[measure as usize];
    match mean.interval {
        Some(interval) => format!("{value:.1} ± {:.1}", interval[measure as usize].high - value),
        None => format!("{value:.1}"),
    }
}

fn or_none(words: String) -> String {
    if words.is_empty() { "none".to_owned() } else { words }
}
