//! What a figure is made of: plain numbers and names, and nothing of how they are drawn.

use super::axis::Axis;

/// How many slots there are: the looks (colour, dash and marker together) by which series are told apart.
pub const SLOTS: usize = 8;

/// A chart of lines: a title, two axes, series, bands and reference lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// Stands above the plot, on two lines at most, and is the figure's name to a screen reader; may be empty.
    pub title: String,
    /// A sentence or two that a screen reader gets together with [`Figure::summary`]; it is not drawn.
    pub caption: String,
    /// The axis along the bottom.
    pub x: Axis,
    /// The axis along the left side.
    pub y: Axis,
    /// The lines, drawn in this order, the last on top.
    pub series: Vec<Series>,
    /// The reference lines, drawn beneath the series.
    pub marks: Vec<Mark>,
    /// The areas, drawn beneath everything but the grid.
    pub bands: Vec<Band>,
}

/// One line of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The name in the legend.
    pub name: String,
    /// `(x, y)` in the units of the axes, joined in this order. A point with a coordinate that is not finite is dropped
    /// and its neighbours are joined.
    pub points: Vec<(f64, f64)>,
    /// The look: 0 to 7 selects colour, dash pattern and marker shape; 8 to 15 are the same, drawn thin, for curves that lie over
    /// those of another run; 16 to 23 are rings without a line, for numbers of another source. Larger numbers begin again at 0.
    pub slot: usize,
    /// How many runs were averaged, shown behind the name as `(n = 5)`.
    pub n: Option<u32>,
}

impl Series {
    /// The name with the number of runs, as the legend and the table show it.
    pub fn heading(&self) -> String {
        match self.n {
            Some(n) => format!("{} (n\u{a0}=\u{a0}{n})", self.name),
            None => self.name.clone(),
        }
    }

    /// The points both of whose coordinates are finite.
    pub(super) fn finite(&self) -> impl DoubleEndedIterator<Item = (f64, f64)> + '_ {
        self.points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite())
    }
}

/// An area between a lower and an upper line: what lies between two quantiles, or within an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Band {
    /// The name in the legend.
    pub name: String,
    /// `(x, low, high)` in the units of the axes, joined in this order; ends given the wrong way round are exchanged. A
    /// point with a number that is not finite is dropped and its neighbours are joined.
    pub points: Vec<(f64, f64, f64)>,
    /// The colour, 0 to 7, usually that of the series it belongs to. Larger numbers begin again at 0.
    pub slot: usize,
}

impl Band {
    /// The points all of whose numbers are finite, each with the lower end first.
    pub(super) fn finite(&self) -> impl DoubleEndedIterator<Item = (f64, f64, f64)> + '_ {
        let finite = self.points.iter().copied().filter(|(x, a, b)| [x, a, b].into_iter().all(|v| v.is_finite()));
        finite.map(|(x, a, b)| (x, a.min(b), a.max(b)))
    }
}

/// Which way a reference line runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// At one y, from the left edge of the plot to the right; labelled right of the plot.
    Horizontal,
    /// At one x, from the bottom edge of the plot to the top; labelled above the plot.
    Vertical,
}

/// A reference line, such as the 95 % that a skill must reach to count as learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Which way it runs.
    pub direction: Direction,
    /// Where: a y for a horizontal line, an x for a vertical one. A line outside the axis is not drawn.
    pub at: f64,
    /// A word or two; longer labels are cut with an ellipsis. May be empty.
    pub label: String,
}

impl Mark {
    /// A line across the plot at height `at`.
    pub fn horizontal(at: f64, label: impl Into<String>) -> Self {
        Self { direction: Direction::Horizontal, at, label: label.into() }
    }

    /// A line up the plot at `at` on the x axis.
    pub fn vertical(at: f64, label: impl Into<String>) -> Self {
        Self { direction: Direction::Vertical, at, label: label.into() }
    }
}

/// The size of a figure's viewBox. Text is 12 units high, so draw at about the width in CSS pixels that the figure will
/// have on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Width in viewBox units.
    pub width: u32,
    /// Height in viewBox units.
    pub height: u32,
}

impl Size {
    /// Half of a laptop screen.
    pub const LAPTOP: Self = Self { width: 620, height: 300 };
    /// A phone of 390 CSS pixels, less the page's margins.
    pub const PHONE: Self = Self { width: 358, height: 260 };
    /// The shortest side that is drawn.
    pub const LEAST: u32 = 120;
    /// The longest side that is drawn.
    pub const MOST: u32 = 8000;
}
