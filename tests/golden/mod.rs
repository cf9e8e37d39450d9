//! What the tests of gradients share: the gradient of every parameter, by the project's own names.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use unwrap_lab::model::Gpt;
use unwrap_lab::tasks::Batch;
use unwrap_lab::train::{Objective, loss};

struct Collect<'a> {
    gradients: &'a GradientsParams,
    values: Vec<Option<Vec<f32>>>,
}

impl ModuleVisitor for Collect<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.values.push(self.gradients.get::<D>(param.id).map(floats));
    }
}

/// The values of a tensor, row by row.
pub(super) fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// The loss of `model` on `batch` and the gradient of each of its parameters, with names and in order. `device` is the
/// autodiff device that the model lies on.
pub(super) fn gradients(
    model: &Gpt,
    batch: &Batch,
    objective: Objective,
    device: &Device,
) -> (f32, Vec<(String, Vec<f32>)>) {
    let loss = loss(model, batch, objective, device);
    let gradients = GradientsParams::from_grads(loss.backward(), model);
    let mut collect = Collect { gradients: &gradients, values: Vec::new() };
    model.visit(&mut collect);
    let parameters = model.config().parameters();
    assert_eq!(collect.values.len(), parameters.len(), "the model has other parameters than its sizes say");
    let named = parameters
        .into_iter()
        .zip(collect.values)
        .map(|((name, shape), values)| {
            let values = values.unwrap_or_else(|| panic!("{name} has no gradient"));
            assert_eq!(values.len(), shape.iter().product::<usize>(), "{name}");
            (name, values)
        })
        .collect();
    (floats(loss)[0], named)
}
