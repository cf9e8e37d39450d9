//! Measures the speed of training steps on a workload, in slices like any other work.

use super::message::BenchResult;
use super::workload::Workload;
use crate::model::initial_weights;
use crate::tasks::Stream;
use crate::train::{AdamW, GradientWorker, Learner, LearnerError, Objective};
use burn::tensor::Device;
use std::rc::Rc;
use std::time::Duration;
use web_time::Instant;

/// The optimiser of every workload: AdamW at 1e-3 without clipping.
const ADAMW: AdamW = AdamW { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, weight_decay: 0.01, clip: None };
const RATE: f64 = 1e-3;

/// A benchmark under way.
pub struct Bench {
    workload: Workload,
    device: String,
    learner: Learner,
    stream: Stream,
    warm_up: u32,
    steps: u32,
    taken: u32,
    losses: Vec<f32>,
    timed: Duration,
    fastest: Option<Duration>,
    memory: Option<u64>,
    /// Who is to share the steps and was not waited for yet.
    gradient_worker: Option<Rc<dyn GradientWorker>>,
}

/// Bytes of memory that this engine has taken from the browser.
fn memory() -> Option<u64> {
    #[cfg(target_arch = "wasm32")]
    return Some(65_536 * core::arch::wasm32::memory_size(0) as u64);
    #[cfg(not(target_arch = "wasm32"))]
    None
}

impl Bench {
    /// A benchmark of `steps` steps after `warm_up` others.
    pub fn new(workload: Workload, steps: u32, warm_up: u32, device: &Device, name: &str) -> Self {
        let learner = Learner::new(&initial_weights(workload.config(), 1), ADAMW, device);
        Self {
            workload,
            device: name.to_owned(),
            learner,
            stream: Workload::data(),
            warm_up,
            steps: steps.max(1),
            taken: 0,
            losses: Vec::new(),
            timed: Duration::ZERO,
            fastest: None,
            memory: None,
            gradient_worker: None,
        }
    }

    /// The same with steps that `gradient_worker` computes half of.
    pub fn with_gradient_worker(mut self, gradient_worker: Rc<dyn GradientWorker>) -> Self {
        self.gradient_worker = Some(gradient_worker);
        self
    }

    /// Takes one step, waits for its loss, and gives the result after the last one. The time of a step includes making
    /// its batch on the host.
    ///
    /// # Errors
    /// When the device is gone or the loss is not finite.
    pub async fn step(&mut self) -> Result<Option<BenchResult>, LearnerError> {
        if let Some(gradient_worker) = self.gradient_worker.take() {
            if !gradient_worker.ready().await {
                return Err(LearnerError::GradientWorker("it did not start".to_owned()));
            }
            self.learner.set_gradient_worker(Some(gradient_worker));
        }
        let begin = Instant::now();
        let batch = self.workload.batch(&mut self.stream);
        self.learner.step(&batch, Objective::EveryToken, RATE).await?;
        if let Some(message) = self.learner.lost_gradient_worker() {
            return Err(LearnerError::GradientWorker(message));
        }
        self.losses.extend(self.learner.mean_loss().await?);
        let elapsed = begin.elapsed();
        self.taken += 1;
        if self.taken == self.warm_up.max(1) {
            self.memory = memory();
        }
        if self.taken > self.warm_up {
            self.timed += elapsed;
            self.fastest = Some(self.fastest.map_or(elapsed, |f| f.min(elapsed)));
        }
        if self.taken < self.warm_up + self.steps {
            return Ok(None);
        }
        let seconds = self.timed.as_secs_f64() / f64::from(self.steps);
        Ok(Some(BenchResult {
            workload: self.workload,
            device: self.device.clone(),
            ms_per_step: 1e3 * seconds,
            gflops: self.workload.flops() / seconds / 1e9,
            losses: std::mem::take(&mut self.losses),
            memory: self.memory.zip(memory()).map(|(first, last)| [first, last]),
        }))
    }

    /// The time of the fastest step so far, the warm-up left out.
    pub fn fastest(&self) -> Option<Duration> {
        self.fastest
    }
}
