//! A step in two micro-batches: the gradient of a large batch is put together from those of its halves, in one order,
//! so that another worker may compute the second and the sum has the bits of a worker that computed both.

use super::error::LearnerError;
use super::loss::loss;
use super::settings::Objective;
use crate::model::{Architecture, Gpt, ModelConfig, Weights, cut, flat_gradients, root_cause};
use crate::tasks::Batch;
use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;

/// From this many parameters times tokens on, a step is made of two micro-batches. Below, handing one over costs what
/// it saves.
const LARGE: usize = 100_000_000;

/// A promise that a [`GradientWorker`] keeps.
pub type Promised<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Somebody who computes gradients elsewhere: another worker, another thread.
pub trait GradientWorker {
    /// Waits until micro-batches can be handed over; false if that will never be.
    fn ready(&self) -> Promised<'_, bool>;
    /// Hands over a micro-batch and the weights, all parameters in their order; false if the gradient worker cannot
    /// take it yet. One that is lost takes everything, and says so when it is to give.
    fn take(&self, micro_batch: &MicroBatch, weights: &[f32]) -> bool;
    /// Waits for what came of the micro-batch that was taken.
    ///
    /// # Errors
    /// A sentence when the gradient worker is lost.
    fn give(&self) -> Promised<'_, Result<MicroBatchGradient, String>>;
}

/// Some of a batch's samples, and what is needed to compute their gradient elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MicroBatch {
    /// The model's sizes.
    pub config: ModelConfig,
    /// What the loss asks for.
    pub objective: Objective,
    /// How many samples.
    pub size: u32,
    /// Input token numbers, `[size, context]`.
    pub inputs: Vec<u32>,
    /// The token that follows each input, `[size, context]`.
    pub targets: Vec<u32>,
}

/// The gradient of a micro-batch's mean loss.
#[derive(Clone, Debug, PartialEq)]
pub struct MicroBatchGradient {
    /// The mean loss, in nats.
    pub loss: f32,
    /// The gradient with respect to all parameters, in the order of [`ModelConfig::parameters`].
    pub values: Vec<f32>,
}

impl MicroBatch {
    /// Computes the gradient at `weights` on the plain device `device`.
    ///
    /// # Errors
    /// A sentence when the numbers do not make a model or a batch, or the device is gone.
    pub async fn gradient(&self, weights: &[f32], device: &Device) -> Result<MicroBatchGradient, String> {
        let config = self.config.checked().map_err(|e| e.to_string())?;
        let numbers = (self.size as usize).checked_mul(config.context);
        let tokens = self.inputs.iter().chain(&self.targets);
        if self.size == 0
            || weights.len() != config.parameter_count()
            || [self.inputs.len(), self.targets.len()].iter().any(|len| Some(*len) != numbers)
            || tokens.copied().any(|token| token as usize >= config.vocabulary)
        {
            return Err("a micro-batch does not fit its model".to_owned());
        }
        let training = device.clone().autodiff();
        let architecture = Architecture::Gpt(config);
        let parameters = cut(&architecture, weights);
        let model = Gpt::from_weights(&Weights { architecture, parameters }, &training);
        let batch = Batch { size: self.size as usize, inputs: self.inputs.clone(), targets: self.targets.clone() };
        let (gradients, loss) = gradients(&model, &batch, self.objective, &training);
        let loss = number(loss).await.map_err(|e| e.to_string())?;
        let values = flat_gradients(&model, &gradients).into_data_async().await.map_err(|e| root_cause(&e))?;
        Ok(MicroBatchGradient { loss, values: values.try_into_vec().map_err(|e| root_cause(&e))? })
    }
}

/// The two micro-batches of `batch`, if it is so large that its step is made of two.
pub(super) fn micro_batches(config: &ModelConfig, batch: &Batch) -> Option<[Batch; 2]> {
    is_large(config, batch.size, batch.inputs.len() / batch.size.max(1)).then(|| batch.split(batch.size / 2))
}

/// Whether the steps of a model on batches of `size` sequences of `context` tokens are made of two micro-batches on the
/// CPU engine.
pub fn is_large(config: &ModelConfig, size: usize, context: usize) -> bool {
    size >= 2 && config.parameter_count().saturating_mul(size).saturating_mul(context) >= LARGE
}

/// The gradients of the mean loss on `batch`, and the loss.
pub(super) fn gradients(
    model: &Gpt,
    batch: &Batch,
    objective: Objective,
    device: &Device,
) -> (GradientsParams, Tensor<1>) {
    let loss = loss(model, batch, objective, device);
    (GradientsParams::from_grads(loss.backward(), model), loss.inner())
}

/// A loss on the host.
pub(super) async fn number(loss: Tensor<1>) -> Result<f32, LearnerError> {
    loss.into_scalar_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))
}

/// The gradients `own`, of the first of `parts` samples, and `other`, of the second, weighed by their numbers of samples.
///
/// # Errors
/// When the device is gone, or the numbers are not as many as the model's.
pub(super) fn average_gradients(
    model: &Gpt,
    own: GradientsParams,
    other: &[f32],
    parts: [usize; 2],
) -> Result<GradientsParams, LearnerError> {
    let mut sum = Sum { own, other, mean_weights: weights_in_mean(parts), sum: GradientsParams::new(), failed: None };
    model.visit(&mut sum);
    match (sum.failed, sum.other.is_empty()) {
        (None, true) => Ok(sum.sum),
        (Some(message), _) => Err(LearnerError::Device(message)),
        (None, false) => Err(LearnerError::Device("a micro-batch's gradient is of another model".to_owned())),
    }
}

/// The weights that two numbers of samples have in their sum.
pub(super) fn weights_in_mean([own, other]: [usize; 2]) -> [f32; 2] {
    let all = (own + other) as f32;
    [own as f32 / all, other as f32 / all]
}

struct Sum<'a> {
    own: GradientsParams,
    /// What is left of the other's numbers.
    other: &'a [f32],
    mean_weights: [f32; 2],
    sum: GradientsParams,
    failed: Option<String>,
}

impl ModuleVisitor for Sum<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let shape = param.val().shape();
        let Some((other, rest)) = self.other.split_at_checked(shape.num_elements()) else {
            self.failed = Some("a micro-batch's gradient is of another model".to_owned());
            return;
        };
        self.other = rest;
        // The loss does not depend on this parameter; then neither micro-batch's does.
        let Some(own) = self.own.remove::<D>(param.id) else { return };
        let device = own.device();
        match own.into_data().try_into_vec::<f32>() {
            Ok(mut values) => {
                for (value, other) in values.iter_mut().zip(other) {
                    *value = self.mean_weights[0] * *value + self.mean_weights[1] * other;
                }
                self.sum.register(param.id, Tensor::<D>::from_data(TensorData::new(values, shape), &device));
            }
            Err(error) => self.failed = Some(root_cause(&error)),
        }
    }
}
