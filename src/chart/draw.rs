//! Drawing: a figure laid out, through plotters, to SVG text with a title and a description.

use plotters::coord::CoordTranslate;
use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::series::LineSeries;
use plotters::style::text_anchor::HPos;

use super::canvas::{Canvas, draw, refused, write};
use super::error::ChartError;
use super::figure::{Band, Direction, Figure, SLOTS, Series, Size};
use super::layout::Layout;
use super::legend::Rows;
use super::lengths::{EDGE, FINE, LETTERS, LINE, TITLE, TITLE_LINE, fine};
use super::look;
use super::markup;
use super::paint::{self, Paint, Palette};
use super::text;

/// Up to this many points of a series inside the plot, each has its marker.
const ALL_MARKED: usize = 60;
/// Beyond, markers keep this distance along x, in viewBox units.
const THINNED: f64 = 26.0;
/// Half the width of a band with one point only, in viewBox units.
const ALONE: f64 = 3.0;
/// Points of bands beyond this are dropped: their distances could not be subtracted.
const FAR: f64 = 1e300;

impl Figure {
    /// The figure as SVG text, to be put into a page: colours are CSS variables (see [`Palette::Css`]), the font is the
    /// page's, there is no width or height but a viewBox, and the legend is left to the page ([`Figure::legend`]).
    ///
    /// Each series is a dashed line with markers of its own: at every point up to 60 points, beyond that about 26 units
    /// apart and at the last point. Lines are cut at the edges of the plot, points outside have no marker.
    ///
    /// # Errors
    /// [`ChartError`] for an axis whose range is not finite, runs backwards or begins below 0 on a log scale, and for a
    /// size that leaves no room for the plot. Points never are a reason to fail.
    pub fn svg(&self, size: Size) -> Result<String, ChartError> {
        let layout = Layout::new(self, size)?;
        let drawn = draw(size, |canvas| self.draw(canvas, size, &layout))?;
        Ok(self.document(&drawn, size, Palette::Css))
    }

    /// The figure with its legend below the plot, on a ground of its own: for files, slides and print. The plot is as
    /// in [`Figure::svg`]; the viewBox is higher than `size` by the rows of the legend. With [`Palette::Light`] or
    /// [`Palette::Dark`] the text needs no style sheet.
    ///
    /// # Errors
    /// As [`Figure::svg`].
    pub fn svg_with_legend(&self, size: Size, palette: Palette) -> Result<String, ChartError> {
        let layout = Layout::new(self, size)?;
        let rows = Rows::new(&self.legend(), f64::from(size.width));
        let whole = Size { width: size.width, height: size.height + rows.height().ceil() as u32 };
        let drawn = draw(whole, |canvas| {
            let corner = (whole.width as i32 * FINE, whole.height as i32 * FINE);
            canvas.draw(&Rectangle::new([(0, 0), corner], Paint::Panel.fill())).map_err(refused)?;
            self.draw(canvas, size, &layout)?;
            rows.draw(canvas, f64::from(size.height))
        })?;
        Ok(self.document(&drawn, whole, palette))
    }

    /// The root element with title and description around what plotters drew.
    fn document(&self, drawn: &str, size: Size, palette: Palette) -> String {
        let mut out = String::with_capacity(drawn.len() + 1024);
        let font = if palette == Palette::Css { "inherit" } else { "system-ui, sans-serif" };
        markup::open(&mut out, size, font, &self.title, &[self.caption.trim(), &self.summary()]);
        out.push_str(&format!("<g transform=\"scale({})\" stroke-linejoin=\"round\">", 1.0 / f64::from(FINE)));
        paint::finish(drawn, palette, &mut out);
        out.push_str("</g></svg>");
        out
    }

    fn draw(&self, canvas: &Canvas<'_>, size: Size, layout: &Layout) -> Result<(), ChartError> {
        grid(canvas, layout)?;
        for band in &self.bands {
            self.area(canvas, layout, band)?;
        }
        self.references(canvas, layout)?;
        for series in &self.series {
            self.line(canvas, layout, series)?;
        }
        words(canvas, size, layout)
    }

    /// The reference lines inside the plot; their labels were laid out with the figure.
    fn references(&self, canvas: &Canvas<'_>, layout: &Layout) -> Result<(), ChartError> {
        let style = Paint::Reference.stroke(1.2);
        let window = layout.window;
        for mark in &self.marks {
            let (axis, shown) = match mark.direction {
                Direction::Horizontal => (&self.y, window.y),
                Direction::Vertical => (&self.x, window.x),
            };
            let Some(at) = axis.scale.place(mark.at).filter(|at| (shown.0..=shown.1).contains(at)) else { continue };
            let ends = match mark.direction {
                Direction::Horizontal => [(window.x.0, at), (window.x.1, at)],
                Direction::Vertical => [(at, window.y.0), (at, window.y.1)],
            };
            let ends = ends.map(|end| layout.coordinates.translate(&end));
            canvas.draw(&PathElement::new(ends.to_vec(), style)).map_err(refused)?;
        }
        Ok(())
    }

