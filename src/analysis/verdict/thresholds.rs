//! Where the lines between the verdicts are drawn.

use serde::{Deserialize, Serialize};

/// Where the lines are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// O_PT before fine-tuning, in percent, from which a model counts as having the skill.
    pub had: f64,
    /// Share of the O_PT before fine-tuning that is left after it, from which the skill counts as kept. The lower end
    /// of the interval must reach it.
    pub kept: f64,
    /// Share below which the answers count as gone. The upper end of the interval must lie below it: above, the skill
    /// is partly lost, and wrapped or deleted is not the question.
    pub gone: f64,
    /// Score from which an instrument says that the skill is there.
    pub present: f64,
    /// Score up to which an instrument says that it is not.
    pub absent: f64,
    /// How many times as fast as the controls a revival is that scores 1; one as fast as the controls scores 0, on a
    /// logarithmic scale.
    pub fast: f64,
    /// Points that floor and ceiling of the probe must lie apart for it to say anything.
    pub probe_range: f64,
}

/// The thresholds in use.
pub const THRESHOLDS: Thresholds =
    Thresholds { had: 50.0, kept: 0.8, gone: 0.5, present: 0.5, absent: 0.25, fast: 6.0, probe_range: 25.0 };
