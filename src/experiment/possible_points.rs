//! Whether a measurement that a file states can be one of its experiment's.

use super::plan::Stage;
use super::point::Point;
use super::setup::Spec;

/// Longest names of versions and devices.
pub(super) const LONGEST_NAME: usize = 120;

/// Whether a point's numbers can be of `stage` of an experiment: a loss where it trains, and as many values as are measured, of so many
/// samples.
pub(super) fn point_is_possible(point: &Point, spec: &Spec, stage: &Stage) -> bool {
    let has_loss = point.loss.is_some() == stage.has_loss(point.step);
    has_loss && point.loss.is_none_or(f32::is_finite) && point.values.are_of(&spec.metrics(), spec.held_out())
}
