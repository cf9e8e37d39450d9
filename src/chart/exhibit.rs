//! An exhibit's figure: a line for each row of its grid over the columns, as the mean over seeds with its interval, the paper's numbers
//! as rings, and a visitor's own results over the shipped ones.

use super::axis::{Axis, Scale as AxisScale};
use super::figure::{Band, Figure, SLOTS, Series};
use crate::experiment::{Grid, Placed, Quantity, interval_at};
use crate::gallery::{Exhibit, PaperTables, Scale, Term};

/// Results of one source.
#[derive(Clone, Copy, Debug)]
pub struct ResultsOf<'a> {
    /// Whose they are, in a word or two.
    pub name: &'a str,
    /// The results.
    pub placed: &'a [Placed],
}

/// The figure of `quantity` over `grid`, which is the exhibit's. The last of `sources` with results is drawn full, the others thin, and the
/// first with a band.
pub fn exhibit_figure(
    exhibit: &Exhibit,
    grid: &Grid,
    tables: &PaperTables,
    quantity: Quantity,
    sources: &[ResultsOf],
) -> Figure {
    let [columns, rows] = grid.size();
    let sources: Vec<&ResultsOf> = sources.iter().filter(|source| !source.placed.is_empty()).collect();
    let (mut series, mut bands) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let name = exhibit.rows.place_name(Scale::Demo, row);
        let slot = row % SLOTS;
        for (at, source) in sources.iter().enumerate() {
            let of = |column: usize| Some((column as f64, interval_at(quantity, source.placed, [column, row])?));
            let found: Vec<_> = (0..columns).filter_map(of).collect();
            let is_last = at + 1 == sources.len();
            let heading = if sources.len() > 1 { format!("{name}, {}", source.name) } else { name.clone() };
            if at == 0 && found.iter().any(|(_, mean)| mean.low < mean.high) {
                let points = found.iter().map(|(x, mean)| (*x, mean.low, mean.high)).collect();
                bands.push(Band { name: format!("{heading}: 95 % interval"), points, slot });
            }
            series.push(Series {
                name: heading,
                points: found.iter().map(|(x, mean)| (*x, mean.value)).collect(),
                slot: if is_last { slot } else { slot + SLOTS },
                n: Some(seeds_of(source.placed)),
            });
        }
        let of_paper =
            |column: usize| Some((column as f64, exhibit.paper_value(tables, Term(quantity, [column, row]))?));
        let points: Vec<(f64, f64)> = (0..columns).filter_map(of_paper).collect();
        if !points.is_empty() {
            series.push(Series { name: format!("{name}, the paper"), points, slot: slot + 2 * SLOTS, n: None });
        }
    }
    let values = series.iter().flat_map(|series| &series.points).map(|(_, y)| *y).chain([0.0, 1.0]);
    let (label, unit) = (grid.base().quantity_label(quantity), quantity.is_percent().then_some("%"));
    let mut y = Axis::fitted(label.trim_end_matches("(%)").trim_end(), unit, AxisScale::Linear, values);
    if quantity.is_percent() {
        y.range = (0.0, 100.0);
    }
    let names: Vec<String> = (0..columns).map(|column| exhibit.columns.place_name(Scale::Demo, column)).collect();
    Figure {
        title: String::new(),
        caption: format!("{}: {}.", exhibit.source, exhibit.title),
        x: Axis {
            label: grid.axes().first().map_or("", |axis| axis.setting().name).to_owned(),
            unit: None,
            scale: AxisScale::Whole,
            range: (-0.3, columns as f64 - 0.7),
            names,
        },
        y,
        series,
        bands,
        marks: Vec::new(),
    }
}

/// How many seeds there are.
fn seeds_of(placed: &[Placed]) -> u32 {
    let mut seeds: Vec<u32> = placed.iter().map(|own| own.result.seed).collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds.len() as u32
}

#[cfg(test)]
mod tests {
    use super::super::figure::Size;
    use super::*;
    use crate::experiment::{CellResult, mean_at};
    use crate::gallery::{EXHIBITS, exhibit, paper_tables};

    fn placed(grid: &Grid, value: f64) -> Vec<Placed> {
        let result = |cell: crate::experiment::Cell| {
            let mut result = CellResult::empty(&cell.spec);
            assert!(result.set(Quantity::SkillBroken, value + f64::from(result.seed)));
            Placed { at: cell.at, result }
        };
        grid.cells().unwrap().into_iter().map(result).collect()
    }

    #[test]
    fn a_figure_has_ours_with_a_band_the_papers_as_rings_and_a_visitors_over_them() {
        let (exhibit, tables) = (exhibit("figure-6").unwrap(), paper_tables().unwrap());
        let grid = exhibit.grid(Scale::Demo, vec![1, 2, 3]).unwrap();
        let shipped = placed(&grid, 40.0);
        let ours = [ResultsOf { name: "shipped", placed: &shipped }];
        let figure = exhibit_figure(exhibit, &grid, &tables, Quantity::SkillBroken, &ours);
        assert_eq!((figure.bands.len(), figure.series.len()), (3, 6));
        assert_eq!(figure.series[0].points[0].1, mean_at(Quantity::SkillBroken, &shipped, [0, 0]).unwrap().value);
        assert_eq!(figure.series[0].heading(), "P(a) = 1 (n\u{a0}=\u{a0}3)");
        assert!(figure.series.iter().filter(|s| s.name.ends_with("the paper")).all(|s| s.slot >= 2 * SLOTS));
        let grid = exhibit.grid(Scale::Demo, vec![9]).unwrap();
        let own = placed(&grid, 60.0);
        let both = [ours[0], ResultsOf { name: "yours", placed: &own }];
        let figure = exhibit_figure(exhibit, &grid, &tables, Quantity::SkillBroken, &both);
        assert_eq!((figure.bands.len(), figure.series.len()), (3, 9));
        assert_eq!((figure.series[0].slot, figure.series[1].slot), (SLOTS, 0));
        let svg = figure.svg(Size { width: 320, height: 180 }).unwrap();
        assert!(svg.contains("0.0003") && svg.contains("fill-opacity"), "{svg}");
    }

    #[test]
    fn every_exhibit_can_be_drawn_before_anything_was_measured_and_at_the_size_of_a_card() {
        let tables = paper_tables().unwrap();
        for exhibit in &EXHIBITS {
            let grid = exhibit.grid(Scale::Demo, vec![1]).unwrap();
            let figure = exhibit_figure(exhibit, &grid, &tables, exhibit.shows, &[]);
            assert!(figure.svg(Size { width: 320, height: 180 }).is_ok(), "{}", exhibit.key);
        }
    }
}
