//! Fine-tuning of a compiled model: its loss and gradient on a batch, one step, and which answers it gives.

use super::compiled_batch::CompiledBatch;
use super::error::LearnerError;
use super::loss::tokens;
use super::momentum::Momentum;
use super::state::LearnerState;
use crate::model::{CompiledModel, CompiledWeights, Weights, cross_entropy, flat_gradients, root_cause};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Strings in one forward pass.
const CHUNK: usize = 256;

/// A compiled model in training. Weights, gradient and momentum live on the host: they are some ten thousand numbers.
pub struct CompiledLearner {
    weights: CompiledWeights,
    optimiser: Momentum,
    answer_indices: Vec<u32>,
    device: Device,
    steps: u32,
    losses: f64,
    counted: u32,
    last_loss: Option<f32>,
}

fn places(answer_indices: &[u32], device: &Device) -> Tensor<1, Int> {
    let signed: Vec<i32> = answer_indices.iter().map(|d| *d as i32).collect();
    let count = signed.len();
    Tensor::from_data(TensorData::new(signed, [count]), device)
}

/// The mean cross-entropy on `batch` in nats, and its gradient in the order of the parameters. `answer_indices` are
/// those of the answers; `device` is the plain device.
///
/// # Errors
/// When the device is gone.
pub async fn compiled_gradient(
    weights: &CompiledWeights,
    batch: &CompiledBatch,
    answer_indices: &[u32],
    device: &Device,
) -> Result<(f32, Vec<f32>), LearnerError> {
    let training = device.clone().autodiff();
    let model = CompiledModel::from_weights(weights, &training);
    let logits = model.forward(tokens(&batch.inputs, batch.size, &training), places(answer_indices, &training));
    let loss = cross_entropy(logits, tokens(&batch.answers, batch.size, &training));
    let gradients = GradientsParams::from_grads(loss.backward(), &model);
    let failed = |e: String| LearnerError::Device(e);
    let flat = flat_gradients(&model, &gradients).into_data_async().await.map_err(|e| failed(root_cause(&e)))?;
    let flat = flat.try_into_vec::<f32>().map_err(|e| failed(root_cause(&e)))?;
    let loss: f32 = loss.inner().into_scalar_async().await.map_err(|e| failed(root_cause(&e)))?;
    Ok((loss, flat))
}

/// How many strings of each set the model answers rightly, and its mean loss on each in nats. The answer is the one whose direction
/// is largest.
///
/// # Errors
/// When the device is gone.
pub async fn compiled_correct(
    weights: &CompiledWeights,
    sets: &[&CompiledBatch],
    answer_indices: &[u32],
    device: &Device,
) -> Result<Vec<(u32, f32)>, LearnerError> {
    let model = CompiledModel::from_weights(weights, device);
    let answer_indices = places(answer_indices, device);
    let mut found = Vec::with_capacity(sets.len());
    for set in sets {
        let context = set.inputs.len() / set.size.max(1);
        let (mut right, mut loss) = (0, 0.0);
        for (inputs, answers) in set.inputs.chunks(CHUNK * context.max(1)).zip(set.answers.chunks(CHUNK)) {
            let logits = model.forward(tokens(inputs, answers.len(), device), answer_indices.clone());
            let wanted = tokens(answers, answers.len(), device);
            let hits = logits.clone().argmax(1).equal(wanted.clone()).int().sum();
            let failed = |e: String| LearnerError::Device(e);
            right += hits.into_scalar_async::<i64>().await.map_err(|e| failed(root_cause(&e)))?;
            let mean: f32 =
                cross_entropy(logits, wanted).into_scalar_async().await.map_err(|e| failed(root_cause(&e)))?;
            loss += mean * answers.len() as f32;
        }
        found.push((right.max(0) as u32, loss / set.size.max(1) as f32));
    }
    Ok(found)
}

impl CompiledLearner {
    /// A learner that starts from `weights` at rest.
    pub fn new(
        weights: CompiledWeights,
        momentum: f32,
        clip: Option<f64>,
        answer_indices: Vec<u32>,
        device: &Device,
    ) -> Self {
        let optimiser = Momentum::new(momentum, clip, weights.values.len());
        Self {
            weights,
            optimiser,
            answer_indices,
            device: device.clone(),
            steps: 0,
            losses: 0.0,
            counted: 0,
            last_loss: None,
        }
    }

    /// The same learner where `state` left it, which [`CompiledLearner::state`] gave; none where that is of another model.
    pub fn resumed(mut self, state: &LearnerState) -> Option<Self> {
        let weights = CompiledWeights::of(&state.weights).filter(|weights| weights.sizes == self.weights.sizes)?;
        let [velocity] = &state.moments[..] else { return None };
        self.optimiser.resume(velocity)?;
        (self.losses, self.counted) = state.losses.unwrap_or_default();
        Some(Self { weights, steps: state.steps, ..self })
    }

    /// Everything that it takes to go on from here as if nothing had happened.
    pub fn state(&self) -> LearnerState {
        LearnerState {
            weights: Weights::from(&self.weights),
            moments: vec![self.optimiser.velocity().to_vec()],
            steps: self.steps,
            losses: (self.counted > 0).then_some((self.losses, self.counted)),
        }
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// One step on `batch` at learning rate `rate`.
    ///
    /// # Errors
    /// When the device is gone or the loss is no longer a finite number.
    pub async fn step(&mut self, batch: &CompiledBatch, rate: f64) -> Result<(), LearnerError> {
        let (loss, gradient) = compiled_gradient(&self.weights, batch, &self.answer_indices, &self.device).await?;
        if !loss.is_finite() || gradient.iter().any(|g| !g.is_finite()) {
            return Err(LearnerError::Diverged);
        }
        self.optimiser.step(&mut self.weights.values, &gradient, rate);
        self.steps += 1;
        self.losses += f64::from(loss);
        self.counted += 1;
        self.last_loss = Some(loss);
        Ok(())
    }

    /// The weights as they are now.
    pub fn weights(&self) -> &CompiledWeights {
        &self.weights
    }

    /// The loss of the last step, in nats.
    pub fn last_loss(&self) -> Option<f32> {
        self.last_loss
    }

    /// The mean loss of the steps since the last call, in nats; none before the first.
    pub fn mean_loss(&mut self) -> Option<f32> {
        let (sum, count) = (std::mem::take(&mut self.losses), std::mem::take(&mut self.counted));
        (count > 0).then(|| (sum / f64::from(count)) as f32)
    }
}
