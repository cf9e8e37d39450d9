//! Reading a figure back: from the place of a pointer to the nearest values.

use super::figure::{Figure, SLOTS, Size};
use super::layout::Layout;

/// How far beside the plot a pointer still counts, in viewBox units: about half a fingertip.
const SLACK: f64 = 12.0;

/// What stands at one x, for a crosshair and a tooltip.
#[derive(Clone, Debug, PartialEq)]
pub struct CrosshairValues {
    /// The x of the points, in the unit of the axis; [`super::Axis::value_label`] writes it out.
    pub x: f64,
    /// Where that is, in viewBox units from the left edge of the figure.
    pub x_px: f64,
    /// Upper and lower edge of the plot in viewBox units: the ends of a crosshair.
    pub plot_px: (f64, f64),
    /// The series that have a point at exactly this x, in their order.
    pub values: Vec<Value>,
    /// The bands that have a point at exactly this x, in their order.
    pub bands: Vec<BandValue>,
}

/// What a band encloses in a [`CrosshairValues`]; [`super::Axis::label_between`] writes it out.
#[derive(Clone, Debug, PartialEq)]
pub struct BandValue {
    /// The colour of the band, 0 to 7.
    pub slot: usize,
    /// The name; not escaped.
    pub name: String,
    /// The lower end, in the unit of the y axis. Of two points at the same x it is the later one's.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The value of one series in a [`CrosshairValues`].
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The look of the series, 0 to 7.
    pub slot: usize,
    /// The name with the number of runs; not escaped.
    pub name: String,
    /// The value, in the unit of the y axis. Of two points at the same x it is the later one.
    pub y: f64,
    /// Where that is drawn, in viewBox units from the upper edge of the figure; for a value outside the axis, the edge
    /// of the plot next to it.
    pub y_px: f64,
}

impl Figure {
    /// The x nearest to a pointer at `(x_px, y_px)` among the points of all series and bands, with the values there. Positions are
    /// in units of the viewBox that [`Figure::svg`] has at the same `size`: on a page, the pointer's offset in the
    /// element times `size.width` divided by the element's width.
    ///
    /// None outside the plot (with 12 units to spare), for a figure without points in the range of x, and for one that
    /// cannot be drawn.
    pub fn nearest(&self, size: Size, x_px: f64, y_px: f64) -> Option<CrosshairValues> {
        let layout = Layout::new(self, size).ok()?;
        let near = |at: f64, (from, to): (f64, f64)| at >= from - SLACK && at <= to + SLACK;
        if !near(x_px, layout.across) || !near(y_px, layout.down) {
            return None;
        }
        let place = |x: f64| {
            let scaled = self.x.scale.place(x)?;
            (layout.window.x.0..=layout.window.x.1).contains(&scaled).then_some(scaled)
        };
        let drawable = |(x, y): &(f64, f64)| place(*x).is_some() && self.y.scale.place(*y).is_some();
        let bottom = layout.window.y.0;
        let of_bands =
            self.bands.iter().flat_map(|band| band.finite()).flat_map(|(x, low, high)| [(x, low), (x, high)]);
        let candidates = self.series.iter().flat_map(|series| series.finite()).chain(of_bands).filter(drawable);
        let distance = |x: f64| Some((layout.position((place(x)?, bottom)).0 - x_px).abs());
        let (_, x) = candidates.filter_map(|(x, _)| Some((distance(x)?, x))).min_by(|(a, _), (b, _)| a.total_cmp(b))?;

        let value = |series: &super::Series| {
            let (_, y) = series.finite().rev().filter(drawable).find(|point| point.0 == x)?;
            let scaled = self.y.scale.place(y)?.clamp(layout.window.y.0, layout.window.y.1);
            let y_px = layout.position((place(x)?, scaled)).1;
            Some(Value { slot: series.slot % SLOTS, name: series.heading(), y, y_px })
        };
        let band = |band: &super::Band| {
            let (_, low, high) = band.finite().rev().find(|point| point.0 == x)?;
            Some(BandValue { slot: band.slot % SLOTS, name: band.name.clone(), low, high })
        };
        Some(CrosshairValues {
            x,
            x_px: layout.position((place(x)?, bottom)).0,
            plot_px: layout.down,
            values: self.series.iter().filter_map(value).collect(),
            bands: self.bands.iter().filter_map(band).collect(),
        })
    }
}
