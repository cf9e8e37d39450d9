//! Activation patching: the fine-tuned model runs with one place's activations taken from the pretrained model on the same
//! sample.

use super::patching::{PatchedCell, Patching, Positions};
use crate::model::{Gpt, Readout, Site, Trace, Weights, root_cause};
use crate::tasks::{Batch, Layout};
use crate::train::{Accuracy, LearnerError};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Sequences in one forward pass.
const CHUNK: usize = 128;

/// Tokens of all samples together: the donor's activations on them are kept, at every place.
const MOST_TOKENS: usize = 16_384;

/// A chunk of samples with what the pretrained model did on them.
struct Chunk {
    tokens: Tensor<2, Int>,
    answers: Tensor<2, Int>,
    /// The donor's logits, `[batch · seq, vocabulary]`, and its activations at every place, `[batch · seq, d_model]`.
    logits: Tensor<2>,
    places: Vec<(Site, Tensor<2>)>,
    size: usize,
}

/// Patching under way. Every [`Patch::step`] is one place at one group of positions.
pub struct Patch {
    model: Gpt,
    chunks: Vec<Chunk>,
    layout: Layout,
    device: Device,
    jobs: Vec<(Site, Positions)>,
    before: Accuracy,
    donor: Accuracy,
    cells: Vec<PatchedCell>,
    begun: bool,
}

impl Patch {
    /// Runs `tuned` with activations of `donor` on `samples`, the first of them where they are very many; both models are of
    /// the same sizes.
    pub fn new(tuned: &Weights, donor: &Weights, samples: &Batch, layout: Layout, device: &Device) -> Self {
        let (model, donor) = (Gpt::from_weights(tuned, device), Gpt::from_weights(donor, device));
        let context = layout.context();
        let samples = samples.first((MOST_TOKENS / context.max(1)).clamp(1, samples.size));
        let numbers = |list: &[u32], columns: usize| {
            let signed: Vec<i32> = list.iter().map(|n| *n as i32).collect();
            Tensor::<2, Int>::from_data(TensorData::new(signed, [list.len() / columns, columns]), device)
        };
        let answers = samples.answers();
        let chunks = samples
            .inputs
            .chunks(CHUNK * context)
            .zip(answers.chunks(CHUNK))
            .map(|(inputs, answers)| {
                let tokens = numbers(inputs, context);
                let trace = donor.trace(tokens.clone(), Readout::EveryPosition);
                let place = |site| donors(&trace, site).map(|activations| (site, activations));
                let places = Site::all(trace.blocks.len()).into_iter().filter_map(place).collect();
                Chunk { tokens, answers: numbers(answers, 1), places, logits: trace.logits, size: answers.len() }
            })
            .collect();
        let every = |site| Positions::ALL.map(|positions| (site, positions));
        let jobs = Site::all(tuned.config().blocks).into_iter().flat_map(every).collect();
        let none = Accuracy { correct: 0, n: samples.size as u32 };
        let device = device.clone();
        Self { model, chunks, layout, device, jobs, before: none, donor: none, cells: Vec::new(), begun: false }
    }

    /// The share of the work that is done.
    pub fn share(&self) -> f64 {
        self.cells.len() as f64 / self.jobs.len().max(1) as f64
    }

    /// Patches the next place; gives the result after the last one.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<Patching>, LearnerError> {
        if !self.begun {
            self.begun = true;
            let donors = self.chunks.iter().map(|c| (c.logits.clone(), c)).collect();
            self.donor.correct = self.right(donors).await?;
            let own = |c| self.model.trace(Tensor::clone(&c), Readout::EveryPosition).logits;
            let plain = self.chunks.iter().map(|c| (own(c.tokens.clone()), c)).collect();
            self.before.correct = self.right(plain).await?;
            return Ok(None);
        }
        if let Some((site, positions)) = self.jobs.get(self.cells.len()).copied() {
            let patched = self.chunks.iter().map(|c| (self.patched(c, site, positions), c)).collect();
            let correct = self.right(patched).await?;
            let skill = Accuracy { correct, n: self.before.n };
            self.cells.push(PatchedCell { site, positions, skill });
        }
        Ok((self.cells.len() >= self.jobs.len()).then(|| Patching {
            before: self.before,
            donor: self.donor,
            cells: self.cells.clone(),
        }))
    }

    /// Logits of every position with the donor's activations at `site`.
    fn patched(&self, chunk: &Chunk, site: Site, positions: Positions) -> Tensor<2> {
        let context = self.layout.context();
        let (start, last) = (self.layout.text_start(), self.layout.answer_position());
        let held: Vec<f32> = (0..context).map(|p| f32::from(u8::from(positions.hold(p, start, last)))).collect();
        let mask: Tensor<2> = Tensor::from_data(TensorData::new(held, [context, 1]), &self.device);
        let mask = mask.repeat_dim(0, chunk.size);
        let edit = |at: Site, own: Tensor<2>| {
            if at != site {
                return own;
            }
            match chunk.places.iter().find(|(place, _)| *place == site) {
                Some((_, other)) => own.clone() + (other.clone() - own) * mask.clone(),
                None => own,
            }
        };
        self.model.trace_edited(chunk.tokens.clone(), Readout::EveryPosition, &edit).logits
    }

    /// Right answers at the last position.
    async fn right(&self, runs: Vec<(Tensor<2>, &Chunk)>) -> Result<u32, LearnerError> {
        let context = self.layout.context();
        let mut total: Option<Tensor<1, Int>> = None;
        for (logits, chunk) in runs {
            let [_, vocabulary] = logits.dims();
            let last = logits
                .reshape([chunk.size, context, vocabulary])
                .slice([0..chunk.size, context - 1..context, 0..vocabulary])
                .reshape([chunk.size, vocabulary]);
            let right = last.argmax(1).equal(chunk.answers.clone()).int().sum();
            total = Some(match total {
                Some(sum) => sum + right,
                None => right,
            });
        }
        let Some(total) = total else { return Ok(0) };
        let data = total.into_data_async().await.map_err(|e| LearnerError::Device(root_cause(&e)))?;
        Ok(data.iter::<i64>().next().unwrap_or(0).max(0) as u32)
    }
}

/// The donor's activations at `site`, `[batch · seq, d_model]`.
fn donors(trace: &Trace, site: Site) -> Option<Tensor<2>> {
    let block = |index: u32| trace.blocks.get(index as usize);
    Some(match site {
        Site::Embedding => trace.embedding.clone(),
        Site::Attention(index) => block(index)?.attention_out.clone(),
        Site::Mlp(index) => block(index)?.mlp_out.clone(),
        Site::Residual(index) => block(index)?.residual.clone(),
    })
}
