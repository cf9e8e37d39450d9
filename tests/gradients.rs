//! Gradients against central differences of the loss, entry by entry, and what the forward pass promises: reading the
//! last position alone changes no number, and no position sees a later one.
#![cfg(feature = "cli")]

mod golden;

use burn::tensor::{Device, Int, Tensor, TensorData};
use golden::{floats, gradients};
use unwrap_lab::model::{Gpt, ModelConfig, Readout, Weights, initial_weights};
use unwrap_lab::tasks::{Batch, Purpose, Stream};
use unwrap_lab::train::{Objective, loss};

const CONFIG: ModelConfig = ModelConfig { vocabulary: 11, context: 7, width: 12, blocks: 3, heads: 3 };
const SAMPLES: usize = 4;
/// Entries of each parameter that are checked.
const ENTRIES: usize = 6;
/// How far an entry is moved to either side. Measured: float32 loses more below 1e-2, the loss bends too much above 2e-2.
const STEP: f32 = 1.5e-2;
/// Largest deviation between gradient and slope. The loss, about 3, is known to some 5e-7; over a distance of 3e-2 that
/// leaves a few 1e-5 of the slope. Up to 3.6e-5 was seen, beside gradients of mostly 1e-3 to 0.4.
const TOLERANCE: f64 = 1e-4;

/// Weights far larger than a training run starts with, so that every path through the model matters.
fn weights(stream: &mut Stream) -> Weights {
    let mut weights = initial_weights(CONFIG, 1);
    for parameter in &mut weights.parameters {
        let middle = if parameter.name.ends_with(".gain") { 1.0 } else { 0.0 };
        parameter.values.iter_mut().for_each(|v| *v = middle + 0.3 * stream.normal());
    }
    Weights::new(CONFIG, weights.parameters).unwrap()
}

fn numbers(stream: &mut Stream) -> Vec<u32> {
    (0..SAMPLES * CONFIG.context).map(|_| stream.below(CONFIG.vocabulary as u32)).collect()
}

fn batch(stream: &mut Stream) -> Batch {
    Batch { size: SAMPLES, inputs: numbers(stream), targets: numbers(stream) }
}

fn logits(model: &Gpt, inputs: &[u32], readout: Readout) -> Vec<f32> {
    let inputs: Vec<i32> = inputs.iter().map(|t| *t as i32).collect();
    let tokens: Tensor<2, Int> = Tensor::from_data(TensorData::new(inputs, [SAMPLES, CONFIG.context]), &Device::flex());
    floats(model.forward(tokens, readout))
}

fn gradients_match(objective: Objective) {
    let device = Device::flex();
    let mut stream = Stream::new(5, Purpose::Benchmark);
    let weights = weights(&mut stream);
    let batch = batch(&mut stream);
    let loss_of = |weights: &Weights| {
        let model = Gpt::from_weights(weights, &device);
        f64::from(floats(loss(&model, &batch, objective, &device))[0])
    };
    let training = device.clone().autodiff();
    let (_, gradients) = gradients(&Gpt::from_weights(&weights, &training), &batch, objective, &training);
    let (mut checked, mut telling) = (0, 0);
    for (index, (name, gradient)) in gradients.iter().enumerate() {
        for _ in 0..ENTRIES {
            let entry = stream.below(gradient.len() as u32) as usize;
            let at = |shift: f32| {
                let mut moved = weights.clone();
                let value = &mut moved.parameters[index].values[entry];
                *value += shift;
                (f64::from(*value), loss_of(&moved))
            };
            let slope = |step: f32| {
                let ((left, below), (right, above)) = (at(-step), at(step));
                (above - below) / (right - left)
            };
            // The slope over twice the distance has four times the curvature's error: this takes it out.
            let slope = (4.0 * slope(STEP) - slope(2.0 * STEP)) / 3.0;
            let own = f64::from(gradient[entry]);
            assert!((slope - own).abs() < TOLERANCE, "{name}, entry {entry}: gradient {own:.6}, slope {slope:.6}");
            checked += 1;
            telling += usize::from(own.abs() > 10.0 * TOLERANCE);
        }
    }
    assert!(telling > checked / 2, "only {telling} of {checked} gradients are large enough to tell");
}

#[test]
fn every_parameters_gradient_of_the_loss_on_the_answer_is_the_slope_of_the_loss() {
    gradients_match(Objective::Answer);
}

#[test]
fn every_parameters_gradient_of_the_loss_on_every_token_is_the_slope_of_the_loss() {
    gradients_match(Objective::EveryToken);
}

#[test]
fn reading_the_last_position_alone_gives_its_logits() {
    let mut stream = Stream::new(6, Purpose::Benchmark);
    let model = Gpt::from_weights(&weights(&mut stream), &Device::flex());
    let inputs = numbers(&mut stream);
    let every = logits(&model, &inputs, Readout::EveryPosition);
    let alone = logits(&model, &inputs, Readout::LastPosition);
    assert_eq!(alone.len(), SAMPLES * CONFIG.vocabulary);
    let largest = every.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
    let rows = every.chunks_exact(CONFIG.context * CONFIG.vocabulary);
    for (alone, rows) in alone.chunks_exact(CONFIG.vocabulary).zip(rows) {
        let last = &rows[(CONFIG.context - 1) * CONFIG.vocabulary..];
        for (alone, last) in alone.iter().zip(last) {
            assert!((alone - last).abs() <= 1e-6 * largest, "{alone}, not {last}");
        }
    }
}

#[test]
fn another_future_token_changes_no_earlier_logit_by_a_single_bit() {
    let mut stream = Stream::new(7, Purpose::Benchmark);
    let model = Gpt::from_weights(&weights(&mut stream), &Device::flex());
    let inputs = numbers(&mut stream);
    let before = logits(&model, &inputs, Readout::EveryPosition);
    let row = CONFIG.context * CONFIG.vocabulary;
    for place in 0..CONFIG.context {
        let mut changed = inputs.clone();
        for token in changed.chunks_exact_mut(CONFIG.context).map(|sample| &mut sample[place]) {
            *token = (*token + 1) % CONFIG.vocabulary as u32;
        }
        let after = logits(&model, &changed, Readout::EveryPosition);
        for (before, after) in before.chunks_exact(row).zip(after.chunks_exact(row)) {
            let bits = |logits: &[f32]| logits.iter().map(|l| l.to_bits()).collect::<Vec<_>>();
            for position in 0..CONFIG.context {
                let own = position * CONFIG.vocabulary..(position + 1) * CONFIG.vocabulary;
                let same = bits(&before[own.clone()]) == bits(&after[own]);
                assert_eq!(same, position < place, "token {place} changed, logits of position {position}");
            }
        }
    }
}
