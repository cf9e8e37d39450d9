//! The gradient of the loss against finite differences, and two facts about the forward pass: reading only the last
//! position changes nothing, and no position sees the future.

use burn::tensor::{Device, Int, Tensor, TensorData};
use unwrap_lab::model::{Gpt, ModelConfig, Readout, Weights, initial_weights};
use unwrap_lab::tasks::{Batch, Purpose, Stream};
use unwrap_lab::train::{Objective, loss};

const CONFIG: ModelConfig = ModelConfig { vocabulary: 11, context: 7, width: 8, blocks: 2, heads: 2 };

/// Weights so large that attention, norms and the non-linearity all matter.
fn weights() -> Weights {
    let mut weights = initial_weights(CONFIG, 4);
    let mut stream = Stream::new(5, Purpose::InitialWeights);
    for parameter in &mut weights.parameters {
        for value in &mut parameter.values {
            *value += 0.3 * stream.normal();
        }
    }
    weights
}

fn batch() -> Batch {
    let mut stream = Stream::new(6, Purpose::Benchmark);
    let mut draw = || (0..4 * CONFIG.context).map(|_| stream.below(11)).collect();
    Batch { size: 4, inputs: draw(), targets: draw() }
}

fn value(weights: &Weights, objective: Objective) -> f64 {
    let device = Device::flex();
    f64::from(loss(&Gpt::from_weights(weights, &device), &batch(), objective, &device).into_scalar::<f32>())
}

/// Step of the smaller difference quotient: far below it float32's rounding of the loss would show. The loss's curvature is
/// taken out by a second quotient of twice the step (Richardson).
const STEP: f32 = 1.5e-2;
/// Allowed error: the loss, about 3, is rounded to some 2e-7, over twice the step. Up to 4e-5 was seen.
const SLACK: f64 = 1e-4;

#[test]
fn gradients_agree_with_finite_differences_in_every_parameter() {
    let weights = weights();
    for objective in [Objective::Answer, Objective::EveryToken] {
        let device = Device::flex().autodiff();
        let gpt = Gpt::from_weights(&weights, &device);
        let gradients = crate::gradient::of(&gpt, &loss(&gpt, &batch(), objective, &device));
        let mut stream = Stream::new(7, Purpose::Benchmark);
        for (index, gradient) in gradients.iter().enumerate() {
            let name = &weights.parameters[index].name;
            for _ in 0..6 {
                let at = stream.below(gradient.len() as u32) as usize;
                let moved = |by: f32| {
                    let mut other = weights.clone();
                    other.parameters[index].values[at] += by;
                    value(&other, objective)
                };
                let over = |step: f32| (moved(step) - moved(-step)) / (2.0 * f64::from(step));
                let quotient = (4.0 * over(STEP) - over(2.0 * STEP)) / 3.0;
                let exact = f64::from(gradient[at]);
                let error = (quotient - exact).abs();
                assert!(error < SLACK * exact.abs().max(1.0), "{objective:?} {name}[{at}]: {exact} against {quotient}");
            }
        }
        let largest = gradients.iter().flatten().fold(0.0_f32, |m, g| m.max(g.abs()));
        assert!(largest > 0.1, "gradients are too small for this test to mean anything: {largest}");
    }
}

fn logits(tokens: &[u32], readout: Readout) -> Vec<f32> {
    let device = Device::flex();
    let signed: Vec<i32> = tokens.iter().map(|t| *t as i32).collect();
    let shape = [tokens.len() / CONFIG.context, CONFIG.context];
    let tokens = Tensor::<2, Int>::from_data(TensorData::new(signed, shape), &device);
    Gpt::from_weights(&weights(), &device).forward(tokens, readout).into_data().try_into_vec().unwrap()
}

#[test]
fn reading_the_last_position_alone_gives_the_same_logits_there() {
    let inputs = batch().inputs;
    let (all, last) = (logits(&inputs, Readout::EveryPosition), logits(&inputs, Readout::LastPosition));
    for (row, own) in last.chunks(CONFIG.vocabulary).enumerate() {
        let end = (row + 1) * CONFIG.context * CONFIG.vocabulary;
        for (a, b) in own.iter().zip(&all[end - CONFIG.vocabulary..end]) {
            assert!((a - b).abs() <= 1e-5 * b.abs().max(1.0), "{a} against {b}");
        }
    }
}

#[test]
fn no_position_sees_the_future() {
    let inputs = batch().inputs[..CONFIG.context].to_vec();
    let before = logits(&inputs, Readout::EveryPosition);
    for changed in 1..CONFIG.context {
        let mut other = inputs.clone();
        other[changed] = (other[changed] + 1) % 11;
        let after = logits(&other, Readout::EveryPosition);
        let first = changed * CONFIG.vocabulary;
        assert_eq!(before[..first], after[..first], "position {changed} was seen before it");
        assert_ne!(before[first..], after[first..]);
    }
}
