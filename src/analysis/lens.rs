//! Reading through the lens: probes of the pretrained model at every half block, and the head put at the same places, on any
//! model of the same sizes.

use super::lens_reading::{LensLevel, LensReading};
use super::probe::LinearProbes;
use crate::model::{BlockTrace, Gpt, Readout, Trace, Weights, root_cause};
use crate::tasks::{Batch, Domain, Layout, Letter, Operand, Sample, Skill, Task, Token};
use crate::train::LearnerError;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Texts in one forward pass.
const CHUNK: usize = 128;
/// Steps of a probe's training between two looks at the clock.
const STEPS: u32 = 20;

/// What the probes of a lens are trained on.
pub struct LensTexts {
    /// Texts of training, and behind them a few that test.
    pub texts: Vec<Vec<Letter>>,
    /// How many of them train.
    pub trained_on: usize,
    /// Texts and what is asked of them.
    pub domain: Domain,
    /// The skill.
    pub skill: Skill,
    /// Whose number is asked for and read.
    pub asked: Operand,
    /// How samples are laid out.
    pub layout: Layout,
}

/// The probes of one model in the making, or made.
pub struct Lens {
    model: Gpt,
    device: Device,
    texts: LensTexts,
    read: usize,
    /// For each level, chunks of `[texts, d_model]`.
    features: Vec<Vec<Tensor<2>>>,
    probes: Option<LinearProbes>,
    ready: bool,
}

impl Lens {
    /// Probes of `pretrained`.
    pub fn new(pretrained: &Weights, texts: LensTexts, device: &Device) -> Self {
        let levels = 2 * pretrained.config().blocks;
        Self {
            model: Gpt::from_weights(pretrained, device),
            device: device.clone(),
            texts,
            read: 0,
            features: vec![Vec::new(); levels],
            probes: None,
            ready: false,
        }
    }

    /// Whether its probes are trained.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// Reads a chunk of texts or takes some training steps.
    pub fn step(&mut self) {
        let LensTexts { texts, trained_on, domain, skill, asked, layout } = &self.texts;
        if self.read < texts.len() {
            let until = (self.read + CHUNK).min(texts.len());
            let task = Task::new(*skill, *asked);
            let sample = |text: &Vec<Letter>| Sample { task, text: text.clone(), answer: Token::Answer(0) };
            let samples: Vec<Sample> = texts[self.read..until].iter().map(sample).collect();
            let signed: Vec<i32> = Batch::of(&samples, *layout).inputs.iter().map(|n| *n as i32).collect();
            let data = TensorData::new(signed, [samples.len(), layout.context()]);
            let trace = self.model.trace(Tensor::<2, Int>::from_data(data, &self.device), Readout::LastPosition);
            for (level, stream) in self.features.iter_mut().zip(half_blocks(&trace, samples.len())) {
                level.push(stream);
            }
            self.read = until;
            return;
        }
        if self.probes.is_none() {
            let sets: Vec<Tensor<2>> = self.features.drain(..).map(|chunks| Tensor::cat(chunks, 0)).collect();
            let all: Tensor<3> = Tensor::stack(sets, 0);
            let [sets, samples, width] = all.dims();
            let at = (*trained_on).min(samples);
            let label = |text: &Vec<Letter>| [domain.value(skill.family(), *asked, text); 2];
            let labels: Vec<[u32; 2]> = texts.iter().map(label).collect();
            let [training, test] = [0..at, at..samples].map(|rows| all.clone().slice([0..sets, rows, 0..width]));
            let classes = domain.drawn(*skill).1 as usize + 1;
            let test_labels = labels[at..].to_vec();
            self.probes = Some(LinearProbes::new(training, &labels[..at], test, test_labels, classes, &self.device));
        }
        self.ready = !self.probes.as_mut().is_some_and(|probes| probes.train(STEPS));
    }

    /// Adds to `reading` what the probes make of the same forward pass of one question.
    ///
    /// # Errors
    /// When the device is gone.
    pub(super) async fn read(&self, trace: &Trace, reading: &mut LensReading) -> Result<(), LearnerError> {
        if let Some(probes) = self.probes.as_ref().filter(|_| self.ready) {
            let features: Tensor<3> = Tensor::stack(half_blocks(trace, 1), 0);
            for (level, read) in reading.levels.iter_mut().zip(probes.read(features, 0).await?) {
                level.probe = read;
            }
        }
        Ok(())
    }
}

/// What `model` would answer at every level of the forward pass of one question, by its own head.
///
/// # Errors
/// When the device is gone.
pub(super) async fn read_by_head(model: &Gpt, trace: &Trace, layout: Layout) -> Result<LensReading, LearnerError> {
    let logits = model.read_out(Tensor::cat(half_blocks(trace, 1), 0));
    let width = logits.dims()[1];
    let failed = |e: String| LearnerError::Device(e);
    let data = softmax(logits, 1).into_data_async().await.map_err(|e| failed(root_cause(&e)))?;
    let flat = data.try_into_vec::<f32>().map_err(|e| failed(root_cause(&e)))?;
    let vocabulary = layout.vocabulary();
    let is_answer = |number: u32| matches!(vocabulary.token(number), Some(Token::Answer(_)));
    let answers = |row: &[f32]| (0_u32..).zip(row).filter(|(number, _)| is_answer(*number)).map(|(_, p)| *p).collect();
    let level = |row: &[f32]| LensLevel { head: answers(row), probe: Vec::new() };
    Ok(LensReading { levels: flat.chunks(width.max(1)).map(level).collect() })
}

/// The residual stream at the last position after the attention and after the MLP of each block, `[samples, d_model]` each.
fn half_blocks(trace: &Trace, samples: usize) -> Vec<Tensor<2>> {
    let last = |stream: Tensor<2>| {
        let [rows, width] = stream.dims();
        let each = rows / samples.max(1);
        stream.reshape([samples, each, width]).slice([0..samples, each - 1..each, 0..width]).reshape([samples, width])
    };
    let of_block = |block: &BlockTrace| [block.residual.clone() - block.mlp_out.clone(), block.residual.clone()];
    trace.blocks.iter().flat_map(of_block).map(last).collect()
}
