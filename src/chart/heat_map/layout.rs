//! Where the parts of a heat map go: cells, names of rows and columns, and the key, in viewBox units.

use super::HeatMap;
use crate::chart::error::ChartError;
use crate::chart::figure::Size;
use crate::chart::lengths::{EDGE, LETTERS, LINE, TITLE_LINE};
use crate::chart::{markup, text};

/// The height of the key: its strip, the numbers below it and the space above it.
const KEY: f64 = 36.0;
/// The least and the greatest height of a cell where the map chooses it.
const LOW: f64 = 13.5;
const HIGH: f64 = 26.0;
/// From the names of rows to the cells.
const BESIDE: f64 = 6.0;
/// From the cells to the names of columns.
const BELOW: f64 = 5.0;
/// Names that stand upright or slanted need columns this far apart.
const UPRIGHT: f64 = 12.5;
const SLANTED: f64 = 17.0;
/// The longest name of a column that is not cut, where it is turned.
const LONGEST: f64 = 84.0;
/// The sine of the slant, and its cosine.
const SLANT: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// How the name of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Level, below the middle of its column.
    Level,
    /// Rising to its column at 45°.
    Slanted,
    /// Rising straight up to its column.
    Upright,
}

/// A name of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    /// The column.
    pub(super) at: usize,
    /// The name, cut to its room.
    pub(super) text: String,
    /// How it stands.
    pub(super) turn: Turn,
}

/// A heat map laid out.
pub(super) struct Layout {
    /// Lines of the title.
    pub(super) title: Vec<String>,
    /// What the rows are, and the middle of its letters.
    pub(super) row_title: (String, f64),
    /// What the columns are, and the middle of its letters.
    pub(super) column_title: (String, f64),
    /// Names of rows, thinned out where rows are low.
    pub(super) rows: Vec<(usize, String)>,
    /// Names of columns, thinned out where columns are narrow.
    pub(super) columns: Vec<Name>,
    /// Left and right edge of the cells.
    pub(super) across: (f64, f64),
    /// Upper and lower edge of the cells.
    pub(super) down: (f64, f64),
    /// Width and height of a cell.
    pub(super) cell: (f64, f64),
    /// The upper edge of the key's strip.
    pub(super) key: f64,
    /// The height taken by all but the cells.
    taken: f64,
}

impl HeatMap {
    /// The size that suits the map at a width: cells are square where that makes them neither too low for the names of
    /// their rows nor higher than 26 units.
    pub fn size(&self, width: u32) -> Size {
        let width = width.clamp(Size::LEAST, Size::MOST);
        let layout = Layout::of(self, Size { width, height: Size::MOST });
        let height = layout.taken + self.rows.len().max(1) as f64 * layout.cell.0.clamp(LOW, HIGH);
        Size { width, height: (height.ceil() as u32).clamp(Size::LEAST, Size::MOST) }
    }
}

impl Layout {
    /// Lays `map` out. Fails where names would leave no room for the cells.
    pub(super) fn new(map: &HeatMap, size: Size) -> Result<Self, ChartError> {
        markup::drawable(size)?;
        let layout = Self::of(map, size);
        let empty = map.rows.is_empty() || map.columns.is_empty();
        if !empty && (layout.cell.0 < 2.0 || layout.cell.1 < 2.0) {
            return Err(ChartError::Room { width: size.width, height: size.height });
        }
        Ok(layout)
    }

