//! Drawing a model's map: strips with their units, the lit ones as bright marks with their labels above.

use super::ModelMap;
use super::layout::{Layout, Strip};
use crate::chart::error::ChartError;
use crate::chart::figure::Size;
use crate::chart::lengths::{EDGE, LETTERS, LINE};
use crate::chart::markup::{Pen, Side};
use crate::chart::text;

/// The height of a strip.
const STRIP: f64 = 11.0;
/// How far a mark stands out above and below its strip.
const PROUD: f64 = 1.0;
/// The least width of a mark.
const MARK: f64 = 4.0;
/// Units at least this wide are kept apart by lines.
const APART: f64 = 3.0;
/// The least distance between two labels, so that “12” and “9” do not read as one number.
const LABEL_GAP: f64 = 4.0;
/// The height of labels above marks.
const LABEL: f64 = 10.0;
const INK: &str = "fill=\"var(--ink)\"";
const MUTED: &str = "fill=\"var(--muted)\"";

impl ModelMap {
    /// The map as SVG text, to be put into a page: lit units have the page's `--lit`, strips its `--grid`; the font is
    /// the page's. [`ModelMap::size`] knows the height that is needed; a greater one leaves room below.
    ///
    /// # Errors
    /// [`ChartError`] for a size in which the strips do not fit.
    pub fn svg(&self, size: Size) -> Result<String, ChartError> {
        let layout = Layout::new(self, size)?;
        let mut pen = Pen::new(size, &self.title, &[self.caption.trim(), &self.summary()]);
        pen.title(&layout.title);
        if self.lanes.is_empty() {
            let middle = EDGE + 19.0 * layout.title.len() as f64 + LINE / 2.0;
            pen.text("No matrices.", (EDGE, middle), LETTERS, Side::Start, MUTED);
        }
        for (name, x, middle) in &layout.headings {
            pen.text(name, (*x, *middle), LETTERS, Side::Start, "font-weight=\"600\" fill=\"var(--ink)\"");
        }
        for strip in &layout.strips {
            draw_strip(&mut pen, &layout, strip);
        }
        Ok(pen.close())
    }
}

fn draw_strip(pen: &mut Pen, layout: &Layout<'_>, strip: &Strip<'_>) {
    let Strip { lane, left, middle } = *strip;
    let (top, length) = (middle - STRIP / 2.0, layout.unit * f64::from(lane.units));
    let name = text::cut(&text::clean(&lane.name), LETTERS, layout.names - 7.0);
    pen.text(&name, (left - 7.0, middle), LETTERS, Side::End, INK);
    pen.text(&lane.count(), (left + layout.reach, middle), LETTERS, Side::End, MUTED);
    if lane.units > 0 {
        let told = format!("{}: {}", lane.place(), lane.count());
        pen.area((left, top), (length, STRIP), "fill=\"var(--grid)\"", &told);
    }
    if layout.unit >= APART {
        let line = |unit: u32| {
            let x = left + layout.unit * f64::from(unit);
            [(x, top), (x, top + STRIP)]
        };
        let lines: Vec<_> = (1..lane.units).map(line).collect();
        pen.lines(&lines, "stroke=\"var(--panel)\" pointer-events=\"none\"");
    }
    // Labels are set in the order given while they keep clear of those before.
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (unit, label) in lane.shown() {
        let wide = (layout.unit - 1.0).max(MARK);
        let centre = left + layout.unit * (f64::from(unit) + 0.5);
        let from = (centre - wide / 2.0).min(left + length - wide).max(left);
        let told = match label.is_empty() {
            true => format!("{}, unit {unit}", lane.place()),
            false => format!("{}, unit {unit}: {label}", lane.place()),
        };
        let look = "fill=\"var(--lit)\" stroke=\"var(--panel)\" stroke-width=\"0.5\"";
        pen.area((from, top - PROUD), (wide, STRIP + 2.0 * PROUD), look, &told);
        let label = text::clean(label);
        let half = text::width(&label, LABEL) / 2.0;
        let at = from + wide / 2.0;
        let clear = taken.iter().all(|(start, end)| at + half + LABEL_GAP <= *start || at - half - LABEL_GAP >= *end);
        if clear && at - half >= left - layout.names && at + half <= left + layout.reach {
            pen.text(&label, (at, top - PROUD - LABEL * 0.5 - 0.5), LABEL, Side::Middle, INK);
            taken.push((at - half, at + half));
        }
    }
}
