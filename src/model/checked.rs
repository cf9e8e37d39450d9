//! How far an engine's operations are from what they should be: plain data.

use serde::{Deserialize, Serialize};

/// What ‖ours − reference‖ / ‖reference‖ stays below.
pub const TOLERANCE: f64 = 1e-5;

/// How far the forms of an operation are from a reference in float64.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// The operation and its sizes.
    pub what: String,
    /// ‖ours − reference‖ / ‖reference‖ of the fused form's value, then of the gradient with respect to each input.
    pub fused: Vec<f64>,
    /// The same of the plain form, nothing if it was not asked for.
    pub plain: Vec<f64>,
}

impl Checked {
    /// Whether the fused form is right.
    pub fn is_right(&self) -> bool {
        Self::all_right(&self.fused)
    }

    /// Whether the plain form, made of the framework's own operations, is right; nothing if it was not asked for.
    pub fn is_plain_right(&self) -> Option<bool> {
        (!self.plain.is_empty()).then(|| Self::all_right(&self.plain))
    }

    fn all_right(apart: &[f64]) -> bool {
        !apart.is_empty() && apart.iter().all(|apart| *apart < TOLERANCE)
    }

    /// The largest distance of the fused form.
    pub fn worst(&self) -> f64 {
        self.fused.iter().fold(0.0, |worst, apart| if *apart > worst || apart.is_nan() { *apart } else { worst })
    }
}
