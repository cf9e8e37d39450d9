//! The exponential function for arguments up to 0, some vectors at a time, without branches and library calls.

use pulp::Simd;
use std::hint::black_box;

/// Vectors that are worked on side by side: their chains of operations overlap, and constants are loaded once for all.
pub(super) const ABREAST: usize = 2;

/// Numbers in the widest vector there is.
const MOST_LANES: usize = 16;

/// Some vectors.
pub(super) type Few<S> = [<S as Simd>::f32s; ABREAST];

/// The same of each of some vectors: `few!(|x, y| …)` with `x` and `y` standing for [`Few`] outside and for one of them within.
macro_rules! few {
    (|$($x:ident),+| $f:expr) => {
        [few!(@ 0, $($x),+; $f), few!(@ 1, $($x),+; $f)]
    };
    (@ $at:literal, $($x:ident),+; $f:expr) => {{
        $(let $x = $x[$at];)+
        $f
    }};
}
pub(super) use few;

/// The exponential function, with its constants in vectors.
///
/// The compiler must not know them: a browser's builds a vector that it knows anew at every use, in several instructions, and one
/// that it does not know it keeps.
pub(super) struct Exponential<S: Simd> {
    least: S::f32s,
    round: S::f32s,
    log2_e: S::f32s,
    ln_2: [S::f32s; 2],
    series: [S::f32s; 8],
    bias: S::u32s,
    mantissa: S::u32s,
}

impl<S: Simd> Exponential<S> {
    #[inline(always)]
    pub(super) fn new(s: S) -> Self {
        // ln 2 in two parts: the first has so few digits that its product with a whole number is exact.
        const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
        // Adding and taking away 1.5 · 2²³ rounds to a whole number, which then stands in the low bits.
        const ROUND: f32 = 12_582_912.0;
        // The Taylor series to the seventh power on |rest| ≤ ln 2 / 2.
        const SERIES: [f32; 8] = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
        let splat = |value| s.splat_f32s(value);
        let [least, round, log2_e] = black_box([-87.0, ROUND, std::f32::consts::LOG2_E]).map(splat);
        let [bias, mantissa] = black_box([127, 23]).map(|value| s.splat_u32s(value));
        let ln_2 = black_box(LN_2.map(|part| -part)).map(splat);
        Self { least, round, log2_e, ln_2, series: black_box(SERIES).map(splat), bias, mantissa }
    }

    /// e^x for x in `[-∞, 0]`, with a relative error below 2e-7; below -87 it gives a number under 2e-38 instead of less.
    #[inline(always)]
    pub(super) fn of_negative(&self, s: S, x: Few<S>) -> Few<S> {
        let Self { least, round, log2_e, ln_2, series: [highest, lower @ ..], bias, mantissa } = *self;
        // Written so that a NaN stays one: training that diverges is to be noticed.
        let x = few!(|x| s.select_f32s(s.less_than_f32s(x, least), least, x));
        let shifted = few!(|x| s.mul_add_e_f32s(x, log2_e, round));
        let whole = few!(|shifted| s.sub_f32s(shifted, round));
        let rest = few!(|whole, x| s.mul_add_e_f32s(whole, ln_2[0], x));
        let rest = few!(|whole, rest| s.mul_add_e_f32s(whole, ln_2[1], rest));
        let mut series = [highest; ABREAST];
        for coefficient in lower {
            series = few!(|series, rest| s.mul_add_e_f32s(series, rest, coefficient));
        }
        let power = few!(|shifted| s.add_u32s(s.transmute_u32s_f32s(shifted), bias));
        let power = few!(|power| s.wrapping_dyn_shl_u32s(power, mantissa));
        few!(|series, power| s.mul_f32s(series, s.transmute_f32s_u32s(power)))
    }
}

/// Applies `f` to every number of `values`, some vectors at a time.
#[inline(always)]
pub(super) fn each<S: Simd>(_: S, values: &mut [f32], f: impl Fn(Few<S>) -> Few<S>) {
    let width = ABREAST * S::F32_LANES;
    let whole = values.len() / width * width;
    let (several, rest) = values.split_at_mut(whole);
    let (vectors, _) = S::as_mut_simd_f32s(several);
    for vectors in vectors.as_chunks_mut::<ABREAST>().0 {
        *vectors = f(*vectors);
    }
    if !rest.is_empty() {
        // Once more for what is left, filled up: rows of attention are short.
        let mut spare = [0.0; ABREAST * MOST_LANES];
        for (spare, value) in spare.iter_mut().zip(rest.iter()) {
            *spare = *value;
        }
        let (vectors, _) = S::as_mut_simd_f32s(&mut spare);
        if let Some(vectors) = vectors.first_chunk_mut::<ABREAST>() {
            *vectors = f(*vectors);
        }
        for (value, spare) in rest.iter_mut().zip(spare) {
            *value = spare;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Arch, WithSimd};

    struct Powers<'a>(&'a mut [f32]);

    impl WithSimd for Powers<'_> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, s: S) {
            let exponential = Exponential::new(s);
            each(
                s,
                self.0,
                #[inline(always)]
                |x| exponential.of_negative(s, x),
            );
        }
    }

    #[test]
    fn it_is_the_exponential() {
        let arguments: Vec<f32> = (0..87_003).map(|step| -0.001 * step as f32).collect();
        let mut powers = arguments.clone();
        Arch::new().dispatch(Powers(&mut powers));
        for (x, power) in arguments.into_iter().zip(powers).filter(|(x, _)| *x >= -87.0) {
            let exact = f64::from(x).exp();
            let error = (f64::from(power) - exact).abs() / exact;
            assert!(error < 2e-7, "exp({x}): relative error {error:e}");
        }
        let mut ends = [0.0, -1e9, f32::NEG_INFINITY, f32::NAN];
        Arch::new().dispatch(Powers(&mut ends));
        assert_eq!(ends[0], 1.0);
        assert!(ends[1] < 2e-38 && ends[2] < 2e-38 && ends[3].is_nan());
    }
}
