//! The report's figures as SVG files that need no style sheet, drawn by the chart room.

use super::agreement::Agreement;
use super::cell::same;
use super::error::CalibrationError;
use super::mean::CellMean;
use crate::chart::{Axis, Figure, Palette, Scale, Series, Size};
use crate::experiment::{Measure, rate_label};

/// The size of every figure, in viewBox units.
const SIZE: Size = Size { width: 640, height: 340 };

/// A figure with the name of its file and its heading in the report.
pub(super) struct Drawn {
    pub(super) file: String,
    pub(super) heading: String,
    pub(super) svg: String,
}

fn percent(label: &str) -> Axis {
    Axis {
        label: label.to_owned(),
        unit: Some("%".to_owned()),
        scale: Scale::Linear,
        range: (0.0, 100.0),
        ..Axis::default()
    }
}

fn drawn(file: String, figure: &Figure) -> Result<Drawn, CalibrationError> {
    let svg = figure.svg_with_legend(SIZE, Palette::Light)?;
    Ok(Drawn { file, heading: figure.title.clone(), svg })
}

/// For each prior, accuracy on O_PT at C_Te = 0 after all steps against `C_Tr`, one line for each learning rate.
pub(super) fn by_correlation(means: &[CellMean]) -> Result<Vec<Drawn>, CalibrationError> {
    priors(means).into_iter().map(|prior| drawn(file_of(prior), &correlation_figure(means, prior))).collect()
}

/// The priors of `means`, each once, in their order.
pub(super) fn priors(means: &[CellMean]) -> Vec<[f64; 3]> {
    let mut priors: Vec<[f64; 3]> = means.iter().map(|mean| mean.prior).collect();
    priors.dedup();
    priors
}

/// A prior in words: P(a), P(b), P(c).
pub(super) fn prior_in_words([a, b, c]: [f64; 3]) -> String {
    format!("P(a), P(b), P(c) = {a}, {b}, {c}")
}

/// A learning rate in units of η_PT, as a fraction where it is near one.
pub(super) fn ratio_in_words(ratio: f64) -> String {
    let parts = (1.0 / ratio).round();
    if parts >= 1.0 && (parts * ratio - 1.0).abs() < 0.005 { format!("1/{parts}") } else { format!("{ratio:.3}") }
}

fn file_of([a, b, c]: [f64; 3]) -> String {
    format!("o_pt_by_c_tr_prior_{a}_{b}_{c}.svg")
}

fn correlation_figure(means: &[CellMean], prior: [f64; 3]) -> Figure {
    let ends: Vec<&CellMean> = means.iter().filter(|m| m.prior == prior && same(m.share, 1.0)).collect();
    // Means come with rates downwards, so equal rates stand together, each with `C_Tr` upwards.
    let lines = ends.chunk_by(|one, other| same(one.rate, other.rate) && same(one.rate_ratio, other.rate_ratio));
    let series = lines.enumerate().map(|(slot, line)| {
        let (rate, ratio) = line.first().map(|m| (m.rate, m.rate_ratio)).unwrap_or_default();
        let n = line.first().map(|m| m.n).filter(|n| line.iter().all(|m| m.n == *n));
        Series {
            name: format!("{} ({} of η_PT)", rate_label(rate), ratio_in_words(ratio)),
            points: line.iter().map(|m| (m.c_tr, m.accuracy[Measure::PretrainedBroken as usize])).collect(),
            slot,
            n,
        }
    });
    Figure {
        title: format!("O_PT (C_Te = 0) after fine-tuning, {}", prior_in_words(prior)),
        caption: "Mean accuracy over seeds of counting the a's where the shortcut does not hold, after all steps of \
            fine-tuning; one line for each learning rate. Intervals stand in the report's table."
            .to_owned(),
        x: Axis {
            label: "C_Tr, share of fine-tuning texts with the shortcut".to_owned(),
            unit: None,
            scale: Scale::Linear,
            range: (0.0, 1.0),
            ..Axis::default()
        },
        y: percent("right answers"),
        series: series.collect(),
        ..Figure::default()
    }
}

