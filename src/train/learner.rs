//! A model in training: its optimiser's state and one step of AdamW.

use super::clip::clip_by_global_norm;
use super::error::LearnerError;
use super::fine_tuning_method::FineTuningMethod;
use super::micro_batch::{
    GradientWorker, MicroBatch, average_gradients, gradients, micro_batches, number, weights_in_mean,
};
use super::parameter_constraint::ParameterConstraint;
use super::settings::{AdamW, Objective};
use super::state::LearnerState;
use crate::model::{Gpt, Weights, numbers, read, root_cause};
use crate::tasks::Batch;
use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use std::rc::Rc;

#[cfg(feature = "webgpu")]
use super::one_pass::FlatBufferAdamW;
#[cfg(feature = "cpu")]
use super::one_pass::PerTensorAdamW;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
use crate::model::operations_are_fused;
#[cfg(feature = "cpu")]
use burn::backend::DispatchDevice;

/// AdamW in one pass, or Burn's own.
enum Optimiser {
    Composed {
        adamw: ModuleOptimizer,
        clip: Option<f64>,
    },
    #[cfg(feature = "cpu")]
    PerTensor(PerTensorAdamW),
    #[cfg(feature = "webgpu")]
    FlatBuffer(FlatBufferAdamW),
}

impl Optimiser {
    /// The optimiser of `model`, which lies on `device`.
    // Which of the arguments are read depends on the engines of the build.
    #[allow(unused_variables)]
    fn new(adamw: AdamW, method: FineTuningMethod, model: &Gpt, device: &Device) -> Self {
        // One buffer for all weights takes one step for all of them.
        #[cfg(feature = "webgpu")]
        if method == FineTuningMethod::Free
            && operations_are_fused()
            && let Some(flat) = FlatBufferAdamW::new(adamw, model)
        {
            return Self::FlatBuffer(flat);
        }
        #[cfg(feature = "cpu")]
        if operations_are_fused() && matches!(device.as_dispatch(), DispatchDevice::Flex(_)) {
            return Self::PerTensor(PerTensorAdamW::new(adamw));
        }
        let AdamW { beta_1, beta_2, epsilon, weight_decay, clip } = adamw;
        let config = AdamWConfig::new().with_beta_1(beta_1).with_beta_2(beta_2);
        Self::Composed { adamw: config.with_epsilon(epsilon).with_weight_decay(weight_decay).init(), clip }
    }

    /// The optimiser as a [`LearnerState`] left it; none where its moments cannot be given to it.
    #[allow(unused_variables)]
    fn resumed(
        adamw: AdamW,
        method: FineTuningMethod,
        model: &Gpt,
        device: &Device,
        state: &LearnerState,
    ) -> Option<Self> {
        let (moments, steps) = (<&[Vec<f32>; 2]>::try_from(&state.moments[..]).ok()?, state.steps);
        match Self::new(adamw, method, model, device) {
            Self::Composed { .. } => None,
            #[cfg(feature = "cpu")]
            Self::PerTensor(_) => Some(Self::PerTensor(PerTensorAdamW::resumed(adamw, model, moments, steps))),
            #[cfg(feature = "webgpu")]
            Self::FlatBuffer(_) => FlatBufferAdamW::resumed(adamw, model, moments, steps).map(Self::FlatBuffer),
        }
    }

    /// The moments of all parameters of `model`, in their order; none where they cannot be had.
    #[allow(unused_variables)]
    async fn moments(&self, model: &Gpt) -> Result<Option<[Vec<f32>; 2]>, LearnerError> {
        match self {
            Self::Composed { .. } => Ok(None),
            #[cfg(feature = "cpu")]
            Self::PerTensor(adamw) => Ok(Some(adamw.moments(model))),
            #[cfg(feature = "webgpu")]
            Self::FlatBuffer(adamw) => {
                let [first, second] = adamw.moments().map(|parts| Tensor::cat(parts, 0));
                Ok(Some([on_host(first).await?, on_host(second).await?]))
            }
        }
    }

