//! GELU, x · Φ(x), and its derivative, on plain slices.
//!
//! The error function is the approximation 7.1.26 of Abramowitz and Stegun, whose absolute error is below 1.5e-7. Far below 0, where
//! GELU nearly vanishes, fewer of its digits are right: three or four at x = −3.5.

use super::exponential::{ABREAST, Exponential, Few, each, few};
use pulp::{Arch, Simd, WithSimd};
use std::hint::black_box;

/// The standard normal distribution, with its constants in vectors (see [`Exponential`]).
struct Normal<S: Simd> {
    exponential: Exponential<S>,
    zero: S::f32s,
    one: S::f32s,
    root: S::f32s,
    p: S::f32s,
    series: [S::f32s; 5],
    density: S::f32s,
}

impl<S: Simd> Normal<S> {
    #[inline(always)]
    fn new(s: S) -> Self {
        const SERIES: [f32; 5] = [1.061_405_4, -1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6];
        let splat = |value| s.splat_f32s(value);
        let [zero, one, root] = black_box([0.0, 1.0, std::f32::consts::FRAC_1_SQRT_2]).map(splat);
        // 1 / √(2 π)
        let [p, density] = black_box([0.327_591_1, 0.398_942_3]).map(splat);
        let series = black_box(SERIES.map(|coefficient| 0.5 * coefficient)).map(splat);
        Self { exponential: Exponential::new(s), zero, one, root, p, series, density }
    }

    /// Φ(x), the distribution function, and e^(−x²/2).
    #[inline(always)]
    fn below_and_bell(&self, s: S, x: Few<S>) -> (Few<S>, Few<S>) {
        let Self { zero, one, root, p, series: [highest, lower @ ..], .. } = *self;
        let z = few!(|x| s.mul_f32s(s.abs_f32s(x), root));
        let t = few!(|z| s.div_f32s(one, s.mul_add_e_f32s(z, p, one)));
        let bell = self.exponential.of_negative(s, few!(|z| s.mul_f32s(s.neg_f32s(z), z)));
        let mut series = [highest; ABREAST];
        for coefficient in lower {
            series = few!(|series, t| s.mul_add_e_f32s(series, t, coefficient));
        }
        let tail = few!(|series, t, bell| s.mul_f32s(s.mul_f32s(series, t), bell));
        let below = few!(|x, tail| s.select_f32s(s.greater_than_f32s(x, zero), s.sub_f32s(one, tail), tail));
        (below, bell)
    }

    /// GELU and its derivative.
    #[inline(always)]
    fn gelu_and_slope(&self, s: S, x: Few<S>) -> (Few<S>, Few<S>) {
        let (below, bell) = self.below_and_bell(s, x);
        let density = few!(|x| s.mul_f32s(x, self.density));
        (few!(|x, below| s.mul_f32s(x, below)), few!(|density, bell, below| s.mul_add_e_f32s(density, bell, below)))
    }

    /// GELU of every element of `out`, in place, and its derivative.
    #[inline(always)]
    fn both(&self, s: S, out: &mut [f32], slope: &mut [f32]) {
        let (outs, rest_out) = S::as_mut_simd_f32s(out);
        let (slopes, rest_slope) = S::as_mut_simd_f32s(slope);
        let (outs, single_outs) = outs.as_chunks_mut::<ABREAST>();
        let (slopes, single_slopes) = slopes.as_chunks_mut::<ABREAST>();
        for (out, slope) in outs.iter_mut().zip(slopes) {
            (*out, *slope) = self.gelu_and_slope(s, *out);
        }
        for (out, slope) in single_outs.iter_mut().zip(single_slopes) {
            ([*out, _], [*slope, _]) = self.gelu_and_slope(s, [*out; ABREAST]);
        }
        if !rest_out.is_empty() {
            let ([out, _], [slope, _]) = self.gelu_and_slope(s, [s.partial_load_f32s(rest_out); ABREAST]);
            s.partial_store_f32s(rest_out, out);
            s.partial_store_f32s(rest_slope, slope);
        }
    }
}

/// GELU of every element of `x`.
pub(crate) fn forward(x: &[f32]) -> Vec<f32> {
    struct Forward<'a>(&'a mut [f32]);
    impl WithSimd for Forward<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let normal = Normal::new(s);
            each(
                s,
                self.0,
                #[inline(always)]
                |x| {
                    let below = normal.below_and_bell(s, x).0;
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
            Normal::new(s).both(s, self.0, self.1);
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
