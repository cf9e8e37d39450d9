//! Many runs of one experiment in one figure: the skill in the course of fine-tuning, as the mean over seeds with its interval.

use super::figure::{Band, Figure, SLOTS, Series};
use super::story::fine_tuning;
use crate::analysis::over_seeds;
use crate::experiment::{Record, Role, rate_label};

/// The first curve of fine-tuning at each rate, over `records`, which differ in nothing but the seed.
pub fn class_figure(records: &[&Record]) -> Figure {
    let Some(first) = records.first() else { return Figure::default() };
    let mut figure = Figure {
        title: format!("{} runs: {} in fine-tuning", records.len(), first.spec.words().skill_noun),
        series: Vec::new(),
        ..fine_tuning(first, 0)
    };
    for (index, rate) in first.spec.rates().iter().enumerate() {
        let tuning = Role::FineTune { rate: index as u32 };
        let of = |record: &&Record| fine_tuning(record, index as u32).series.into_iter().next();
        let curves: Vec<Series> =
            records.iter().filter(|record| record.finished(tuning).is_some()).filter_map(of).collect();
        let Some(shortest) = curves.iter().map(|curve| curve.points.len()).min() else { continue };
        let (mut mean, mut band) = (Vec::new(), Vec::new());
        for at in 0..shortest {
            let values: Vec<f64> = curves.iter().filter_map(|curve| Some(curve.points.get(at)?.1)).collect();
            let Some((x, _)) = curves.first().and_then(|curve| curve.points.get(at)) else { continue };
            mean.push((*x, values.iter().sum::<f64>() / values.len() as f64));
            if let Some(interval) = over_seeds(&values) {
                let (low, high) = figure.y.range;
                band.push((*x, interval.low.clamp(low, high), interval.high.clamp(low, high)));
            }
        }
        let (name, slot) = (rate_label(*rate), index % SLOTS);
        if !band.is_empty() {
            figure.bands.push(Band { name: format!("{name}: 95 % interval"), points: band, slot });
        }
        figure.series.push(Series { name, points: mean, slot, n: Some(curves.len() as u32) });
    }
    figure
}