/// For each measure, ours against the paper's over all pairs, one series for each of the paper's learning rates.
pub(super) fn beside_the_paper(agreement: &Agreement) -> Result<Vec<Drawn>, CalibrationError> {
    if agreement.pairs.is_empty() {
        return Ok(Vec::new());
    }
    Measure::ALL
        .into_iter()
        .map(|measure| drawn(format!("ours_by_paper_{}.svg", measure.key()), &scatter(agreement, measure)))
        .collect()
}

fn scatter(agreement: &Agreement, measure: Measure) -> Figure {
    let mut rates: Vec<f64> = agreement.pairs.iter().map(|p| p.paper.rate).collect();
    rates.sort_by(|a, b| b.total_cmp(a));
    rates.dedup();
    let equal = Series { name: "equal".to_owned(), points: vec![(0.0, 0.0), (100.0, 100.0)], slot: 7, n: None };
    let series = rates.iter().enumerate().map(|(slot, rate)| {
        let of_rate = agreement.pairs.iter().filter(|p| p.paper.rate == *rate);
        let mut points: Vec<(f64, f64)> =
            of_rate.map(|p| (p.paper.accuracy[measure as usize], p.ours.accuracy[measure as usize])).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Series { name: format!("{} in the paper", rate_label(*rate)), points, slot, n: None }
    });
    Figure {
        title: format!("Ours against the paper's Table 5: {}", measure_in_words(measure)),
        caption:
            "Each marker is a pair of cells. Lines join the markers of a learning rate in the order of the paper's \
            accuracy, so that they can be followed, and say nothing more."
                .to_owned(),
        x: percent("right answers in the paper"),
        y: percent("right answers, ours"),
        series: std::iter::once(equal).chain(series).collect(),
        ..Figure::default()
    }
}

/// A measure as the paper writes it.
pub(super) fn measure_in_words(measure: Measure) -> &'static str {
    match measure {
        Measure::PretrainedBroken => "O_PT, C_Te = 0",
        Measure::PretrainedHolds => "O_PT, C_Te = 1",
        Measure::FineTunedBroken => "O_FT, C_Te = 0",
        Measure::FineTunedHolds => "O_FT, C_Te = 1",
    }
}

#[cfg(test)]
mod figures_tests {
    use super::super::tests::like_the_paper;
    use super::super::{Matching, agree, means};
    use super::*;
    use crate::gallery::paper_cells;

    #[test]
    fn a_line_is_one_rate_at_the_end_of_fine_tuning_over_rising_c_tr() {
        let means = means(&like_the_paper(&[1, 2])).unwrap();
        assert_eq!(priors(&means).len(), 3);
        let figure = correlation_figure(&means, priors(&means)[2]);
        assert_eq!(figure.series.len(), 3);
        assert_eq!(figure.series[0].heading(), "3e-3 (1/1 of η_PT) (n\u{a0}=\u{a0}2)");
        assert_eq!(figure.series[0].points, [(0.0, 14.7), (0.5, 23.6), (0.8, 12.2), (1.0, 19.0)]);
    }

    #[test]
    fn the_scatter_has_every_pair_and_files_need_no_style_sheet() {
        let means = means(&like_the_paper(&[1])).unwrap();
        let agreement = agree(&means, &paper_cells().unwrap(), Matching::Mapped);
        let figure = scatter(&agreement, Measure::FineTunedHolds);
        assert_eq!(figure.series.iter().skip(1).map(|s| s.points.len()).sum::<usize>(), 72);
        assert!(figure.series.iter().flat_map(|s| &s.points).all(|(x, y)| x == y));
        let all = beside_the_paper(&agreement).unwrap().into_iter().chain(by_correlation(&means).unwrap());
        assert!(all.into_iter().all(|d| d.svg.starts_with("<svg") && !d.svg.contains("var(--")));
    }

    #[test]
    fn ratios_are_fractions_where_they_are_near_one() {
        assert_eq!([0.1, 1e-4 / 3e-3, 1.0, 0.3].map(ratio_in_words), ["1/10", "1/30", "1/1", "0.300"]);
    }
}
