//! Where the lines between the verdicts are drawn. They were chosen on seeds 1 to 6 of models whose truth is known, and are
//! reported on others (docs/truth.md).

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
    /// How many times as fast as the controls a revival is that scores 0.5, on a logarithmic scale; one as fast as the controls
    /// scores 0. Models with nothing come back up to this many times as fast.
    pub fast: f64,
    /// Standard deviation of the logarithm of the steps that models with nothing need, from one seed to another.
    pub spread: f64,
    /// Points that floor and ceiling of the probe must lie apart for it to say anything.
    pub probe_range: f64,
    /// Share of a change's directions that may be undone for the skill to count as there.
    pub undone: f64,
}

/// The thresholds in use.
pub const THRESHOLDS: Thresholds = Thresholds {
    had: 50.0,
    kept: 0.8,
    gone: 0.5,
    present: 0.5,
    absent: 0.45,
    fast: 3.0,
    spread: 0.12,
    probe_range: 15.0,
    undone: 0.1,
};
