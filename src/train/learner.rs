//! A model in training: its optimiser's state and one step of AdamW.

use super::clip::clip_by_global_norm;
use super::error::LearnerError;
use super::movement::Movement;
use super::mover::Mover;
use super::settings::{AdamW, Objective};
use super::share::{Helper, Share, gradients, number, shares, shares_of, together};
use super::state::LearnerState;
use crate::model::{Gpt, Weights, innermost, numbers, read};
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
    fn new(adamw: AdamW, movement: Movement, model: &Gpt, device: &Device) -> Self {
        // One buffer for all weights takes one step for all of them.
        #[cfg(feature = "webgpu")]
        if movement == Movement::Free
            && operations_are_fused()
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

    /// The optimiser as a [`LearnerState`] left it; none where its moments cannot be given to it.
    #[allow(unused_variables)]
    fn resumed(adamw: AdamW, movement: Movement, model: &Gpt, device: &Device, state: &LearnerState) -> Option<Self> {
        let (moments, steps) = (<&[Vec<f32>; 2]>::try_from(&state.moments[..]).ok()?, state.steps);
        match Self::new(adamw, movement, model, device) {
            Self::Composed { .. } => None,
            #[cfg(feature = "cpu")]
            Self::Each(_) => Some(Self::Each(EachAdamW::resumed(adamw, model, moments, steps))),
            #[cfg(feature = "webgpu")]
            Self::Flat(_) => FlatAdamW::resumed(adamw, model, moments, steps).map(Self::Flat),
        }
    }

    /// The moments of all parameters of `model`, in their order; none where they cannot be had.
    #[allow(unused_variables)]
    async fn moments(&self, model: &Gpt) -> Result<Option<[Vec<f32>; 2]>, LearnerError> {
        match self {
            Self::Composed { .. } => Ok(None),
            #[cfg(feature = "cpu")]
            Self::Each(adamw) => Ok(Some(adamw.moments(model))),
            #[cfg(feature = "webgpu")]
            Self::Flat(adamw) => {
                let [first, second] = adamw.moments().map(|parts| Tensor::cat(parts, 0));
                Ok(Some([on_host(first).await?, on_host(second).await?]))
            }
        }
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
    mover: Mover,
    movement: Movement,
    steps: u32,
    /// Whether large steps may be made of two shares.
    shares: bool,
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
        Self::moving(weights, adamw, Movement::Free, device)
    }

    /// The same for a learner that may move only some of the weights.
    pub fn moving(weights: &Weights, adamw: AdamW, movement: Movement, device: &Device) -> Self {
        let training = device.clone().autodiff();
        let (mover, model) = Mover::attach(movement, Gpt::from_weights(weights, &training));
        let optimiser = Optimiser::new(adamw, movement, &model, device);
        // A share's gradient is that of whole matrices, which low-rank changes do not have.
        let shares = optimiser.shares() && !matches!(movement, Movement::LowRank { .. });
        Self {
            model,
            optimiser,
            mover,
            movement,
            steps: 0,
            shares,
            device: training,
            loss_sum: None,
            loss_count: 0,
            last_loss: None,
            helper: None,
            lost: None,
        }
    }

    /// A learner that goes on from `state`, which [`Learner::state`] gave. `start` are the weights that the stage began with.
    /// None where the engine cannot take the state; the stage then has to begin anew.
    pub fn resumed(
        start: &Weights,
        state: &LearnerState,
        adamw: AdamW,
        movement: Movement,
        device: &Device,
    ) -> Option<Self> {
        if matches!(movement, Movement::LowRank { .. }) || start.architecture != state.weights.architecture {
            return None;
        }
        let fresh = Self::moving(start, adamw, movement, device);
        let model = Gpt::from_weights(&state.weights, &fresh.device);
        let optimiser = Optimiser::resumed(adamw, movement, &model, device, state)?;
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
        if matches!(self.movement, Movement::LowRank { .. }) {
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
        let parts = if self.shares { shares(&self.model.config(), batch) } else { None };
        let (gradients, loss) = match parts {
            Some(parts) => self.in_two_shares(parts, objective).await?,
            None => gradients(&self.model, batch, objective, &self.device),
        };
        let gradients = self.mover.held_back(&self.model, gradients);
        let stepped = self.optimiser.step(rate, self.model.clone(), gradients);
        self.model = self.mover.pulled_back(stepped, rate);
        self.steps += 1;
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
    let data = tensor.into_data_async().await.map_err(|e| LearnerError::Device(innermost(&e)))?;
    data.try_into_vec().map_err(|e| LearnerError::Device(innermost(&e)))
}

async fn finite(sum: Tensor<1>, count: u32) -> Result<f32, LearnerError> {
    let sum: f32 = sum.into_scalar_async().await.map_err(|e| LearnerError::Device(innermost(&e)))?;
    let mean = sum / count as f32;
    if mean.is_finite() { Ok(mean) } else { Err(LearnerError::Diverged) }
}
