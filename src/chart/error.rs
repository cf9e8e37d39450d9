//! Why a figure could not be drawn, each as a sentence that the page can show.

/// What stands in the way of drawing a figure.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// An end of an axis is not a number, or the ends are too far apart to subtract.
    #[error("the {axis} axis cannot run from {low} to {high}; both ends must be finite numbers")]
    Range {
        /// `x` or `y`.
        axis: &'static str,
        /// The end given first.
        low: f64,
        /// The end given second.
        high: f64,
    },
    /// The axis runs backwards.
    #[error("the {axis} axis runs backwards, from {low} to {high}")]
    Reversed {
        /// `x` or `y`.
        axis: &'static str,
        /// The end given first.
        low: f64,
        /// The end given second.
        high: f64,
    },
    /// A log axis begins below zero.
    #[error("the {axis} axis is logarithmic and cannot begin at {low}; it must begin at 0 or above")]
    Negative {
        /// `x` or `y`.
        axis: &'static str,
        /// The end given first.
        low: f64,
    },
    /// The values between which a heat map's colours run are not finite, or run backwards.
    #[error("the colours cannot run from {low} to {high}; both ends must be finite and the second no smaller")]
    Shade {
        /// The end given first.
        low: f64,
        /// The end given second.
        high: f64,
    },
    /// The size is beyond what is drawn.
    #[error("a figure of {width} by {height} cannot be drawn; its sides must lie between {least} and {most}")]
    Size {
        /// Width asked for, in viewBox units.
        width: u32,
        /// Height asked for, in viewBox units.
        height: u32,
        /// The shortest side that is drawn.
        least: u32,
        /// The longest side that is drawn.
        most: u32,
    },
    /// Titles, labels and ticks leave no room for the plot.
    #[error("the labels leave no room for the plot in a figure of {width} by {height}")]
    Room {
        /// Width asked for, in viewBox units.
        width: u32,
        /// Height asked for, in viewBox units.
        height: u32,
    },
    /// The drawing library refused.
    #[error("the figure could not be drawn: {0}")]
    Drawing(String),
}
