//! A model in training: its optimiser's state and one step of AdamW.

use super::clip::clip_by_global_norm;
use super::loss::loss;
use super::settings::{AdamW, Objective};
use crate::model::{Gpt, ReadError, Weights, innermost, read};
use crate::tasks::Batch;
use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};

#[cfg(feature = "cpu")]
use super::one_pass::EachAdamW;
#[cfg(feature = "webgpu")]
use super::one_pass::FlatAdamW;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
use crate::model::operations_are_fused;
#[cfg(feature = "cpu")]
use burn::backend::DispatchDevice;

/// Why training cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LearnerError {
    /// The device did not deliver a value.
    #[error("the device stopped answering: {0}")]
    Device(String),
    /// The loss is no longer a finite number.
    #[error("the loss is no longer a finite number; a smaller learning rate may help")]
    Diverged,
    /// The weights could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// AdamW in one pass, or Burn's own.
enum Optimiser {
    Composed {
        adamw: ModuleOptimizer,
        clip: Option<f64>,
    },
    #[cfg(feature = "cpu")]
    Each(EachAdamW),
    #[cfg(feature = "webgpu")]
    Flat(FlatAdamW),
}

impl Optimiser {
    /// The optimiser of `model`, which lies on `device`.
    // Which of the arguments are read depends on the engines of the build.
    #[allow(unused_variables)]
    fn new(adamw: AdamW, model: &Gpt, device: &Device) -> Self {
        #[cfg(feature = "webgpu")]
        if operations_are_fused()
            && let Some(flat) = FlatAdamW::new(adamw, model)
        {
            return Self::Flat(flat);
        }
        #[cfg(feature = "cpu")]
        if operations_are_fused() && matches!(device.as_dispatch(), DispatchDevice::Flex(_)) {
            return Self::Each(EachAdamW::new(adamw));
        }
        let AdamW { beta_1, beta_2, epsilon, weight_decay, clip } = adamw;
        let config = AdamWConfig::new().with_beta_1(beta_1).with_beta_2(beta_2);
        Self::Composed { adamw: config.with_epsilon(epsilon).with_weight_decay(weight_decay).init(), clip }
    }

    fn step(&mut self, rate: f64, model: Gpt, gradients: GradientsParams) -> Gpt {
        match self {
            Self::Composed { adamw, clip } => {
                let gradients = match clip {
                    Some(limit) => clip_by_global_norm(&model, gradients, *limit),
                    None => gradients,
                };
                adamw.step(rate, model, gradients)
            }
            #[cfg(feature = "cpu")]
            Self::Each(adamw) => adamw.step(rate, model, gradients),
            #[cfg(feature = "webgpu")]
            Self::Flat(adamw) => adamw.step(rate, model, gradients),
        }
    }
}

/// A model, its optimiser and the loss summed since it was last read.
pub struct Learner {
    model: Gpt,
    optimiser: Optimiser,
    device: Device,
    loss_sum: Option<Tensor<1>>,
    loss_count: u32,
    last_loss: Option<Tensor<1>>,
}

impl Learner {
    /// A learner that starts from `weights` with fresh moments. `device` is the plain device; training happens on its
    /// autodiff form.
    pub fn new(weights: &Weights, adamw: AdamW, device: &Device) -> Self {
        let training = device.clone().autodiff();
        let model = Gpt::from_weights(weights, &training);
        let optimiser = Optimiser::new(adamw, &model, device);
        Self { model, optimiser, device: training, loss_sum: None, loss_count: 0, last_loss: None }
    }

    /// One step on `batch` at learning rate `rate`. The loss stays on the device until [`Learner::mean_loss`].
    pub fn step(&mut self, batch: &Batch, objective: Objective, rate: f64) {
        let loss = loss(&self.model, batch, objective, &self.device);
        let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        self.model = self.optimiser.step(rate, self.model.clone(), gradients);
        let loss = loss.inner();
        self.last_loss = Some(loss.clone());
        self.loss_sum = Some(match self.loss_sum.take() {
            Some(sum) => sum + loss,
            None => loss,
        });
        self.loss_count += 1;
    }

    /// The mean loss of the steps since the last call, in nats; `None` before the first step.
    ///
    /// # Errors
    /// When the device is gone, or the loss is not finite.
    pub async fn mean_loss(&mut self) -> Result<Option<f32>, LearnerError> {
        let Some(sum) = self.loss_sum.take() else { return Ok(None) };
        let count = std::mem::take(&mut self.loss_count);
        finite(sum, count).await.map(Some)
    }

    /// The loss of the last step, in nats; `None` before the first. Waiting for it also waits for every step queued on a
    /// device that works ahead, and leaves [`Learner::mean_loss`] as it was.
    ///
    /// # Errors
    /// When the device is gone, or the loss is not finite.
    pub async fn last_loss(&self) -> Result<Option<f32>, LearnerError> {
        match &self.last_loss {
            Some(loss) => finite(loss.clone(), 1).await.map(Some),
            None => Ok(None),
        }
    }

    /// The model without gradients, for evaluation.
    pub fn frozen(&self) -> Gpt {
        self.model.valid()
    }

    /// The current weights on the host.
    ///
    /// # Errors
    /// When the device is gone or training diverged.
    pub async fn weights(&self) -> Result<Weights, LearnerError> {
        Ok(read(&self.model).await?)
    }
}

async fn finite(sum: Tensor<1>, count: u32) -> Result<f32, LearnerError> {
    let sum: f32 = sum.into_scalar_async().await.map_err(|e| LearnerError::Device(innermost(&e)))?;
    let mean = sum / count as f32;
    if mean.is_finite() { Ok(mean) } else { Err(LearnerError::Diverged) }
}
