//! A model in training: its optimiser's state and one step of AdamW.

use super::clip::clip_by_global_norm;
use super::settings::{AdamW, Objective};
use super::share::{Helper, Share, gradients, number, shares, shares_of, together};
use crate::model::{Gpt, ReadError, Weights, innermost, numbers, read};
use crate::tasks::Batch;
use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use std::rc::Rc;

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
    /// The worker that was to share the steps is lost.
    #[error("the second worker stopped: {0}")]
    Helper(String),
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

    /// Whether large steps are made of two shares: where the processor does one operation after another.
    fn shares(&self) -> bool {
        match self {
            Self::Composed { .. } => false,
            #[cfg(feature = "cpu")]
            Self::Each(_) => true,
            #[cfg(feature = "webgpu")]
            Self::Flat(_) => false,
        }
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
    helper: Option<Rc<dyn Helper>>,
    /// Why the helper was lost.
    lost: Option<String>,
}

impl Learner {
    /// A learner that starts from `weights` with fresh moments. `device` is the plain device; training happens on its
    /// autodiff form.
    pub fn new(weights: &Weights, adamw: AdamW, device: &Device) -> Self {
        let training = device.clone().autodiff();
        let model = Gpt::from_weights(weights, &training);
        let optimiser = Optimiser::new(adamw, &model, device);
        Self {
            model,
            optimiser,
            device: training,
            loss_sum: None,
            loss_count: 0,
            last_loss: None,
            helper: None,
            lost: None,
        }
    }

    /// From now on `helper` computes the second share of every large step, or nobody else does. The results are the same.
    pub fn set_helper(&mut self, helper: Option<Rc<dyn Helper>>) {
        self.helper = helper;
    }

    /// Why the helper was lost since the last call, if it was; the learner goes on alone.
    pub fn lost_helper(&mut self) -> Option<String> {
        self.lost.take()
    }

    /// One step on `batch` at learning rate `rate`. The loss stays on the device until [`Learner::mean_loss`].
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self, batch: &Batch, objective: Objective, rate: f64) -> Result<(), LearnerError> {
        let parts = if self.optimiser.shares() { shares(&self.model.config(), batch) } else { None };
        let (gradients, loss) = match parts {
            Some(parts) => self.in_two_shares(parts, objective).await?,
            None => gradients(&self.model, batch, objective, &self.device),
        };
        self.model = self.optimiser.step(rate, self.model.clone(), gradients);
        self.last_loss = Some(loss.clone());
        self.loss_sum = Some(match self.loss_sum.take() {
            Some(sum) => sum + loss,
            None => loss,
        });
        self.loss_count += 1;
        Ok(())
    }

    /// The gradients and the loss of both `parts` of a batch together.
    async fn in_two_shares(
        &mut self,
        parts: [Batch; 2],
        objective: Objective,
    ) -> Result<(GradientsParams, Tensor<1>), LearnerError> {
        let sizes = [parts[0].size, parts[1].size];
        let [own, other] = parts;
        let plain = self.device.clone().inner();
        let weights = numbers(&self.model).await?;
        let share = Share {
            config: self.model.config(),
            objective,
            size: other.size as u32,
            inputs: other.inputs,
            targets: other.targets,
        };
        let taken = self.helper.as_ref().is_some_and(|helper| helper.take(&share, &weights));
        let (own, own_loss) = gradients(&self.model, &own, objective, &self.device);
        let given = match &self.helper {
            Some(helper) if taken => match helper.give().await {
                Ok(given) => Some(given),
                Err(message) => {
                    self.helper = None;
                    self.lost = Some(message);
                    None
                }
            },
            _ => None,
        };
        let other = match given {
            Some(given) => given,
            None => share.gradient(&weights, &plain).await.map_err(LearnerError::Device)?,
        };
        let of = shares_of(sizes);
        let loss = of[0] * number(own_loss).await? + of[1] * other.loss;
        let gradients = together(&self.model, own, &other.values, sizes)?;
        Ok((gradients, Tensor::from_floats([loss], &plain)))
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
