//! Training of linear probes: for each level and prompt one linear layer for the count of `a` and one for the count of `b`,
//! all of them at once.

use super::probing::{PROBE_STEPS, ProbeLevel, Probes};
use crate::model::{Gpt, Readout, Weights, root_cause};
use crate::tasks::{Batch, Domain, Layout, Letter, Operand, Sample, Skill, Task, Token};
use crate::train::{Accuracy, LearnerError};
use burn::module::{Module, Param};
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::activation::{log_softmax, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Texts in one forward pass, and samples of one step.
const CHUNK: usize = 128;
/// Learning rate of the first half of the steps; a tenth of it to three quarters, and so on, as in the paper.
const RATE: f64 = 1e-2;
/// What the prompts ask for, in the order of the feature sets.
const ASKED: [Operand; 2] = [Operand::A, Operand::B];

/// Linear layers side by side: `[sets, d_model, outputs]` and `[sets, 1, outputs]`.
#[derive(Module, Debug)]
struct Linear {
    weight: Param<Tensor<3>>,
    bias: Param<Tensor<3>>,
}

impl Linear {
    fn forward(&self, features: Tensor<3>) -> Tensor<3> {
        features.matmul(self.weight.val()) + self.bias.val()
    }
}

/// Linear probes in training on feature sets `[sets, samples, d_model]`; every set has the same samples in the same order.
pub struct LinearProbes {
    model: Linear,
    optimiser: ModuleOptimizer,
    training: Tensor<3>,
    labels: Tensor<4, Int>,
    test: Tensor<3>,
    test_labels: Vec<[u32; 2]>,
    classes: usize,
    step: u32,
    /// What features are standardised by, each `[sets, 1, d_model]`.
    mean: Tensor<3>,
    spread: Tensor<3>,
}

impl LinearProbes {
    /// Probes for two numbers a sample, each below `classes`. Features are standardised by the training samples.
    ///
    /// `training` and `test` are `[sets, samples, d_model]` on `device`, the plain device.
    pub fn new(
        training: Tensor<3>,
        labels: &[[u32; 2]],
        test: Tensor<3>,
        test_labels: Vec<[u32; 2]>,
        classes: usize,
        device: &Device,
    ) -> Self {
        let learning = device.clone().autodiff();
        let [sets, samples, width] = training.dims();
        let mean = training.clone().mean_dim(1);
        let spread = (training.clone() - mean.clone()).square().mean_dim(1).sqrt() + 1e-5;
        let standard = |x: Tensor<3>| (x - mean.clone()) / spread.clone();
        let (training, test) = (standard(training), standard(test));
        let flat: Vec<i32> = labels.iter().flatten().map(|l| *l as i32).collect();
        let one: Tensor<3, Int> = Tensor::from_data(TensorData::new(flat, [1, samples, 2]), &learning);
        let labels = one.repeat_dim(0, sets).reshape([sets, samples, 2, 1]);
        let model = Linear {
            weight: Param::from_data(
                TensorData::new(vec![0.0_f32; sets * width * 2 * classes], [sets, width, 2 * classes]),
                &learning,
            ),
            bias: Param::from_data(
                TensorData::new(vec![0.0_f32; sets * 2 * classes], [sets, 1, 2 * classes]),
                &learning,
            ),
        };
        let training = Tensor::from_inner(training);
        let optimiser = AdamWConfig::new().with_weight_decay(0.0).init();
        Self { model, optimiser, training, labels, test, test_labels, classes, step: 0, mean, spread }
    }

    /// The share of the steps that is done.
    pub fn share(&self) -> f64 {
        f64::from(self.step) / f64::from(PROBE_STEPS)
    }

    /// Takes up to `steps` steps; false when there are none left.
    pub fn train(&mut self, steps: u32) -> bool {
        let [sets, samples, width] = self.training.dims();
        let size = CHUNK.min(samples);
        let batches = (samples / size).max(1);
        for _ in 0..steps {
            if self.step >= PROBE_STEPS {
                return false;
            }
            let from = (self.step as usize % batches) * size;
            let features = self.training.clone().slice([0..sets, from..from + size, 0..width]);
            let labels = self.labels.clone().slice([0..sets, from..from + size, 0..2, 0..1]);
            let logits = self.model.forward(features).reshape([sets, size, 2, self.classes]);
            // The sum over probes: each then has the gradient it would have alone.
            let loss = log_softmax(logits, 3).gather(3, labels).sum().neg().div_scalar(size as f64);
            let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
            self.model = self.optimiser.step(rate(self.step), self.model.clone(), gradients);
            self.step += 1;
        }
        self.step < PROBE_STEPS
    }

    /// What the probe of the number `which` makes of one more sample, `[sets, 1, d_model]` before standardising: for each set the
    /// probability of every class.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn read(&self, features: Tensor<3>, which: usize) -> Result<Vec<Vec<f32>>, LearnerError> {
        let sets = features.dims()[0];
        let standard = (features - self.mean.clone()) / self.spread.clone();
        let logits = self.model.valid().forward(standard).reshape([sets, 2, self.classes]);
        let own = softmax(logits.slice([0..sets, which..which + 1, 0..self.classes]), 2);
        let data = own.into_data_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
        let flat = data.try_into_vec::<f32>().map_err(|e| LearnerError::Device(root_cause(&e)))?;
        Ok(flat.chunks(self.classes.max(1)).map(<[f32]>::to_vec).collect())
    }

    /// Right answers on the test samples: for each set, of the first and of the second number.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn correct(&self) -> Result<Vec<[Accuracy; 2]>, LearnerError> {
        let [sets, samples, _] = self.test.dims();
        let logits = self.model.valid().forward(self.test.clone()).reshape([sets, samples, 2, self.classes]);
        let data = logits.argmax(3).into_data_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
        let told: Vec<i64> = data.iter::<i64>().collect();
        let mut all = Vec::with_capacity(sets);
        for set in told.chunks(2 * samples.max(1)) {
            let mut both = [Accuracy { correct: 0, n: samples as u32 }; 2];
            for (answer, label) in set.chunks(2).zip(&self.test_labels) {
                for (which, accuracy) in both.iter_mut().enumerate() {
                    accuracy.correct += u32::from(answer.get(which).copied() == Some(i64::from(label[which])));
                }
            }
            all.push(both);
        }
        Ok(all)
    }
}