    /// Whether large steps are made of two micro-batches: where the processor does one operation after another.
    fn micro_batches(&self) -> bool {
        match self {
            Self::Composed { .. } => false,
            #[cfg(feature = "cpu")]
            Self::PerTensor(_) => true,
            #[cfg(feature = "webgpu")]
            Self::FlatBuffer(_) => false,
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
            Self::PerTensor(adamw) => adamw.step(rate, model, gradients),
            #[cfg(feature = "webgpu")]
            Self::FlatBuffer(adamw) => adamw.step(rate, model, gradients),
        }
    }
}

/// A model, its optimiser and the loss summed since it was last read.
pub struct Learner {
    model: Gpt,
    optimiser: Optimiser,
    constraint: ParameterConstraint,
    method: FineTuningMethod,
    steps: u32,
    /// Whether large steps may be made of two micro-batches.
    micro_batches: bool,
    device: Device,
    loss_sum: Option<Tensor<1>>,
    loss_count: u32,
    last_loss: Option<Tensor<1>>,
    gradient_worker: Option<Rc<dyn GradientWorker>>,
    /// Why the gradient worker was lost.
    lost: Option<String>,
}

impl Learner {
    /// A learner that starts from `weights` with fresh moments. `device` is the plain device; training happens on its
    /// autodiff form.
    pub fn new(weights: &Weights, adamw: AdamW, device: &Device) -> Self {
        Self::with_method(weights, adamw, FineTuningMethod::Free, device)
    }

    /// The same for a learner that may move only some of the weights.
    pub fn with_method(weights: &Weights, adamw: AdamW, method: FineTuningMethod, device: &Device) -> Self {
        let training = device.clone().autodiff();
        let (constraint, model) = ParameterConstraint::attach(method, Gpt::from_weights(weights, &training));
        let optimiser = Optimiser::new(adamw, method, &model, device);
        // A micro-batch's gradient is that of whole matrices, which low-rank changes do not have.
        let micro_batches = optimiser.micro_batches() && !matches!(method, FineTuningMethod::LowRank { .. });
        Self {
            model,
            optimiser,
            constraint,
            method,
            steps: 0,
            micro_batches,
            device: training,
            loss_sum: None,
            loss_count: 0,
            last_loss: None,
            gradient_worker: None,
            lost: None,
        }
    }

    /// A learner that goes on from `state`, which [`Learner::state`] gave. `start` are the weights that the stage began with.
    /// None where the engine cannot take the state; the stage then has to begin anew.
    pub fn resumed(
        start: &Weights,
        state: &LearnerState,
        adamw: AdamW,
        method: FineTuningMethod,
        device: &Device,
    ) -> Option<Self> {
        if matches!(method, FineTuningMethod::LowRank { .. }) || start.architecture != state.weights.architecture {
            return None;
        }
        let fresh = Self::with_method(start, adamw, method, device);
        let model = Gpt::from_weights(&state.weights, &fresh.device);
        let optimiser = Optimiser::resumed(adamw, method, &model, device, state)?;
        let (loss_sum, loss_count) = match state.losses {
            Some((sum, count)) => (Some(Tensor::from_floats([sum as f32], device)), count),
            None => (None, 0),
        };
        Some(Self { model, optimiser, steps: state.steps, loss_sum, loss_count, ..fresh })
    }

