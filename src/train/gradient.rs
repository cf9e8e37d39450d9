//! The gradient of the loss at given weights, on the host: what pruning scores neurons by.

use super::error::LearnerError;
use super::loss::loss;
use super::settings::Objective;
use crate::model::{Gpt, Weights, flat_gradients, root_cause};
use crate::tasks::Batch;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

/// Sequences in one backward pass.
const CHUNK: usize = 128;

/// A part of a loss, computed with a model on its device, and its weight in the sum.
pub type WeighedLoss<'a> = (f64, Box<dyn FnOnce(&Gpt, &Device) -> Tensor<1> + 'a>);

/// The gradient of the mean loss on `batch` at `weights`: one flat array for each parameter, in the order of
/// [`crate::model::ModelConfig::parameters`]. `device` is the plain device. The samples pass in chunks, so that memory does not
/// grow with their number.
///
/// # Errors
/// When the device is gone.
pub async fn gradient(
    weights: &Weights,
    batch: &Batch,
    objective: Objective,
    device: &Device,
) -> Result<Vec<Vec<f32>>, LearnerError> {
    let context = batch.inputs.len() / batch.size.max(1);
    let chunks = batch.inputs.chunks(CHUNK * context).zip(batch.targets.chunks(CHUNK * context));
    let parts = chunks.map(|(inputs, targets)| -> WeighedLoss<'_> {
        let size = inputs.len() / context.max(1);
        let part = Batch { size, inputs: inputs.to_vec(), targets: targets.to_vec() };
        let own = move |model: &Gpt, training: &Device| loss(model, &part, objective, training);
        (size as f64 / batch.size as f64, Box::new(own))
    });
    gradient_of_parts(weights, parts, device).await
}

/// The gradient of a weighed sum of losses at `weights`, as [`gradient`] gives it; none of it without parts.
///
/// # Errors
/// When the device is gone.
pub async fn gradient_of_parts<'a>(
    weights: &Weights,
    parts: impl Iterator<Item = WeighedLoss<'a>>,
    device: &Device,
) -> Result<Vec<Vec<f32>>, LearnerError> {
    let training = device.clone().autodiff();
    let model = Gpt::from_weights(weights, &training);
    let mut total: Option<Tensor<1>> = None;
    for (weight, loss) in parts {
        let gradients = GradientsParams::from_grads(loss(&model, &training).backward(), &model);
        let share = flat_gradients(&model, &gradients).mul_scalar(weight);
        total = Some(match total {
            Some(sum) => sum + share,
            None => share,
        });
    }
    let failed = |e: String| LearnerError::Device(e);
    let Some(total) = total else { return Ok(Vec::new()) };
    let data = total.into_data_async().await.map_err(|e| failed(root_cause(&e)))?;
    let values = data.try_into_vec::<f32>().map_err(|e| failed(root_cause(&e)))?;
    let mut rest = values.as_slice();
    let mut all = Vec::with_capacity(weights.parameters.len());
    for parameter in &weights.parameters {
        let (own, others) = rest.split_at(parameter.values.len().min(rest.len()));
        rest = others;
        all.push(own.to_vec());
    }
    Ok(all)
}
