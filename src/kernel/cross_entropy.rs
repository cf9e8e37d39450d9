//! Cross-entropy of logits and its gradient, on plain slices.

use super::exponential::exp_of_negative;
use super::softmax::{largest, sum};
use pulp::Arch;

/// The mean over rows of −ln of the target's probability, in nats. `logits` is `[rows, classes]`. A target that is no class
/// gives a NaN, which training reports.
pub(crate) fn forward(logits: &[f32], targets: &[i32], classes: usize) -> f32 {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let mut total = 0.0_f64;
            let mut powers = vec![0.0; classes];
            for (row, target) in logits.chunks_exact(classes).zip(targets) {
                let largest = largest(row);
                for (power, logit) in powers.iter_mut().zip(row) {
                    *power = exp_of_negative(logit - largest);
                }
                let own = usize::try_from(*target).ok().and_then(|t| row.get(t)).copied().unwrap_or(f32::NAN);
                total += f64::from(libm::logf(sum(&powers)) + largest - own);
            }
            (total / targets.len() as f64) as f32
        },
    )
}

/// The gradient with respect to the logits, times `grad`, the gradient of the mean.
pub(crate) fn backward(logits: &[f32], targets: &[i32], classes: usize, grad: f32) -> Vec<f32> {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            let mut out = vec![0.0; logits.len()];
            let each = grad / targets.len() as f32;
            for ((out, row), target) in out.chunks_exact_mut(classes).zip(logits.chunks_exact(classes)).zip(targets) {
                let largest = largest(row);
                for (out, logit) in out.iter_mut().zip(row) {
                    *out = exp_of_negative(logit - largest);
                }
                let share = each / sum(out);
                for out in out.iter_mut() {
                    *out *= share;
                }
                if let Some(own) = usize::try_from(*target).ok().and_then(|t| out.get_mut(t)) {
                    *own -= each;
                }
            }
            out
        },
    )
}