    fn of(map: &HeatMap, size: Size) -> Self {
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let title = markup::title_lines(&map.title, width);
        let cut = |words: &str, room| text::cut(&text::clean(words), LETTERS, room);
        let row_title = cut(&map.row_title, width - 2.0 * EDGE);
        let column_title = cut(&map.column_title, width - 2.0 * EDGE);
        let above = EDGE + TITLE_LINE * title.len() as f64;
        let top = above + if row_title.is_empty() { 4.0 } else { LINE + 5.0 };

        let rows: Vec<String> = map.rows.iter().map(|name| cut(name, width * 0.34)).collect();
        let widest = rows.iter().map(|name| text::width(name, LETTERS)).fold(0.0, f64::max);
        let (left, right) = ((EDGE + widest + BESIDE).round(), width - EDGE);
        let cell_width = (right - left) / map.columns.len().max(1) as f64;
        let columns = names(&map.columns, cell_width, left);
        let depth = |name: &Name| match name.turn {
            Turn::Level => LINE,
            Turn::Slanted => (text::width(&name.text, LETTERS) + LETTERS) * SLANT + 2.0,
            Turn::Upright => text::width(&name.text, LETTERS) + 3.0,
        };
        let names = columns.iter().map(depth).fold(0.0, f64::max);
        let titled = if column_title.is_empty() { 0.0 } else { LINE };
        let taken = top + BELOW + names + titled + KEY + EDGE;
        let cell_height = (height - taken) / map.rows.len().max(1) as f64;
        let bottom = top + cell_height * map.rows.len() as f64;
        let every = every(LETTERS, cell_height);
        let rows = rows.into_iter().enumerate().filter(|(at, _)| at % every == 0).collect();
        Self {
            title,
            row_title: (row_title, above + LINE / 2.0),
            column_title: (column_title, bottom + BELOW + names + LINE / 2.0),
            rows,
            columns,
            across: (left, right),
            down: (top, bottom),
            cell: (cell_width, cell_height),
            key: bottom + BELOW + names + titled + 10.0,
            taken,
        }
    }
}

/// One of how many names is shown so that they are `room` apart.
fn every(room: f64, apart: f64) -> usize {
    let every = (room / apart.max(0.01)).ceil();
    if every >= 1.0 { every as usize } else { 1 }
}

/// The names of columns `apart` units wide, the first of which begins at `left`: level where all fit. Where not, words
/// among single letters stand upright and words among words are slanted; where columns are too narrow even for that,
/// only some are named.
fn names(columns: &[String], apart: f64, left: f64) -> Vec<Name> {
    let fits = |name: &str, room: f64| text::width(name, LETTERS) <= room - 2.0;
    let all: Vec<String> = columns.iter().map(|name| text::clean(name)).collect();
    let letters = all.iter().filter(|name| name.chars().count() <= 2).count();
    let long = all.iter().filter(|name| !fits(name, apart)).count();
    let numbers =
        all.iter().all(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_digit() || ".-−".contains(c)));
    let widest = all.iter().map(|name| text::width(name, LETTERS)).fold(0.0, f64::max);
    let (turn, apart_at_least) = match long {
        0 => (Turn::Level, 0.0),
        // Numbers say by themselves what is left out between them.
        _ if numbers => (Turn::Level, widest + 6.0),
        _ if 2 * letters > all.len() => (Turn::Upright, UPRIGHT),
        _ => (Turn::Slanted, SLANTED),
    };
    let every = every(apart_at_least, apart);
    let room = apart * every as f64;
    let named = all.into_iter().enumerate().filter(|(at, _)| at % every == 0);
    named
        .map(|(at, name)| {
            let turn = if turn == Turn::Upright && fits(&name, room) { Turn::Level } else { turn };
            let middle = left + apart * (at as f64 + 0.5);
            let longest = match turn {
                Turn::Level => f64::INFINITY,
                Turn::Slanted => LONGEST.min((middle - 2.0) / SLANT - LETTERS / 2.0),
                Turn::Upright => LONGEST,
            };
            Name { at, text: text::cut(&name, LETTERS, longest), turn }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(columns: &[&str], apart: f64) -> Vec<(usize, Turn)> {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        names(&columns, apart, 60.0).into_iter().map(|name| (name.at, name.turn)).collect()
    }

    #[test]
    fn letters_stay_level_and_words_among_them_stand_upright() {
        assert_eq!(turns(&["a", "b", "count"], 13.0), [(0, Turn::Level), (1, Turn::Level), (2, Turn::Upright)]);
        assert_eq!(turns(&["a", "b", "count"], 40.0)[2], (2, Turn::Level));
        assert_eq!(turns(&["pretrained", "K = 5"], 50.0), [(0, Turn::Slanted), (1, Turn::Slanted)]);
    }

    #[test]
    fn words_are_slanted_and_thinned_out_where_columns_are_narrow() {
        assert_eq!(turns(&["query", "value", "output"], 30.0), [0, 1, 2].map(|at| (at, Turn::Slanted)));
        assert_eq!(turns(&["query", "value", "output"], 9.0), [0, 2].map(|at| (at, Turn::Slanted)));
    }

    #[test]
    fn numbers_are_thinned_out_rather_than_turned() {
        assert_eq!(turns(&["1000", "2000", "3000", "4000"], 20.0), [0, 2].map(|at| (at, Turn::Level)));
    }
}
