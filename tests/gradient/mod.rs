//! The gradient of a loss by automatic differentiation, parameter by parameter in the project's one order.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use unwrap_lab::model::Gpt;

struct Collect<'a> {
    gradients: &'a GradientsParams,
    all: Vec<Vec<f32>>,
}

impl ModuleVisitor for Collect<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = self.gradients.get::<D>(param.id).expect("every parameter has a gradient");
        self.all.push(gradient.into_data().try_into_vec::<f32>().expect("float32"));
    }
}

/// The gradients of all parameters of `gpt`.
pub(crate) fn of(gpt: &Gpt, loss: &Tensor<1>) -> Vec<Vec<f32>> {
    let gradients = GradientsParams::from_grads(loss.backward(), gpt);
    let mut collect = Collect { gradients: &gradients, all: Vec::new() };
    gpt.visit(&mut collect);
    collect.all
}
