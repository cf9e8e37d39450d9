//! The same figure for readers who do not see it: a table of its points and a summary in words.

use super::figure::{Direction, Figure};
use super::number::plain;
use super::order::in_order;

/// A figure or a map as rows of text. Nothing in it is escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Headings; of a figure: the x axis, then each series, then the lower and the upper end of each band.
    pub columns: Vec<String>,
    /// Rows with as many cells as there are columns; of a figure: one for each x that occurs, in rising order, where the
    /// cell of a series or band without a point there is empty.
    pub rows: Vec<Vec<String>>,
}

impl Figure {
    /// All finite points as a table, also those outside the axes; of two points of a series at the same x the later one
    /// is given.
    pub fn table(&self) -> Table {
        self.tabled("", |x| self.x.precise(x), |y| self.y.value_label(y))
    }

    /// The same for a program that reads it: plain numbers, and the unit in the headings.
    pub fn data(&self) -> Table {
        self.tabled(self.y.unit.as_deref().unwrap_or_default(), plain, plain)
    }

    /// Each x and each y as they are written, with the unit of y behind its headings.
    fn tabled(&self, unit: &str, write_x: impl Fn(f64) -> String, write_y: impl Fn(f64) -> String) -> Table {
        let behind = |heading: String| if unit.is_empty() { heading } else { format!("{heading} ({unit})") };
        let headings = self.series.iter().map(super::Series::heading);
        let ends = self.bands.iter().flat_map(|band| ["low", "high"].map(|end| format!("{}, {end}", band.name)));
        let columns: Vec<String> = std::iter::once(self.x.heading()).chain(headings.chain(ends).map(behind)).collect();
        let points = self.series.iter().enumerate();
        let mut points: Vec<(f64, f64, usize)> =
            points.flat_map(|(at, series)| series.finite().map(move |(x, y)| (x, y, at))).collect();
        for (at, band) in self.bands.iter().enumerate() {
            let column = self.series.len() + 2 * at;
            points.extend(band.finite().flat_map(|(x, low, high)| [(x, low, column), (x, high, column + 1)]));
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut current = f64::NAN;
        // Points at the same x stay in their order, and the later one overwrites.
        for (x, y, at) in in_order(&points, |point| point.0) {
            // `current` begins as NaN, which equals nothing, so the first point opens a row.
            if x != current {
                let mut row = vec![String::new(); columns.len()];
                row[0] = write_x(x);
                rows.push(row);
                current = x;
            }
            if let Some(cell) = rows.last_mut().and_then(|row| row.get_mut(at + 1)) {
                *cell = write_y(y);
            }
        }
        Table { columns, rows }
    }

    /// The figure in a few sentences: what is plotted, each series and band from its first to its last point, the
    /// reference lines. Plain text, not escaped.
    pub fn summary(&self) -> String {
        let count = self.series.len();
        let mut out = format!("Line chart of {} against {}, {count} series.", named(&self.y), named(&self.x));
        for series in &self.series {
            out.push_str(&format!(" {}: ", series.heading()));
            let mut points = series.finite();
            match (points.next(), points.next_back()) {
                (Some(first), Some(last)) => {
                    let at = |(x, y): (f64, f64)| format!("{} at {}", self.y.value_label(y), self.x.precise(x));
                    out.push_str(&format!("{} points, from {} to {}.", series.finite().count(), at(first), at(last)));
                }
                (Some((x, y)), None) => {
                    out.push_str(&format!("one point, {} at {}.", self.y.value_label(y), self.x.precise(x)));
                }
                _ => out.push_str("no points."),
            }
        }
        for band in &self.bands {
            let mut points = band.finite();
            let at = |(x, low, high)| format!("{} at {}", self.y.label_between(low, high), self.x.precise(x));
            let ends = [points.next(), points.next_back()].map(|point| point.map(at));
            let words = match ends {
                [Some(first), Some(last)] => format!("from {first} to {last}"),
                [Some(only), None] => only,
                _ => "no points".to_owned(),
            };
            out.push_str(&format!(" Band {}: {words}.", band.name));
        }
        for mark in self.marks.iter().filter(|mark| mark.at.is_finite()) {
            let axis = if mark.direction == Direction::Horizontal { &self.y } else { &self.x };
            out.push_str(&format!(" Reference line at {}", axis.value_label(mark.at)));
            match mark.label.is_empty() {
                true => out.push('.'),
                false => out.push_str(&format!(": {}.", mark.label)),
            }
        }
        out
    }
}

/// What an axis measures, in a sentence.
fn named(axis: &super::Axis) -> String {
    let heading = axis.heading();
    if heading.is_empty() { "values".to_owned() } else { heading }
}
