//! A model's numbers in the order of its parameters: its weights, or the gradients of a loss.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

/// The weights of `model` without their gradients, each parameter as one row.
pub(crate) fn flat_weights(model: &impl Module) -> Vec<Tensor<1>> {
    let mut flatten = Flatten { gradients: None, rows: Vec::new() };
    model.visit(&mut flatten);
    flatten.rows
}

/// All gradients of `model`'s parameters as one row; 0 where the loss does not depend on one.
pub(crate) fn flat_gradients(model: &impl Module, gradients: &GradientsParams) -> Tensor<1> {
    let mut flatten = Flatten { gradients: Some(gradients), rows: Vec::new() };
    model.visit(&mut flatten);
    Tensor::cat(flatten.rows, 0)
}

struct Flatten<'a> {
    /// What is collected instead of the weights.
    gradients: Option<&'a GradientsParams>,
    rows: Vec<Tensor<1>>,
}

impl ModuleVisitor for Flatten<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let weights = || param.val().inner();
        let numbers = match self.gradients {
            Some(gradients) => gradients.get::<D>(param.id).unwrap_or_else(|| weights().zeros_like()),
            None => weights(),
        };
        self.rows.push(numbers.reshape([-1]));
    }
}
