//! The eight looks of a series: a dashed line and a marker shape for each slot, beside its colour.
//!
//! Each differs from the others without its colour, for print and for readers who do not tell the colours apart.

use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::ShapeStyle;

use super::canvas::{Canvas, refused};
use super::error::ChartError;
use super::figure::SLOTS;
use super::lengths::fine;
use super::paint::Paint;

/// Width of a series' line, in viewBox units.
const STROKE: f64 = 2.0;
/// Half the width of a marker, in viewBox units.
pub(super) const MARKER: f64 = 3.4;

/// How many looks there are: full, thin, and rings alone.
pub(super) const LOOKS: usize = 3 * SLOTS;

/// How thick the look of a slot is drawn, in parts of the usual: those from 8 to 15 are thin.
fn weight(slot: usize) -> f64 {
    if slot % LOOKS / SLOTS == 1 { 0.5 } else { 1.0 }
}

/// Whether a slot's points are rings without a line: numbers of another source.
pub(super) fn is_rings(slot: usize) -> bool {
    slot % LOOKS / SLOTS == 2
}

/// The style of the line of a series.
pub(super) fn line(slot: usize) -> ShapeStyle {
    Paint::Line(slot % SLOTS).stroke(STROKE * weight(slot))
}

/// Draws the marker of a slot around a middle given in plotters' pixels.
///
/// # Errors
/// Where plotters refuses to draw.
pub(super) fn marker(canvas: &Canvas<'_>, slot: usize, (x, y): (i32, i32)) -> Result<(), ChartError> {
    let half = MARKER * weight(slot).sqrt();
    let rings = is_rings(slot);
    let slot = slot % SLOTS;
    let filled = Paint::Marker(slot).fill();
    let stroke = Paint::Marker(slot).stroke(STROKE);
    let polygon = |corners: &[(f64, f64)]| {
        let points: Vec<_> = corners.iter().map(|(dx, dy)| (x + fine(dx * half), y + fine(dy * half))).collect();
        canvas.draw(&Polygon::new(points, filled)).map_err(refused)
    };
    let strokes = |ends: &[(f64, f64)]| {
        ends.iter().try_for_each(|(dx, dy)| {
            let (dx, dy) = (fine(dx * half), fine(dy * half));
            canvas.draw(&PathElement::new(vec![(x - dx, y - dy), (x + dx, y + dy)], stroke)).map_err(refused)
        })
    };
    match slot {
        _ if rings => {
            canvas.draw(&Circle::new((x, y), fine(1.5 * half), Paint::Marker(slot).stroke(1.6))).map_err(refused)
        }
        0 => canvas.draw(&Circle::new((x, y), fine(half), filled)).map_err(refused),
        1 => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        2 => polygon(&[(0.0, -1.25), (1.15, 0.85), (-1.15, 0.85)]),
        3 => polygon(&[(0.0, -1.35), (1.1, 0.0), (0.0, 1.35), (-1.1, 0.0)]),
        4 => strokes(&[(1.0, 1.0), (1.0, -1.0)]),
        5 => {
            // The ring is filled with the ground, or the line would run through it.
            canvas.draw(&Circle::new((x, y), fine(half), Paint::Panel.fill())).map_err(refused)?;
            canvas.draw(&Circle::new((x, y), fine(half), Paint::Marker(slot).stroke(1.6))).map_err(refused)
        }
        6 => strokes(&[(1.25, 0.0), (0.0, 1.25)]),
        _ => polygon(&[(0.0, 1.25), (1.15, -0.85), (-1.15, -0.85)]),
    }
}

/// Draws a short stretch of a series' line with its marker in the middle: what stands before a name in a legend.
///
/// # Errors
/// Where plotters refuses to draw.
pub(super) fn sample(canvas: &Canvas<'_>, slot: usize, x: f64, middle: f64) -> Result<(), ChartError> {
    let (from, to, y) = (fine(x), fine(x + SAMPLE), fine(middle));
    if !is_rings(slot) {
        canvas.draw(&PathElement::new(vec![(from, y), (to, y)], line(slot))).map_err(refused)?;
    }
    marker(canvas, slot, ((from + to) / 2, y))
}

/// Draws a piece of a band's area: what stands before its name in a legend.
///
/// # Errors
/// Where plotters refuses to draw.
pub(super) fn area_sample(canvas: &Canvas<'_>, slot: usize, x: f64, middle: f64) -> Result<(), ChartError> {
    let (top, bottom) = (fine(middle - 5.0), fine(middle + 5.0));
    let corners = [(fine(x), top), (fine(x + SAMPLE), bottom)];
    canvas.draw(&Rectangle::new(corners, Paint::Band(slot % SLOTS).fill())).map_err(refused)
}

/// The length of a sample, in viewBox units: long enough to show every dash pattern.
pub(super) const SAMPLE: f64 = 34.0;
