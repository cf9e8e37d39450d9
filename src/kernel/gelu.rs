//! GELU, x · Φ(x), and its derivative, on plain slices.
//!
//! The error function is the approximation 7.1.26 of Abramowitz and Stegun, whose absolute error is below 1.5e-7.

use super::exponential::exp_of_negative;
use pulp::Arch;

/// Φ(x), the distribution function of the standard normal, and e^(−x²/2).
#[inline(always)]
fn normal(x: f32) -> (f32, f32) {
    const P: f32 = 0.327_591_1;
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + P * z);
    let bell = exp_of_negative(-z * z);
    let mut series = 1.061_405_4;
    for coefficient in [-1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6] {
        series = series * t + coefficient;
    }
    let tail = 0.5 * series * t * bell;
    (if x > 0.0 { 1.0 - tail } else { tail }, bell)
}

/// GELU of every element of `x`.
pub(crate) fn forward(x: &[f32]) -> Vec<f32> {
    Arch::new().dispatch(
        #[inline(always)]
        || x.iter().map(|&x| x * normal(x).0).collect(),
    )
}

/// The derivative of GELU at every element of `x`, times `grad`.
pub(crate) fn backward(x: &[f32], grad: &[f32]) -> Vec<f32> {
    const DENSITY: f32 = 0.398_942_3;
    Arch::new().dispatch(
        #[inline(always)]
        || {
            x.iter()
                .zip(grad)
                .map(|(&x, &grad)| {
                    let (below, bell) = normal(x);
                    grad * (below + x * DENSITY * bell)
                })
                .collect()
        },
    )
}
