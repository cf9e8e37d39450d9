//! Clipping of the gradient by its norm over all parameters together, without reading anything back from the device.

use crate::model::Gpt;
use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

struct SquaredNorm<'a> {
    gradients: &'a GradientsParams,
    sum: Option<Tensor<1>>,
}

impl ModuleVisitor for SquaredNorm<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            let squared = gradient.square().sum();
            self.sum = Some(match self.sum.take() {
                Some(sum) => sum + squared,
                None => squared,
            });
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: Tensor<1>,
}

impl Scale<'_> {
    fn scale<const D: usize>(&mut self, id: ParamId) {
        if let Some(gradient) = self.gradients.remove::<D>(id) {
            let factor = self.factor.clone().reshape([1; D]);
            self.gradients.register(id, gradient * factor);
        }
    }
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.scale::<D>(param.id);
    }
}

/// Scales all gradients of `model` by `min(1, limit / norm)`, the norm being taken over every parameter.
pub(super) fn clip_by_global_norm(model: &Gpt, mut gradients: GradientsParams, limit: f64) -> GradientsParams {
    let mut norm = SquaredNorm { gradients: &gradients, sum: None };
    model.visit(&mut norm);
    let Some(squared) = norm.sum else { return gradients };
    let factor = (squared.sqrt() + 1e-6).recip().mul_scalar(limit).clamp_max(1.0);
    model.visit(&mut Scale { gradients: &mut gradients, factor });
    gradients
}

#[cfg(test)]
mod tests {
    use super::super::{AdamW, Learner, Objective, gradient};
    use crate::model::{ModelConfig, initial_weights};
    use crate::tasks::{Batch, Purpose, Stream};
    use burn::tensor::Device;
    use pollster::block_on;

    const CONFIG: ModelConfig = ModelConfig { vocabulary: 11, context: 7, width: 8, blocks: 1, heads: 2 };

    /// With betas of 0 and an epsilon far above every gradient, AdamW is plain gradient descent at rate / epsilon.
    #[test]
    fn a_long_gradient_is_cut_to_the_limit_and_a_short_one_is_left_as_it_is() {
        let device = Device::flex();
        let weights = initial_weights(CONFIG, 4);
        let mut stream = Stream::new(6, Purpose::Benchmark);
        let mut draw = || (0..4 * CONFIG.context).map(|_| stream.below(11)).collect();
        let batch = Batch { size: 4, inputs: draw(), targets: draw() };
        let gradients = block_on(gradient(&weights, &batch, Objective::Answer, &device)).unwrap();
        let norm = gradients.iter().flatten().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
        for (limit, factor) in [(0.1 * norm, 0.1), (0.7 * norm, 0.7), (3.0 * norm, 1.0), (100.0 * norm, 1.0)] {
            let adamw = AdamW { beta_1: 0.0, beta_2: 0.0, epsilon: 1e6, weight_decay: 0.0, clip: Some(limit) };
            let mut learner = Learner::new(&weights, adamw, &device);
            pollster::block_on(learner.step(&batch, Objective::Answer, 1e6)).unwrap();
            let after = block_on(learner.weights()).unwrap();
            for ((before, after), gradient) in weights.parameters.iter().zip(&after.parameters).zip(&gradients) {
                for ((x, y), g) in before.values.iter().zip(&after.values).zip(gradient) {
                    let expected = f64::from(*x) - factor * f64::from(*g);
                    let error = (f64::from(*y) - expected).abs();
                    assert!(error < 2e-5 * norm, "limit {limit}, {}: {y} and not {expected}", before.name);
                }
            }
        }
    }
}
