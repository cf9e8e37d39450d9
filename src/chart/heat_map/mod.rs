//! A heat map: values in rows and columns, each a cell whose colour the page mixes. What a cell holds stands in it where
//! there is room, and always under the pointer, in the table and in the summary.

mod draw;
mod layout;
mod shade;
#[cfg(test)]
mod tests;

pub use shade::Shade;

use super::number;
use super::table::Table;

/// A map of cells: how much attention goes where, or what is left of a skill for each rate and size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMap {
    /// Stands above the map, on two lines at most, and is its name to a screen reader; may be empty.
    pub title: String,
    /// A sentence or two that a screen reader gets together with [`HeatMap::summary`]; it is not drawn.
    pub caption: String,
    /// The names of the rows, from the top; words or single characters.
    pub rows: Vec<String>,
    /// The names of the columns, from the left.
    pub columns: Vec<String>,
    /// The rows of cells. None, a number that is not finite and a cell that is missing were not measured and are drawn
    /// empty and crossed; cells beyond the last row or column are passed over.
    pub values: Vec<Vec<Option<f64>>>,
    /// Which colours stand for which values.
    pub scale: Shade,
    /// The unit, shown behind values in words but not in the cells.
    pub unit: Option<String>,
    /// How many decimals values are written with.
    pub digits: usize,
    /// What the rows are, above their names; may be empty.
    pub row_title: String,
    /// What the columns are, below their names; may be empty.
    pub column_title: String,
}

impl HeatMap {
    /// The value measured in a cell.
    pub(super) fn value(&self, row: usize, column: usize) -> Option<f64> {
        self.values.get(row)?.get(column).copied().flatten().filter(|value| value.is_finite())
    }

    /// Every cell as `(row, column, value)`, row by row.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize, Option<f64>)> + '_ {
        let places = (0..self.rows.len()).flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)));
        places.map(|(row, column)| (row, column, self.value(row, column)))
    }

    /// A value as it stands in its cell, without its unit.
    pub(super) fn number(&self, value: f64) -> String {
        number::stepped(value, 10f64.powi(-(self.digits.min(6) as i32)))
    }

    /// A value with its unit, as it is told in words.
    pub fn value_label(&self, value: f64) -> String {
        match self.unit.as_deref().filter(|unit| !unit.is_empty()) {
            Some(unit) => format!("{}\u{a0}{unit}", self.number(value)),
            None => self.number(value),
        }
    }

    /// The map as a table with a column for the names of the rows; a cell that was not measured has a dash.
    pub fn table(&self) -> Table {
        self.tabled("", |value| value.map_or_else(|| "–".to_owned(), |value| self.value_label(value)))
    }

    /// The same for a program that reads it: plain numbers with the unit in the headings, and nothing where nothing was measured.
    pub fn data(&self) -> Table {
        self.tabled(self.unit.as_deref().unwrap_or_default(), |value| value.map(number::plain).unwrap_or_default())
    }

    fn tabled(&self, unit: &str, told: impl Fn(Option<f64>) -> String) -> Table {
        let titles = [&self.row_title, &self.column_title].map(|title| title.trim());
        let corner = titles.into_iter().filter(|title| !title.is_empty()).collect::<Vec<_>>().join(" / ");
        let behind = |name: &String| if unit.is_empty() { name.clone() } else { format!("{name} ({unit})") };
        let row = |(at, name): (usize, &String)| {
            let cells = (0..self.columns.len()).map(|column| told(self.value(at, column)));
            std::iter::once(name.clone()).chain(cells).collect()
        };
        Table {
            columns: std::iter::once(corner).chain(self.columns.iter().map(behind)).collect(),
            rows: self.rows.iter().enumerate().map(row).collect(),
        }
    }

    /// The map in a few sentences: its size, its smallest and its greatest value, what was not measured. Plain text, not
    /// escaped.
    pub fn summary(&self) -> String {
        let counted = |names: &[String], what: &str, title: &str| match title.is_empty() {
            true => format!("{} {what}", names.len()),
            false => format!("{} {what} ({title})", names.len()),
        };
        let rows = counted(&self.rows, "rows", &self.row_title);
        let columns = counted(&self.columns, "columns", &self.column_title);
        let mut out = format!("Heat map of {rows} and {columns}.");
        let measured = || self.cells().filter_map(|(row, column, value)| Some((row, column, value?)));
        let told = |(row, column, value): (usize, usize, f64)| {
            format!("{} ({}, {})", self.value_label(value), self.rows[row], self.columns[column])
        };
        let least = measured().min_by(|a, b| a.2.total_cmp(&b.2));
        let most = measured().max_by(|a, b| a.2.total_cmp(&b.2));
        match (least, most) {
            (Some(least), Some(most)) if least.2 < most.2 => {
                out.push_str(&format!(" Values from {} to {}.", told(least), told(most)));
            }
            (Some(only), _) => out.push_str(&format!(" Every value is {}.", self.value_label(only.2))),
            _ => out.push_str(" No values."),
        }
        let missing = self.cells().filter(|cell| cell.2.is_none()).count();
        if missing > 0 && least.is_some() {
            out.push_str(&format!(" Not measured: {missing} of {}.", self.rows.len() * self.columns.len()));
        }
        out
    }
}
