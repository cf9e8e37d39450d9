//! AdamW in as few passes as an engine allows: one over each parameter on the CPU, one launch for all of them on WebGPU.

#[cfg(feature = "webgpu")]
mod flat_buffer;
#[cfg(feature = "cpu")]
mod per_tensor;

#[cfg(feature = "webgpu")]
pub(super) use flat_buffer::FlatBufferAdamW;
#[cfg(feature = "cpu")]
pub(super) use per_tensor::PerTensorAdamW;

use super::settings::AdamW;
use crate::kernel::AdamWStep;

/// The settings, and what corrects the moments of the first steps.
struct Corrections {
    settings: AdamW,
    /// The decays to the power of the steps taken.
    powers: (f64, f64),
}

impl Corrections {
    fn new(settings: AdamW) -> Self {
        Self { settings, powers: (1.0, 1.0) }
    }

    /// The settings as after `steps` steps.
    fn after(settings: AdamW, steps: u32) -> Self {
        let mut corrections = Self::new(settings);
        for _ in 0..steps {
            corrections.count();
        }
        corrections
    }

    fn count(&mut self) {
        let AdamW { beta_1, beta_2, .. } = self.settings;
        self.powers = (self.powers.0 * f64::from(beta_1), self.powers.1 * f64::from(beta_2));
    }

    /// The next step at learning rate `rate`, with gradients multiplied by `scale`.
    fn next(&mut self, rate: f64, scale: f32) -> AdamWStep {
        let AdamW { beta_1, beta_2, epsilon, weight_decay, .. } = self.settings;
        self.count();
        AdamWStep {
            rate: rate as f32,
            keep: (1.0 - rate * f64::from(weight_decay)) as f32,
            beta_1,
            beta_2,
            correction_1: (1.0 - self.powers.0) as f32,
            correction_2: (1.0 - self.powers.1) as f32,
            epsilon,
            scale,
        }
    }
}
