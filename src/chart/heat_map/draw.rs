//! Drawing a heat map: cells with what they hold, names, and the key of colours below.

use super::HeatMap;
use super::layout::{Layout, Turn};
use crate::chart::error::ChartError;
use crate::chart::figure::Size;
use crate::chart::lengths::{EDGE, LETTERS, LINE};
use crate::chart::markup::{Pen, Side};
use crate::chart::text;

/// Cells at least this wide and high hold their number.
const NUMBERED: (f64, f64) = (34.0, 18.0);
/// The height of the key's strip.
const STRIP: f64 = 10.0;
/// How many colours the strip shows.
const STEPS: usize = 40;
const INK: &str = "fill=\"var(--ink)\"";
const MUTED: &str = "fill=\"var(--muted)\"";

impl HeatMap {
    /// The map as SVG text, to be put into a page: colours are mixed from the page's variables `--heat-low`,
    /// `--heat-high`, `--heat-negative` and `--heat-middle`, letters in cells are `--heat-ink` or, from the share
    /// `--heat-turn` on, `--heat-ink-strong`. The font is the page's. [`HeatMap::size`] knows a height that suits.
    ///
    /// # Errors
    /// [`ChartError`] for colours that run between values that are not finite or run backwards, and for a size that
    /// leaves no room for the cells. Values never are a reason to fail.
    pub fn svg(&self, size: Size) -> Result<String, ChartError> {
        let ends = self.scale.ends()?;
        let layout = Layout::new(self, size)?;
        let mut pen = Pen::new(size, &self.title, &[self.caption.trim(), &self.summary()]);
        pen.title(&layout.title);
        if self.rows.is_empty() || self.columns.is_empty() {
            let middle = layout.down.0 + LINE / 2.0;
            pen.text("No values.", (EDGE, middle), LETTERS, Side::Start, MUTED);
            return Ok(pen.close());
        }
        let (row_title, middle) = &layout.row_title;
        pen.text(row_title, (EDGE, *middle), LETTERS, Side::Start, MUTED);
        self.draw_cells(&mut pen, &layout);
        names(&mut pen, &layout);
        self.key(&mut pen, &layout, ends);
        Ok(pen.close())
    }

    fn draw_cells(&self, pen: &mut Pen, layout: &Layout) {
        let (width, height) = layout.cell;
        let gap = if width.min(height) >= 6.0 { 1.0 } else { 0.0 };
        let inner = (width - gap, height - gap);
        let fits = |value: f64| text::width(&self.number(value), LETTERS) <= width - 5.0;
        let numbered = width >= NUMBERED.0 && height >= NUMBERED.1 && self.cells().filter_map(|cell| cell.2).all(fits);
        for (row, column, value) in self.cells() {
            let corner = (layout.across.0 + width * column as f64, layout.down.0 + height * row as f64);
            let told = value.map_or_else(|| "not measured".to_owned(), |value| self.value_label(value));
            let name = format!("{}, {}: {told}", self.rows[row], self.columns[column]);
            let Some(value) = value else {
                crossed(pen, corner, inner, &name);
                continue;
            };
            let mix = self.scale.mix(value);
            pen.area(corner, inner, &mix.fill(), &name);
            if numbered {
                let middle = (corner.0 + inner.0 / 2.0, corner.1 + inner.1 / 2.0);
                // The number lets the pointer through to its cell, whose name it would hide.
                let look = format!("pointer-events=\"none\" {}", mix.ink());
                pen.text(&self.number(value), middle, LETTERS, Side::Middle, &look);
            }
        }
    }

    /// The strip of colours with the values at its ends and at 0, and what an empty cell means if there is one.
    fn key(&self, pen: &mut Pen, layout: &Layout, (low, high): (f64, f64)) {
        let left = layout.across.0.min(EDGE + 60.0);
        let missing = self.cells().any(|cell| cell.2.is_none());
        let length = ((layout.across.1 - left) * if missing { 0.42 } else { 0.55 }).min(220.0);
        let step = length / STEPS as f64;
        for at in 0..STEPS {
            let value = low + (high - low) * at as f64 / (STEPS - 1) as f64;
            let look = format!("shape-rendering=\"crispEdges\" {}", self.scale.mix(value).fill());
            // Each overlaps the next a little, so that no gap shows between them.
            let width = if at + 1 < STEPS { step + 0.5 } else { step };
            pen.area((left + step * at as f64, layout.key), (width, STRIP), &look, "");
        }
        let middle = layout.key + STRIP + 2.0 + LINE / 2.0;
        let (first, last) = (self.number(low), self.value_label(high));
        pen.text(&first, (left, middle), LETTERS, Side::Start, MUTED);
        pen.text(&last, (left + length, middle), LETTERS, Side::End, MUTED);
        if low < 0.0 && high > 0.0 && matches!(self.scale, super::Shade::Diverging { .. }) {
            let zero = left - length * low / (high - low);
            let half = text::width("0", LETTERS) / 2.0 + 6.0;
            let free = zero - half > left + text::width(&first, LETTERS)
                && zero + half < left + length - text::width(&last, LETTERS);
            pen.text(if free { "0" } else { "" }, (zero, middle), LETTERS, Side::Middle, MUTED);
        }
        if missing {
            let x = left + length + 18.0;
            crossed(pen, (x, layout.key), (STRIP + 4.0, STRIP), "");
            let room = layout.across.1 - x - STRIP - 9.0;
            let words = text::cut("not measured", LETTERS, room);
            pen.text(&words, (x + STRIP + 9.0, layout.key + STRIP / 2.0), LETTERS, Side::Start, MUTED);
        }
    }
}

/// A cell that was not measured: an outline, crossed from corner to corner.
fn crossed(pen: &mut Pen, (x, y): (f64, f64), (width, height): (f64, f64), name: &str) {
    let look = "fill=\"none\" pointer-events=\"all\" stroke=\"var(--grid)\"";
    pen.area((x + 0.5, y + 0.5), (width - 1.0, height - 1.0), look, name);
    pen.lines(&[[(x + 1.0, y + height - 1.0), (x + width - 1.0, y + 1.0)]], "stroke=\"var(--grid)\"");
}

/// The names of rows and columns, and what the columns are.
fn names(pen: &mut Pen, layout: &Layout) {
    let (width, height) = layout.cell;
    let x = layout.across.0 - 6.0;
    for (at, name) in &layout.rows {
        pen.text(name, (x, layout.down.0 + height * (*at as f64 + 0.5)), LETTERS, Side::End, INK);
    }
    let y = layout.down.1 + 4.0;
    for name in &layout.columns {
        let x = layout.across.0 + width * (name.at as f64 + 0.5);
        match name.turn {
            Turn::Level => pen.text(&name.text, (x, y + LINE / 2.0), LETTERS, Side::Middle, INK),
            Turn::Slanted => pen.turned(&name.text, (x + 1.0, y + LETTERS * 0.4), -45, LETTERS, Side::End, INK),
            Turn::Upright => pen.turned(&name.text, (x, y + 1.0), -90, LETTERS, Side::End, INK),
        }
    }
    let (words, middle) = &layout.column_title;
    let half = text::width(words, LETTERS) / 2.0;
    let x = ((layout.across.0 + layout.across.1) / 2.0).min(layout.across.1 - half).max(EDGE + half);
    pen.text(words, (x, *middle), LETTERS, Side::Middle, MUTED);
}