/// A tenth after a half, three quarters and seven eighths of the steps: the paper's 2K, 3K and 3.5K of 4K.
fn rate(step: u32) -> f64 {
    let share = f64::from(step) / f64::from(PROBE_STEPS);
    let drops = [0.5, 0.75, 0.875].into_iter().filter(|at| share >= *at).count() as i32;
    RATE * 0.1_f64.powi(drops)
}

/// Probing of one model under way: reading features, then training.
pub struct Probing {
    model: Gpt,
    device: Device,
    /// Texts of training, then of the test.
    texts: Vec<Vec<Letter>>,
    trained_on: usize,
    domain: Domain,
    skill: Skill,
    layout: Layout,
    /// For each level and prompt, chunks of `[texts, d_model]`.
    features: Vec<Vec<Tensor<2>>>,
    read: usize,
    probes: Option<LinearProbes>,
}

impl Probing {
    /// Probes of `weights` on `device`: the first `trained_on` of `texts` train them, the others test them.
    pub fn new(
        weights: &Weights,
        texts: Vec<Vec<Letter>>,
        trained_on: usize,
        (domain, skill): (Domain, Skill),
        layout: Layout,
        device: &Device,
    ) -> Self {
        let levels = weights.config().blocks + 1;
        let model = Gpt::from_weights(weights, device);
        let features = vec![Vec::new(); levels * ASKED.len()];
        Self {
            model,
            device: device.clone(),
            texts,
            trained_on,
            domain,
            skill,
            layout,
            features,
            read: 0,
            probes: None,
        }
    }

    /// The share of the work that is done.
    pub fn share(&self) -> f64 {
        let read = self.read as f64 / self.texts.len().max(1) as f64;
        0.3 * read + 0.7 * self.probes.as_ref().map_or(0.0, LinearProbes::share)
    }

    /// Reads a chunk of texts or takes some training steps; gives the result after the last of them.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<Probes>, LearnerError> {
        if self.read < self.texts.len() {
            self.read_chunk();
            return Ok(None);
        }
        if self.probes.is_none() {
            self.probes = Some(self.begin());
        }
        let Some(probes) = &mut self.probes else { return Ok(None) };
        if probes.train(20) {
            return Ok(None);
        }
        let right = probes.correct().await?;
        let level =
            |both: &[[Accuracy; 2]]| Some(ProbeLevel { asked_for_a: *both.first()?, asked_for_b: *both.get(1)? });
        Ok(Some(Probes { levels: right.chunks(ASKED.len()).filter_map(level).collect() }))
    }

    fn read_chunk(&mut self) {
        let until = (self.read + CHUNK).min(self.texts.len());
        let texts = &self.texts[self.read..until];
        for (prompt, asked) in ASKED.into_iter().enumerate() {
            let task = Task::new(self.skill, asked);
            let sample = |text: &Vec<Letter>| Sample { task, text: text.clone(), answer: Token::Answer(0) };
            let samples: Vec<Sample> = texts.iter().map(sample).collect();
            let batch = Batch::of(&samples, self.layout);
            let signed: Vec<i32> = batch.inputs.iter().map(|n| *n as i32).collect();
            let context = self.layout.context();
            let tokens = Tensor::<2, Int>::from_data(TensorData::new(signed, [texts.len(), context]), &self.device);
            let trace = self.model.trace(tokens, Readout::LastPosition);
            let streams = std::iter::once(trace.embedding).chain(trace.blocks.into_iter().map(|b| b.residual));
            for (level, stream) in streams.enumerate() {
                let [rows, width] = stream.dims();
                let each = rows / texts.len();
                let last = stream.reshape([texts.len(), each, width]).slice([0..texts.len(), each - 1..each, 0..width]);
                self.features[level * ASKED.len() + prompt].push(last.reshape([texts.len(), width]));
            }
        }
        self.read = until;
    }

    fn begin(&mut self) -> LinearProbes {
        let sets: Vec<Tensor<2>> = self.features.drain(..).map(|chunks| Tensor::cat(chunks, 0)).collect();
        let all: Tensor<3> = Tensor::stack(sets, 0);
        let [sets, samples, width] = all.dims();
        let at = self.trained_on.min(samples);
        let label = |text: &Vec<Letter>| ASKED.map(|operand| self.domain.value(self.skill.family(), operand, text));
        let labels: Vec<[u32; 2]> = self.texts.iter().map(label).collect();
        let (training, test) =
            (all.clone().slice([0..sets, 0..at, 0..width]), all.slice([0..sets, at..samples, 0..width]));
        let classes = self.domain.drawn(self.skill).1 as usize + 1;
        LinearProbes::new(training, &labels[..at], test, labels[at..].to_vec(), classes, &self.device)
    }
}
