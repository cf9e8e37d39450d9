//! Lengths that every figure keeps to, in viewBox units.

/// plotters draws on whole pixels; each viewBox unit is this many of them, so that curves are smooth.
pub(super) const FINE: i32 = 10;
/// The height of labels, in viewBox units.
pub(super) const LETTERS: f64 = 12.0;
/// The height of the title's letters.
pub(super) const TITLE: f64 = 15.0;
/// The distance between lines of the title.
pub(super) const TITLE_LINE: f64 = 19.0;
/// The distance between lines of labels.
pub(super) const LINE: f64 = 15.0;
/// The free edge around the figure.
pub(super) const EDGE: f64 = 8.0;

/// A length in viewBox units as plotters' pixels.
pub(super) fn fine(length: f64) -> i32 {
    (length * f64::from(FINE)).round() as i32
}
