//! The gradient of the loss at given weights, on the host: what pruning scores neurons by.

use super::learner::LearnerError;
use super::loss::loss;
use super::settings::Objective;
use crate::model::{Gpt, Weights, innermost};
use crate::tasks::Batch;
use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

struct Collect<'a> {
    gradients: &'a GradientsParams,
    flat: Vec<Tensor<1>>,
}

impl ModuleVisitor for Collect<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.flat.push(match self.gradients.get::<D>(param.id) {
            Some(gradient) => gradient.reshape([-1]),
            // The loss does not depend on it.
            None => param.val().inner().zeros_like().reshape([-1]),
        });
    }
}

/// The gradient of the mean loss on `batch` at `weights`: one flat array for each parameter, in the order of
/// [`crate::model::ModelConfig::parameters`]. `device` is the plain device.
///
/// # Errors
/// When the device is gone.
pub async fn gradient(
    weights: &Weights,
    batch: &Batch,
    objective: Objective,
    device: &Device,
) -> Result<Vec<Vec<f32>>, LearnerError> {
    let training = device.clone().autodiff();
    let model = Gpt::from_weights(weights, &training);
    let gradients = GradientsParams::from_grads(loss(&model, batch, objective, &training).backward(), &model);
    let mut collect = Collect { gradients: &gradients, flat: Vec::new() };
    model.visit(&mut collect);
    let failed = |e: String| LearnerError::Device(e);
    let data = Tensor::cat(collect.flat, 0).into_data_async().await.map_err(|e| failed(innermost(&e)))?;
    let values = data.try_into_vec::<f32>().map_err(|e| failed(innermost(&e)))?;
    let mut rest = values.as_slice();
    let mut all = Vec::with_capacity(weights.parameters.len());
    for parameter in &weights.parameters {
        let (own, others) = rest.split_at(parameter.values.len().min(rest.len()));
        rest = others;
        all.push(own.to_vec());
    }
    Ok(all)
}
