//! Cross-entropy of logits and its gradient, on plain slices.

use super::exponential::{Exponential, each, few};
use super::softmax::{largest, sum};
use pulp::{Arch, Simd, WithSimd};

/// The mean over rows of −ln of the target's probability, in nats. `logits` is `[rows, classes]`. A target that is no class
/// gives a NaN, which training reports.
pub(crate) fn forward(logits: &[f32], targets: &[i32], classes: usize) -> f32 {
    Arch::new().dispatch(Forward { logits, targets, classes })
}

/// The gradient with respect to the logits, times `grad`, the gradient of the mean.
pub(crate) fn backward(logits: &[f32], targets: &[i32], classes: usize, grad: f32) -> Vec<f32> {
    Arch::new().dispatch(Backward { logits, targets, classes, grad })
}

/// e to the power of each logit less the largest, in place; gives their sum and the largest.
#[inline(always)]
fn powers<S: Simd>(s: S, exponential: &Exponential<S>, row: &mut [f32]) -> (f32, f32) {
    let largest = largest(row);
    let shift = s.splat_f32s(largest);
    each(
        s,
        row,
        #[inline(always)]
        |logit| exponential.of_negative(s, few!(|logit| s.sub_f32s(logit, shift))),
    );
    (sum(row), largest)
}

struct Forward<'a> {
    logits: &'a [f32],
    targets: &'a [i32],
    classes: usize,
}

impl WithSimd for Forward<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) -> f32 {
        let exponential = Exponential::new(s);
        let mut total = 0.0_f64;
        let mut buffer = vec![0.0; self.classes];
        for (row, target) in self.logits.chunks_exact(self.classes).zip(self.targets) {
            buffer.copy_from_slice(row);
            let (sum, largest) = powers(s, &exponential, &mut buffer);
            let own = usize::try_from(*target).ok().and_then(|t| row.get(t)).copied().unwrap_or(f32::NAN);
            total += f64::from(libm::logf(sum) + largest - own);
        }
        (total / self.targets.len() as f64) as f32
    }
}

struct Backward<'a> {
    logits: &'a [f32],
    targets: &'a [i32],
    classes: usize,
    grad: f32,
}

impl WithSimd for Backward<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) -> Vec<f32> {
        let exponential = Exponential::new(s);
        let mut out = self.logits.to_vec();
        let each = self.grad / self.targets.len() as f32;
        for (row, target) in out.chunks_exact_mut(self.classes).zip(self.targets) {
            let share = each / powers(s, &exponential, row).0;
            for value in row.iter_mut() {
                *value *= share;
            }
            if let Some(own) = usize::try_from(*target).ok().and_then(|t| row.get_mut(t)) {
                *own -= each;
            }
        }
        out
    }
}
