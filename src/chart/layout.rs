//! Where everything goes: the plot's edges, the ticks and the labels, in viewBox units, worked out before drawing.
//!
//! Drawing and reading a pointer share this, so what is read back is exactly what is drawn.

use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;

use super::clip::Window;
use super::error::ChartError;
use super::figure::{Direction, Figure, Size};
use super::labels::{self, MarkLabel};
use super::lengths::{EDGE, FINE, LETTERS, LINE, TITLE_LINE, fine};
use super::markup;
use super::text;
use super::ticks::{Ruler, Tick};

/// From the right edge of the plot to the labels of reference lines, clear of the last marker.
const BESIDE: f64 = 8.0;

/// A figure laid out.
pub(super) struct Layout {
    /// Lines of the title.
    pub(super) title: Vec<String>,
    /// Heading of the y axis, above the plot, and the middle of its letters.
    pub(super) y_heading: (String, f64),
    /// Heading of the x axis.
    pub(super) x_heading: String,
    /// Left and right edge of the plot.
    pub(super) across: (f64, f64),
    /// Upper and lower edge of the plot.
    pub(super) down: (f64, f64),
    /// Ticks along the bottom.
    pub(super) x_ticks: Vec<Tick>,
    /// Ticks along the left side.
    pub(super) y_ticks: Vec<Tick>,
    /// Labels of the reference lines.
    pub(super) labels: Vec<MarkLabel>,
    /// The plot in scaled values (what [`super::Scale`] makes of the axes' values).
    pub(super) window: Window,
    /// From scaled values to plotters' pixels.
    pub(super) coordinates: Cartesian2d<RangedCoordf64, RangedCoordf64>,
}

impl Layout {
    /// Lays `figure` out. Fails on an axis that cannot be drawn and where labels would leave no room for the plot.
    pub(super) fn new(figure: &Figure, size: Size) -> Result<Self, ChartError> {
        let Size { width, height } = size;
        markup::drawable(size)?;
        let (x_range, y_range) = (figure.x.drawn("x")?, figure.y.drawn("y")?);
        let (full_width, full_height) = (f64::from(width), f64::from(height));
        let inner = full_width - 2.0 * EDGE;

        let title = markup::title_lines(&figure.title, full_width);
        let y_heading = text::cut(&text::clean(&figure.y.heading()), LETTERS, inner);
        let x_heading = text::cut(&text::clean(&figure.x.heading()), LETTERS, inner);
        let above = EDGE + TITLE_LINE * title.len() as f64;
        let heading_middle = above + LINE / 2.0;
        let rows_from = if y_heading.is_empty() { above } else { above + LINE };

        // Labels of vertical lines need the plot's edges, and their rows decide where the plot begins: the edges along
        // x are worked out first, with the ticks of a plot that is a row or two too high.
        let below = EDGE + LINE + 4.0 + if x_heading.is_empty() { 0.0 } else { LINE };
        let bottom = full_height - below;
        let y_ruler = |top: f64| Ruler {
            scale: figure.y.scale,
            range: y_range,
            length: bottom - top,
            letters: None,
            gap: LETTERS * 1.9,
        };
        let widest = |ticks: &[Tick]| ticks.iter().map(|tick| text::width(&tick.label, LETTERS)).fold(0.0, f64::max);
        let left = (EDGE + widest(&y_ruler(rows_from + 7.0).ticks()) + 6.0).round();
        let beside = labels::shown(figure, Direction::Horizontal, y_range, full_width * 0.22);
        let label_room = beside.iter().map(|(_, label)| text::width(label, LETTERS) + BESIDE).fold(0.0, f64::max);
        let names = &figure.x.names;
        let x_ruler = |right: f64| Ruler {
            scale: figure.x.scale,
            range: x_range,
            length: right - left,
            letters: Some(LETTERS),
            gap: LETTERS * 0.8,
        };
        let x_ticks = |ruler: Ruler| if names.is_empty() { ruler.ticks() } else { ruler.named(names) };
        let widest_x = widest(&x_ticks(x_ruler(full_width - EDGE - label_room)));
        let right = (full_width - (EDGE + label_room).max(4.0 + widest_x / 2.0)).round();
        let left = left.max((4.0 + widest_x / 2.0).round());

        let x_place = |value: f64| figure.x.scale.place(value).unwrap_or(0.0);
        let y_place = |value: f64| figure.y.scale.place(value).unwrap_or(0.0);
        let window =
            Window { x: (x_place(x_range.0), x_place(x_range.1)), y: (y_place(y_range.0), y_place(y_range.1)) };
        let x_ruler = Ruler { length: right - left, ..x_ruler(right) };
        let on_top = labels::shown(figure, Direction::Vertical, x_range, inner / 2.0);
        let (mut placed, rows) = labels::rows(&on_top, full_width, |at| {
            left + (x_place(at) - window.x.0) / (window.x.1 - window.x.0) * (right - left)
        });
        for label in &mut placed {
            label.y += rows_from + LINE / 2.0;
        }
        let top = (rows_from + LINE * rows as f64 + 7.0).round();
        if right - left < 40.0 || bottom - top < 30.0 {
            return Err(ChartError::Room { width, height });
        }
        placed.extend(labels::beside(&beside, right + BESIDE, (top, bottom), |at| {
            bottom - (y_place(at) - window.y.0) / (window.y.1 - window.y.0) * (bottom - top)
        }));

        let coordinates = Cartesian2d::new(
            window.x.0..window.x.1,
            window.y.0..window.y.1,
            (fine(left)..fine(right), fine(bottom)..fine(top)),
        );
        Ok(Self {
            title,
            y_heading: (y_heading, heading_middle),
            x_heading,
            across: (left, right),
            down: (top, bottom),
            x_ticks: x_ticks(x_ruler),
            y_ticks: y_ruler(top).ticks(),
            labels: placed,
            window,
            coordinates,
        })
    }

    /// Where the scaled point is drawn, in viewBox units.
    pub(super) fn position(&self, scaled: (f64, f64)) -> (f64, f64) {
        let (x, y) = self.coordinates.translate(&scaled);
        (f64::from(x) / f64::from(FINE), f64::from(y) / f64::from(FINE))
    }

    /// Where a tick of the x axis stands, in viewBox units.
    pub(super) fn x_of(&self, tick: &Tick) -> f64 {
        self.position((tick.place, self.window.y.0)).0
    }

    /// Where a tick of the y axis stands, in viewBox units.
    pub(super) fn y_of(&self, tick: &Tick) -> f64 {
        self.position((self.window.x.0, tick.place)).1
    }
}
