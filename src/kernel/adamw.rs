//! One step of AdamW in one pass over a parameter, its gradient and its two moments.

use super::AdamWStep;
use pulp::Arch;

/// Takes the step in place.
pub(crate) fn step(parameter: &mut [f32], grad: &[f32], first: &mut [f32], second: &mut [f32], by: AdamWStep) {
    let (less_1, less_2) = (1.0 - by.beta_1, 1.0 - by.beta_2);
    let (factor, root) = (by.rate / by.correction_1, 1.0 / by.correction_2.sqrt());
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let moments = first.iter_mut().zip(second);
            for ((value, grad), (first, second)) in parameter.iter_mut().zip(grad).zip(moments) {
                let grad = grad * by.scale;
                *first = *first * by.beta_1 + grad * less_1;
                *second = *second * by.beta_2 + grad * grad * less_2;
                *value = *value * by.keep - factor * *first / (second.sqrt() * root + by.epsilon);
            }
        },
    );
}

/// The sum of squares, in double precision.
pub(crate) fn squares(values: &[f32]) -> f64 {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let (parts, rest) = values.as_chunks::<4>();
            let mut lanes = [0.0_f64; 4];
            for part in parts {
                for (lane, value) in lanes.iter_mut().zip(part) {
                    *lane += f64::from(*value) * f64::from(*value);
                }
            }
            lanes.iter().sum::<f64>() + rest.iter().map(|v| f64::from(*v) * f64::from(*v)).sum::<f64>()
        },
    )
}
