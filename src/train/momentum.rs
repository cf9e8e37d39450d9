//! Stochastic gradient descent with momentum on plain numbers, with clipping by the gradient's norm: what compiled models are
//! fine-tuned with (paper, Setup 2). Sums have one order, so that the same gradients give the same bits everywhere.

/// The optimiser and its state.
#[derive(Clone, Debug, PartialEq)]
pub struct Momentum {
    /// How much of the last step is taken again.
    momentum: f32,
    /// Limit of the gradient's norm; none when absent.
    clip: Option<f64>,
    velocity: Vec<f32>,
}

impl Momentum {
    /// At rest, for `numbers` weights.
    pub fn new(momentum: f32, clip: Option<f64>, numbers: usize) -> Self {
        Self { momentum, clip, velocity: vec![0.0; numbers] }
    }

    /// The velocity of each weight.
    pub fn velocity(&self) -> &[f32] {
        &self.velocity
    }

    /// Goes on with `velocity`; none where it is of another number of weights.
    pub fn resume(&mut self, velocity: &[f32]) -> Option<()> {
        (velocity.len() == self.velocity.len()).then(|| self.velocity.copy_from_slice(velocity))
    }

    /// One step: the velocity becomes `momentum` times itself plus the clipped gradient, and weights move against it by `rate`.
    pub fn step(&mut self, weights: &mut [f32], gradient: &[f32], rate: f64) {
        let norm = gradient.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
        let factor = self.clip.map_or(1.0, |limit| (limit / (norm + 1e-6)).min(1.0)) as f32;
        for ((weight, velocity), gradient) in weights.iter_mut().zip(&mut self.velocity).zip(gradient) {
            *velocity = self.momentum * *velocity + factor * gradient;
            *weight -= rate as f32 * *velocity;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn momentum_adds_up_and_long_gradients_are_cut() {
        let mut weights = [1.0, -1.0];
        let mut free = Momentum::new(0.5, None, 2);
        free.step(&mut weights, &[1.0, 2.0], 0.1);
        free.step(&mut weights, &[1.0, 0.0], 0.1);
        // Velocities: 1 then 1.5, and 2 then 1.
        assert!((weights[0] - (1.0 - 0.1 - 0.15)).abs() < 1e-6 && (weights[1] - (-1.0 - 0.2 - 0.1)).abs() < 1e-6);
        let mut weights = [0.0, 0.0];
        Momentum::new(0.9, Some(1.0), 2).step(&mut weights, &[30.0, 40.0], 1.0);
        assert!((weights[0] + 0.6).abs() < 1e-4 && (weights[1] + 0.8).abs() < 1e-4);
        let mut weights = [0.0, 0.0];
        Momentum::new(0.9, Some(1.0), 2).step(&mut weights, &[0.03, 0.04], 1.0);
        assert!((weights[0] + 0.03).abs() < 1e-6, "a short gradient is left as it is");
    }
}
