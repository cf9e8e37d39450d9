//! The exponential function for arguments up to 0, some vectors at a time, without branches and library calls.

use pulp::Simd;

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

/// e^x for x in `[-∞, 0]`, with a relative error below 2e-7; below -87 it gives a number under 2e-38 instead of less.
#[inline(always)]
pub(super) fn exp_of_negative<S: Simd>(s: S, x: Few<S>) -> Few<S> {
    // ln 2 in two parts: the first has so few digits that its product with a whole number is exact.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    // Adding and taking away 1.5 · 2²³ rounds to a whole number, which then stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let (least, round) = (s.splat_f32s(-87.0), s.splat_f32s(ROUND));
    // Written so that a NaN stays one: training that diverges is to be noticed.
    let x = few!(|x| s.select_f32s(s.less_than_f32s(x, least), least, x));
    let shifted = few!(|x| s.mul_add_e_f32s(x, s.splat_f32s(std::f32::consts::LOG2_E), round));
    let whole = few!(|shifted| s.sub_f32s(shifted, round));
    let rest = few!(|whole, x| s.mul_add_e_f32s(whole, s.splat_f32s(-LN_2_HIGH), x));
    let rest = few!(|whole, rest| s.mul_add_e_f32s(whole, s.splat_f32s(-LN_2_LOW), rest));
    // The Taylor series to the seventh power on |rest| ≤ ln 2 / 2.
    let mut series = [s.splat_f32s(1.0 / 5040.0); ABREAST];
    for coefficient in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        let coefficient = s.splat_f32s(coefficient);
        series = few!(|series, rest| s.mul_add_e_f32s(series, rest, coefficient));
    }
    let power = few!(|shifted| s.add_u32s(s.transmute_u32s_f32s(shifted), s.splat_u32s(127)));
    let power = few!(|power| s.wrapping_dyn_shl_u32s(power, s.splat_u32s(23)));
    few!(|series, power| s.mul_f32s(series, s.transmute_f32s_u32s(power)))
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
            each(
                s,
                self.0,
                #[inline(always)]
                |x| exp_of_negative(s, x),
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
