//! One figure over another: the same curves of other runs, drawn thin, with the run's name before theirs.

use super::figure::{Figure, SLOTS, Series};

/// `figure` with the series of `others` laid over it. Each keeps its colour, dashes and marker, and is drawn thin.
pub fn overlaid(mut figure: Figure, others: Vec<(String, Figure)>) -> Figure {
    for (name, other) in others {
        let with_points = other.series.into_iter().filter(|series| !series.points.is_empty());
        figure.series.extend(with_points.map(|series| Series {
            name: format!("{name}: {}", series.name),
            slot: series.slot % SLOTS + SLOTS,
            ..series
        }));
        figure.x.range.1 = figure.x.range.1.max(other.x.range.1);
    }
    figure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_of_other_runs_are_thin_named_and_lengthen_the_axis() {
        let of = |points: Vec<(f64, f64)>, steps: f64| {
            let series = Series { name: "count the a's".to_owned(), points, slot: 3, n: None };
            let mut figure = Figure { series: vec![series], ..Figure::default() };
            figure.x.range = (0.0, steps);
            figure
        };
        let own = of(vec![(0.0, 1.0)], 10.0);
        let laid = overlaid(
            own,
            vec![("run 2".to_owned(), of(vec![(0.0, 2.0)], 40.0)), ("run 3".to_owned(), of(vec![], 5.0))],
        );
        assert_eq!(laid.series.len(), 2);
        assert_eq!((laid.series[1].name.as_str(), laid.series[1].slot), ("run 2: count the a's", 3 + SLOTS));
        assert_eq!(laid.x.range.1, 40.0);
    }
}
