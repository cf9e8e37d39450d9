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
