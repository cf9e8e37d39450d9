//! GELU, x · Φ(x), and its derivative, on plain slices.
//!
//! The error function is the approximation 7.1.26 of Abramowitz and Stegun, whose absolute error is below 1.5e-7.

use super::exponential::{ABREAST, Few, each, exp_of_negative, few};
use pulp::{Arch, Simd, WithSimd};

/// Φ(x), the distribution function of the standard normal, and e^(−x²/2).
#[inline(always)]
fn normal<S: Simd>(s: S, x: Few<S>) -> (Few<S>, Few<S>) {
    const P: f32 = 0.327_591_1;
    let one = s.splat_f32s(1.0);
    let z = few!(|x| s.mul_f32s(s.abs_f32s(x), s.splat_f32s(std::f32::consts::FRAC_1_SQRT_2)));
    let t = few!(|z| s.div_f32s(one, s.mul_add_e_f32s(z, s.splat_f32s(P), one)));
    let bell = exp_of_negative(s, few!(|z| s.mul_f32s(s.neg_f32s(z), z)));
    let mut series = [s.splat_f32s(0.5 * 1.061_405_4); ABREAST];
    for coefficient in [-0.5 * 1.453_152, 0.5 * 1.421_413_7, -0.5 * 0.284_496_74, 0.5 * 0.254_829_6] {
        let coefficient = s.splat_f32s(coefficient);
        series = few!(|series, t| s.mul_add_e_f32s(series, t, coefficient));
    }
    let tail = few!(|series, t, bell| s.mul_f32s(s.mul_f32s(series, t), bell));
    let zero = s.splat_f32s(0.0);
    let below = few!(|x, tail| s.select_f32s(s.greater_than_f32s(x, zero), s.sub_f32s(one, tail), tail));
    (below, bell)
}

/// GELU and its derivative.
#[inline(always)]
fn and_slope<S: Simd>(s: S, x: Few<S>) -> (Few<S>, Few<S>) {
    let (below, bell) = normal(s, x);
    let density = few!(|x| s.mul_f32s(x, s.splat_f32s(0.398_942_3)));
    (few!(|x, below| s.mul_f32s(x, below)), few!(|density, bell, below| s.mul_add_e_f32s(density, bell, below)))
}

/// GELU of every element of `x`.
pub(crate) fn forward(x: &[f32]) -> Vec<f32> {
    struct Forward<'a>(&'a mut [f32]);
    impl WithSimd for Forward<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            each(
                s,
                self.0,
                #[inline(always)]
                |x| {
                    let below = normal(s, x).0;
                    few!(|x, below| s.mul_f32s(x, below))
                },
            );
        }
    }
    let mut out = x.to_vec();
    Arch::new().dispatch(Forward(&mut out));
    out
}

/// GELU and its derivative at every element of `x`: one exponential serves both.
pub(crate) fn forward_and_slope(x: &[f32]) -> (Vec<f32>, Vec<f32>) {
    struct Both<'a>(&'a mut [f32], &'a mut [f32]);
    impl WithSimd for Both<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let (outs, rest_out) = S::as_mut_simd_f32s(self.0);
            let (slopes, rest_slope) = S::as_mut_simd_f32s(self.1);
            let (outs, single_outs) = outs.as_chunks_mut::<ABREAST>();
            let (slopes, single_slopes) = slopes.as_chunks_mut::<ABREAST>();
            for (out, slope) in outs.iter_mut().zip(slopes) {
                (*out, *slope) = and_slope(s, *out);
            }
            for (out, slope) in single_outs.iter_mut().zip(single_slopes) {
                ([*out, _], [*slope, _]) = and_slope(s, [*out; ABREAST]);
            }
            if !rest_out.is_empty() {
                let ([out, _], [slope, _]) = and_slope(s, [s.partial_load_f32s(rest_out); ABREAST]);
                s.partial_store_f32s(rest_out, out);
                s.partial_store_f32s(rest_slope, slope);
            }
        }
    }
    let (mut out, mut slope) = (x.to_vec(), vec![0.0; x.len()]);
    Arch::new().dispatch(Both(&mut out, &mut slope));
    (out, slope)
}

/// The gradient: that of the result times the slope.
pub(crate) fn backward(slope: &[f32], grad: &[f32]) -> Vec<f32> {
    slope.iter().zip(grad).map(|(slope, grad)| slope * grad).collect()
}
