//! Probing of a model that reads whole texts: linear probes of the residual stream at two places of each text, for two things that are
//! known of it.

use super::probe::LinearProbes;
use super::probing::AnswerProbes;
use crate::model::{Gpt, Readout, Weights};
use crate::train::{Accuracy, LearnerError};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// Texts in one forward pass.
const CHUNK: usize = 64;

/// Texts with two places each, and what is known there.
pub struct ProbedPlaces {
    /// Tokens, `[texts, context]`.
    pub inputs: Vec<u32>,
    /// Tokens of a text, padded.
    pub context: usize,
    /// The position in its text at which each of the two things is read, `[texts]`.
    pub places: Vec<[u32; 2]>,
    /// What is true of each text, below `classes`, `[texts]`.
    pub labels: Vec<[u32; 2]>,
    /// How many of the texts train the probes; the others test them.
    pub training: usize,
    /// Possible labels.
    pub classes: usize,
}

/// Probing under way: reading features, then training.
pub struct PlaceProbing {
    model: Gpt,
    probed: ProbedPlaces,
    device: Device,
    /// For each level and place, chunks of `[texts, d_model]`.
    features: Vec<Vec<Tensor<2>>>,
    read: usize,
    probes: Option<LinearProbes>,
}

impl PlaceProbing {
    /// Probes of `weights` on `device`, the plain device.
    pub fn new(weights: &Weights, probed: ProbedPlaces, device: &Device) -> Self {
        let levels = weights.config().blocks + 1;
        let features = (0..2 * levels).map(|_| Vec::new()).collect();
        let model = Gpt::from_weights(weights, device);
        Self { model, probed, device: device.clone(), features, read: 0, probes: None }
    }

    /// The share of the work that is done.
    pub fn share(&self) -> f64 {
        let read = self.read as f64 / self.probed.labels.len().max(1) as f64;
        0.3 * read + 0.7 * self.probes.as_ref().map_or(0.0, LinearProbes::share)
    }

    /// Reads a chunk of texts or takes some training steps; gives the result after the last of them.
    ///
    /// # Errors
    /// When the device is gone.
    pub async fn step(&mut self) -> Result<Option<AnswerProbes>, LearnerError> {
        if self.read < self.probed.labels.len() {
            self.read_chunk();
            return Ok(None);
        }
        let probes = match &mut self.probes {
            Some(probes) => probes,
            none => none.insert(begin(&mut self.features, &self.probed, &self.device)),
        };
        if probes.train(20) {
            return Ok(None);
        }
        let right = probes.correct().await?;
        // Of the probes at each place those for the other thing are left out.
        let level = |pair: &[[Accuracy; 2]]| Some([pair.first()?[0], pair.get(1)?[1]]);
        Ok(Some(AnswerProbes { levels: right.chunks(2).filter_map(level).collect() }))
    }

    fn read_chunk(&mut self) {
        let ProbedPlaces { inputs, context, places, .. } = &self.probed;
        let until = (self.read + CHUNK).min(places.len());
        let rows = until - self.read;
        let signed: Vec<i32> = inputs[self.read * context..until * context].iter().map(|token| *token as i32).collect();
        let tokens = Tensor::<2, Int>::from_data(TensorData::new(signed, [rows, *context]), &self.device);
        let trace = self.model.trace(tokens, Readout::EveryPosition);
        let chosen = [0, 1].map(|which| {
            let own = places[self.read..until].iter().enumerate();
            let flat: Vec<i32> = own.map(|(row, both)| (row * context) as i32 + both[which] as i32).collect();
            Tensor::<1, Int>::from_data(TensorData::new(flat, [rows]), &self.device)
        });
        let streams = std::iter::once(trace.embedding).chain(trace.blocks.into_iter().map(|b| b.residual));
        for (level, stream) in streams.enumerate() {
            for (which, chosen) in chosen.iter().enumerate() {
                self.features[2 * level + which].push(stream.clone().select(0, chosen.clone()));
            }
        }
        self.read = until;
    }
}

fn begin(features: &mut Vec<Vec<Tensor<2>>>, probed: &ProbedPlaces, device: &Device) -> LinearProbes {
    let sets: Vec<Tensor<2>> = features.drain(..).map(|chunks| Tensor::cat(chunks, 0)).collect();
    let all: Tensor<3> = Tensor::stack(sets, 0);
    let [sets, samples, width] = all.dims();
    let at = probed.training.min(samples);
    let part = |from: usize, to: usize| all.clone().slice([0..sets, from..to, 0..width]);
    let (own, test) = (&probed.labels[..at], probed.labels[at..].to_vec());
    LinearProbes::new(part(0, at), own, part(at, samples), test, probed.classes, device)
}