    /// One band: the part of its area inside the plot; of a band with one point, a narrow bar.
    fn area(&self, canvas: &Canvas<'_>, layout: &Layout, band: &Band) -> Result<(), ChartError> {
        let near = |value: Option<f64>| value.filter(|value| value.abs() <= FAR);
        let scaled = |(x, low, high)| {
            Some((near(self.x.scale.place(x))?, near(self.y.scale.place(low))?, near(self.y.scale.place(high))?))
        };
        let points: Vec<(f64, f64, f64)> = band.finite().filter_map(scaled).collect();
        let above = points.iter().map(|(x, _, high)| (*x, *high));
        let below = points.iter().rev().map(|(x, low, _)| (*x, *low));
        let corners = layout.window.area(&above.chain(below).collect::<Vec<_>>());
        let mut places: Vec<(i32, i32)> = corners.iter().map(|corner| layout.coordinates.translate(corner)).collect();
        if points.len() == 1 {
            let sides = places
                .iter()
                .map(|(x, y)| (x - fine(ALONE), *y))
                .chain(places.iter().rev().map(|(x, y)| (x + fine(ALONE), *y)));
            places = sides.collect();
        }
        if places.len() < 3 {
            return Ok(());
        }
        canvas.draw(&Polygon::new(places, Paint::Band(band.slot % SLOTS).fill())).map_err(refused)
    }

    /// One series: its line inside the plot, then its markers.
    fn line(&self, canvas: &Canvas<'_>, layout: &Layout, series: &Series) -> Result<(), ChartError> {
        let scaled = |(x, y)| Some((self.x.scale.place(x)?, self.y.scale.place(y)?));
        let points: Vec<(f64, f64)> = series.finite().filter_map(scaled).collect();
        let plot = canvas.apply_coord_spec(layout.coordinates.clone());
        let lines = if look::is_rings(series.slot) { Vec::new() } else { layout.window.visible(&points) };
        for part in lines {
            for element in LineSeries::new(part, look::line(series.slot)) {
                plot.draw(&element).map_err(refused)?;
            }
        }
        let inside = points.into_iter().filter(|point| layout.window.holds(*point));
        let places: Vec<(i32, i32)> = inside.map(|point| layout.coordinates.translate(&point)).collect();
        for place in marked(&places, series.slot) {
            look::marker(canvas, series.slot, place)?;
        }
        Ok(())
    }
}

/// The places that get a marker: all of few, otherwise some and the last.
fn marked(places: &[(i32, i32)], slot: usize) -> Vec<(i32, i32)> {
    if places.len() <= ALL_MARKED {
        return places.to_vec();
    }
    let Some((&last, rest)) = places.split_last() else { return Vec::new() };
    // Each slot begins a little later, so that markers of lines on top of each other do not hide each other.
    let mut free_from = rest.iter().map(|place| place.0).min().unwrap_or(0) + fine(THINNED * slot as f64 / 8.0);
    let mut kept = Vec::new();
    for &place in rest {
        if place.0 >= free_from && (last.0 - place.0).abs() >= fine(THINNED / 2.0) {
            kept.push(place);
            free_from = place.0 + fine(THINNED);
        }
    }
    kept.push(last);
    kept
}

fn grid(canvas: &Canvas<'_>, layout: &Layout) -> Result<(), ChartError> {
    let ((left, right), (top, bottom)) = (layout.across, layout.down);
    let line = |from: (f64, f64), to: (f64, f64), style| {
        let ends = [from, to].map(|(x, y)| (fine(x), fine(y)));
        canvas.draw(&PathElement::new(ends.to_vec(), style)).map_err(refused)
    };
    for tick in &layout.x_ticks {
        let x = layout.x_of(tick);
        line((x, top), (x, bottom), Paint::Grid.stroke(1.0))?;
    }
    for tick in &layout.y_ticks {
        let y = layout.y_of(tick);
        line((left, y), (right, y), Paint::Grid.stroke(1.0))?;
    }
    line((left, bottom), (right, bottom), Paint::Muted.stroke(1.0))
}

/// Title, headings, the numbers at the ticks and the labels of reference lines.
fn words(canvas: &Canvas<'_>, size: Size, layout: &Layout) -> Result<(), ChartError> {
    let ((left, right), (_, bottom)) = (layout.across, layout.down);
    for (row, line) in layout.title.iter().enumerate() {
        let middle = EDGE + TITLE_LINE * (row as f64 + 0.4);
        write(canvas, line, (EDGE, middle), TITLE, HPos::Left, Paint::Ink)?;
    }
    let (heading, middle) = &layout.y_heading;
    write(canvas, heading, (EDGE, *middle), LETTERS, HPos::Left, Paint::Muted)?;
    for tick in &layout.y_ticks {
        write(canvas, &tick.label, (left - 6.0, layout.y_of(tick)), LETTERS, HPos::Right, Paint::Muted)?;
    }
    let middle = bottom + 4.0 + LINE / 2.0;
    for tick in &layout.x_ticks {
        write(canvas, &tick.label, (layout.x_of(tick), middle), LETTERS, HPos::Center, Paint::Muted)?;
    }
    // The heading stays within the figure where the plot's middle is far from the figure's.
    let half = text::width(&layout.x_heading, LETTERS) / 2.0;
    let x = ((left + right) / 2.0).min(f64::from(size.width) - EDGE - half).max(EDGE + half);
    write(canvas, &layout.x_heading, (x, middle + LINE), LETTERS, HPos::Center, Paint::Muted)?;
    layout.labels.iter().try_for_each(|label| {
        let side = if label.direction == Direction::Horizontal { HPos::Left } else { HPos::Center };
        write(canvas, &label.text, (label.x, label.y), LETTERS, side, Paint::Ink)
    })
}
