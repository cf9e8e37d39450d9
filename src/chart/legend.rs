//! The legend: as data and small pictures for a page, or drawn below the plot for a file. It never covers data.

use plotters::style::text_anchor::HPos;

use super::canvas::{Canvas, draw, write};
use super::error::ChartError;
use super::figure::{Figure, SLOTS, Size};
use super::lengths::{EDGE, FINE, LETTERS};
use super::look::{self, LOOKS, SAMPLE};
use super::paint::{self, Paint, Palette};
use super::text;

/// The height of a row of the drawn legend, in viewBox units.
const ROW: f64 = 18.0;
/// The height of a sample for a page.
const SAMPLE_HEIGHT: u32 = 14;

/// One line of a legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendEntry {
    /// The name of the series with the number of runs, or of the band; not escaped.
    pub name: String,
    /// Its look, 0 to 23, for [`swatch`].
    pub slot: usize,
    /// Whether it is a band's, whose picture is an area.
    pub band: bool,
}

impl LegendEntry {
    /// The small picture before the name: [`swatch`] or [`band_swatch`].
    pub fn swatch(&self) -> String {
        if self.band { band_swatch(self.slot) } else { swatch(self.slot) }
    }

    fn sample(&self, canvas: &Canvas<'_>, x: f64, middle: f64) -> Result<(), ChartError> {
        let sample = if self.band { look::area_sample } else { look::sample };
        sample(canvas, self.slot, x, middle)
    }
}

impl Figure {
    /// What the legend says, the series in their order and then the bands, for a page to set in its own type next to
    /// each [`LegendEntry::swatch`].
    pub fn legend(&self) -> Vec<LegendEntry> {
        let entry = |name: String, slot: usize, band| LegendEntry { name, slot, band };
        let series = self.series.iter().map(|series| entry(series.heading(), series.slot % LOOKS, false));
        series.chain(self.bands.iter().map(|band| entry(band.name.clone(), band.slot % SLOTS, true))).collect()
    }
}

/// A small SVG picture of a slot's line and marker, 34 by 14 CSS pixels, in the page's colours and hidden from screen
/// readers: it stands before the name in a legend.
pub fn swatch(slot: usize) -> String {
    picture(|canvas, middle| look::sample(canvas, slot, 0.0, middle))
}

/// As [`swatch`], of a band's area in the colour of `slot`.
pub fn band_swatch(slot: usize) -> String {
    picture(|canvas, middle| look::area_sample(canvas, slot, 0.0, middle))
}

/// A picture the size of a sample, painted around the height of its middle.
fn picture(paint: impl FnOnce(&Canvas<'_>, f64) -> Result<(), ChartError>) -> String {
    let size = Size { width: SAMPLE as u32, height: SAMPLE_HEIGHT };
    let middle = f64::from(SAMPLE_HEIGHT) / 2.0;
    let (width, height) = (size.width, size.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" aria-hidden=\"true\"><g transform=\"scale({})\">",
        1.0 / f64::from(FINE)
    );
    // Drawing to text does not fail; if it did, an empty picture would be the right answer.
    let drawn = draw(size, |canvas| paint(canvas, middle)).unwrap_or_default();
    paint::finish(&drawn, Palette::Css, &mut out);
    out.push_str("</g></svg>");
    out
}

/// Entries of a legend set in rows.
pub(super) struct Rows {
    /// Each with its left edge and its row.
    entries: Vec<(LegendEntry, f64, usize)>,
    rows: usize,
}

impl Rows {
    /// Sets `entries` in rows of `width` viewBox units, cutting names that are longer than a row.
    pub(super) fn new(entries: &[LegendEntry], width: f64) -> Self {
        let room = width - 2.0 * EDGE - SAMPLE - 6.0;
        let (mut x, mut row) = (EDGE, 0);
        let mut placed = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = text::cut(&text::clean(&entry.name), LETTERS, room);
            let wide = SAMPLE + 6.0 + text::width(&name, LETTERS);
            if x > EDGE && x + wide > width - EDGE {
                (x, row) = (EDGE, row + 1);
            }
            placed.push((LegendEntry { name, ..*entry }, x, row));
            x += wide + 16.0;
        }
        Self { rows: if placed.is_empty() { 0 } else { row + 1 }, entries: placed }
    }

    /// The room it takes, in viewBox units.
    pub(super) fn height(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { self.rows as f64 * ROW + EDGE }
    }

    /// Draws it from `top` on.
    pub(super) fn draw(&self, canvas: &Canvas<'_>, top: f64) -> Result<(), ChartError> {
        self.entries.iter().try_for_each(|(entry, x, row)| {
            let middle = top + ROW * (*row as f64 + 0.5);
            entry.sample(canvas, *x, middle)?;
            write(canvas, &entry.name, (x + SAMPLE + 6.0, middle), LETTERS, HPos::Left, Paint::Ink)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swatch_carries_the_colour_of_its_slot_only() {
        for slot in 0..SLOTS {
            let picture = swatch(slot);
            assert!(picture.contains(&format!("stroke=\"var(--series-{slot})\"")), "{picture}");
            assert!(!picture.contains("#F0"), "{picture}");
        }
        assert_eq!(swatch(LOOKS + 2), swatch(2));
        assert!(!swatch(2 * SLOTS + 2).contains("polyline"), "rings stand alone");
        assert_ne!(swatch(SLOTS + 2), swatch(2));
        assert_ne!(swatch(0), swatch(7));
        assert!(band_swatch(SLOTS + 2).contains("fill=\"var(--series-2)\" fill-opacity"), "{}", band_swatch(2));
    }

    #[test]
    fn entries_stay_within_their_row() {
        let entry = |slot| LegendEntry { name: format!("series with a name of its own {slot}"), slot, band: slot > 2 };
        let entries: Vec<_> = (0..5).map(entry).collect();
        let rows = Rows::new(&entries, 358.0);
        assert_eq!(rows.rows, 5);
        let wide = |entry: &LegendEntry| SAMPLE + 6.0 + text::width(&entry.name, LETTERS);
        assert!(rows.entries.iter().all(|(entry, x, _)| x + wide(entry) <= 358.0 - EDGE));
        assert_eq!(Rows::new(&[], 358.0).height(), 0.0);
    }
}