    /// Everything that it takes to go on from here as if nothing had happened; none where the engine cannot give it: for
    /// low-rank changes, and where Burn's own optimiser is used.
    ///
    /// # Errors
    /// When the device is gone or training diverged.
    pub async fn state(&self) -> Result<Option<LearnerState>, LearnerError> {
        if matches!(self.method, FineTuningMethod::LowRank { .. }) {
            return Ok(None);
        }
        let Some(moments) = self.optimiser.moments(&self.model).await? else { return Ok(None) };
        let losses = match &self.loss_sum {
            Some(sum) => Some((f64::from(number(sum.clone()).await?), self.loss_count)),
            None => None,
        };
        Ok(Some(LearnerState { weights: self.weights().await?, moments: moments.into(), steps: self.steps, losses }))
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// From now on `gradient_worker` computes the second micro-batch of every large step, or nobody else does. The
    /// results are the same.
    pub fn set_gradient_worker(&mut self, gradient_worker: Option<Rc<dyn GradientWorker>>) {
        self.gradient_worker = gradient_worker;
    }

    /// Why the gradient worker was lost since the last call, if it was; the learner goes on alone.
    pub fn lost_gradient_worker(&mut self) -> Option<String> {
        self.lost.take()
    }

    /// One step on `batch` at learning rate `rate`. The loss stays on the device until [`Learner::mean_loss`].
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self, batch: &Batch, objective: Objective, rate: f64) -> Result<(), LearnerError> {
        let parts = if self.micro_batches { micro_batches(&self.model.config(), batch) } else { None };
        let (gradients, loss) = match parts {
            Some(parts) => self.in_two_micro_batches(parts, objective).await?,
            None => gradients(&self.model, batch, objective, &self.device),
        };
        self.apply(gradients, loss, rate);
        Ok(())
    }

    /// One step down `loss`, `[1]`, which is a function of the model in training, at learning rate `rate`.
    pub fn step_down(&mut self, loss: impl FnOnce(&Gpt) -> Tensor<1>, rate: f64) {
        let loss = loss(&self.model);
        let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        self.apply(gradients, loss.inner(), rate);
    }

    fn apply(&mut self, gradients: GradientsParams, loss: Tensor<1>, rate: f64) {
        let gradients = self.constraint.held_back(&self.model, gradients);
        let stepped = self.optimiser.step(rate, self.model.clone(), gradients);
        self.model = self.constraint.pulled_back(stepped, rate);
        self.steps += 1;
        self.last_loss = Some(loss.clone());
        self.loss_sum = Some(match self.loss_sum.take() {
            Some(sum) => sum + loss,
            None => loss,
        });
        self.loss_count += 1;
    }

    /// The gradients and the loss of both `parts` of a batch together.
    async fn in_two_micro_batches(
        &mut self,
        parts: [Batch; 2],
        objective: Objective,
    ) -> Result<(GradientsParams, Tensor<1>), LearnerError> {
        let sizes = [parts[0].size, parts[1].size];
        let [own, other] = parts;
        let plain = self.device.clone().inner();
        let weights = numbers(&self.model).await?;
        let micro_batch = MicroBatch {
            config: self.model.config(),
            objective,
            size: other.size as u32,
            inputs: other.inputs,
            targets: other.targets,
        };
        let taken =
            self.gradient_worker.as_ref().is_some_and(|gradient_worker| gradient_worker.take(&micro_batch, &weights));
        let (own, own_loss) = gradients(&self.model, &own, objective, &self.device);
        let given = match &self.gradient_worker {
            Some(gradient_worker) if taken => match gradient_worker.give().await {
                Ok(given) => Some(given),
                Err(message) => {
                    self.gradient_worker = None;
                    self.lost = Some(message);
                    None
                }
            },
            _ => None,
        };
        let other = match given {
            Some(given) => given,
            None => micro_batch.gradient(&weights, &plain).await.map_err(LearnerError::Device)?,
        };
        let of = weights_in_mean(sizes);
        let loss = of[0] * number(own_loss).await? + of[1] * other.loss;
        let gradients = average_gradients(&self.model, own, &other.values, sizes)?;
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
        self.model.clone().materialize().valid()
    }

    /// The current weights on the host.
    ///
    /// # Errors
    /// When the device is gone or training diverged.
    pub async fn weights(&self) -> Result<Weights, LearnerError> {
        Ok(read(&self.model.clone().materialize()).await?)
    }
}

#[cfg(feature = "webgpu")]
async fn on_host(tensor: Tensor<1>) -> Result<Vec<f32>, LearnerError> {
    let data = tensor.into_data_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
    data.try_into_vec().map_err(|e| LearnerError::Device(root_cause(&e)))
}

async fn finite(sum: Tensor<1>, count: u32) -> Result<f32, LearnerError> {
    let sum: f32 = sum.into_scalar_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
    let mean = sum / count as f32;
    if mean.is_finite() { Ok(mean) } else { Err(LearnerError::Diverged) }
}
