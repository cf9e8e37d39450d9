//! Logits, loss, gradients and AdamW steps against PyTorch's, for the same weights and the same batch.
//!
//! The reference, float64, is `golden/pytorch_step.json`; `golden/pytorch_step.py` writes it. Ours is float32.
#![cfg(feature = "cli")]

mod golden;

use burn::tensor::{Device, Tensor, TensorData};
use golden::{floats, gradients};
use pollster::block_on;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unwrap_lab::model::{Gpt, ModelConfig, Parameter, Readout, Weights};
use unwrap_lab::tasks::Batch;
use unwrap_lab::train::{AdamW, Learner, Objective};

/// Largest deviation of logits, loss and gradients, as a share of the largest magnitude among the numbers compared (the
/// logits, or one parameter's gradient). Float32 keeps 6e-8 of a number; through two blocks up to 7e-7 of the largest
/// was seen to go astray. Another order of summation, on other processors, may cost a few times that.
const FORWARD: f64 = 5e-6;
/// The same for weights after AdamW steps, as a share of a parameter's largest weight. AdamW divides a gradient by its
/// own size, so an entry whose gradient is small moves as far as one whose gradient is large, with all of its rounding
/// error. Up to 7e-7 of the largest weight was seen.
const STEP: f64 = 1e-5;

#[derive(Deserialize)]
struct Golden {
    config: ModelConfig,
    adamw: Optimiser,
    rate: f64,
    batch: Numbers,
    weights: Named,
    logits: Vec<f64>,
    objectives: BTreeMap<String, Reference>,
}

type Named = BTreeMap<String, Vec<f64>>;

#[derive(Deserialize)]
struct Optimiser {
    beta_1: f32,
    beta_2: f32,
    epsilon: f32,
    weight_decay: f32,
}

#[derive(Deserialize)]
struct Numbers {
    size: usize,
    inputs: Vec<u32>,
    targets: Vec<u32>,
}

#[derive(Deserialize)]
struct Reference {
    loss: f64,
    gradients: Named,
    runs: Vec<Training>,
}

/// Three steps on the same batch.
#[derive(Deserialize)]
struct Training {
    clip: Option<f64>,
    /// Loss before each step.
    losses: Vec<f64>,
    /// Norm of the gradient before it was clipped.
    gradient_norms: Vec<f64>,
    /// Weights by the number of steps taken.
    weights_after: BTreeMap<u32, Named>,
}

static GOLDEN: LazyLock<Golden> =
    LazyLock::new(|| serde_json::from_str(include_str!("golden/pytorch_step.json")).expect("the reference is JSON"));

impl Golden {
    fn weights(&self) -> Weights {
        let parameters = self.config.parameters().into_iter().map(|(name, shape)| {
            let values = self.weights[&name].iter().map(|v| *v as f32).collect();
            Parameter { name, shape, values }
        });
        Weights::new(self.config, parameters.collect()).expect("the reference has our names and shapes")
    }

    fn batch(&self) -> Batch {
        let Numbers { size, inputs, targets } = &self.batch;
        Batch { size: *size, inputs: inputs.clone(), targets: targets.clone() }
    }

    fn of(&self, objective: Objective) -> &Reference {
        match objective {
            Objective::Answer => &self.objectives["answer"],
            Objective::EveryToken => &self.objectives["every-token"],
        }
    }

    fn adamw(&self, clip: Option<f64>) -> AdamW {
        let Optimiser { beta_1, beta_2, epsilon, weight_decay } = self.adamw;
        AdamW { beta_1, beta_2, epsilon, weight_decay, clip }
    }
}

fn largest<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    values.into_iter().fold(0.0, |most, v| most.max(v.abs()))
}

/// The largest deviation, as a share of `scale`.
fn deviation(ours: &[f32], theirs: &[f64], scale: f64) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    let differences: Vec<f64> = ours.iter().zip(theirs).map(|(o, t)| f64::from(*o) - t).collect();
    assert!(differences.iter().all(|d| d.is_finite()));
    largest(&differences) / scale
}

/// A key's bias adds the same number to all scores of a query, which the softmax takes out again: its gradient is 0, and
/// what either side computes is rounding noise.
fn without_effect(name: &str) -> bool {
    name.ends_with("attention.key.bias")
}

fn gradients_match(objective: Objective) {
    let device = Device::flex().autodiff();
    let model = Gpt::from_weights(&GOLDEN.weights(), &device);
    let (_, ours) = gradients(&model, &GOLDEN.batch(), objective, &device);
    let theirs = &GOLDEN.of(objective).gradients;
    let overall = largest(theirs.values().flatten());
    assert_eq!(ours.len(), theirs.len());
    for (name, ours) in &ours {
        let theirs = &theirs[name];
        let scale = if without_effect(name) { overall } else { largest(theirs) };
        let deviation = deviation(ours, theirs, scale);
        assert!(deviation < FORWARD, "{name}: {deviation:.1e} of its largest gradient");
    }
}

fn loss_matches(objective: Objective) {
    let device = Device::flex().autodiff();
    let model = Gpt::from_weights(&GOLDEN.weights(), &device);
    let (loss, _) = gradients(&model, &GOLDEN.batch(), objective, &device);
    let theirs = GOLDEN.of(objective).loss;
    assert!(deviation(&[loss], &[theirs], theirs) < FORWARD, "{loss}, not {theirs}");
}

fn steps_match(objective: Objective, clip: Option<f64>, steps: u32) {
    let training = GOLDEN.of(objective).runs.iter().find(|r| r.clip == clip).expect("the reference has this run");
    let mut learner = Learner::new(&GOLDEN.weights(), GOLDEN.adamw(clip), &Device::flex());
    for step in 0..steps {
        learner.step(&GOLDEN.batch(), objective, GOLDEN.rate);
        let (ours, theirs) = (block_on(learner.last_loss()).unwrap().unwrap(), training.losses[step as usize]);
        let deviation = deviation(&[ours], &[theirs], theirs);
        assert!(deviation < FORWARD, "loss of step {step}: {ours}, not {theirs}");
    }
    let weights = block_on(learner.weights()).unwrap();
    for ours in &weights.parameters {
        let theirs = &training.weights_after[&steps][&ours.name];
        if without_effect(&ours.name) {
            // AdamW blows noise up to whole steps; they change no other number, as the losses above show.
            let moved = deviation(&ours.values, &GOLDEN.weights[&ours.name], GOLDEN.rate * f64::from(steps));
            assert!(moved < 1.1, "{} moved by {moved} of the steps' length", ours.name);
            continue;
        }
        let deviation = deviation(&ours.values, theirs, largest(theirs));
        assert!(deviation < STEP, "{}: {deviation:.1e} of its largest weight", ours.name);
    }
}

#[test]
fn the_logits_of_every_position_are_pytorchs() {
    let device = Device::flex();
    let model = Gpt::from_weights(&GOLDEN.weights(), &device);
    let inputs: Vec<i32> = GOLDEN.batch.inputs.iter().map(|t| *t as i32).collect();
    let tokens = Tensor::from_data(TensorData::new(inputs, [GOLDEN.batch.size, GOLDEN.config.context]), &device);
    let ours = floats(model.forward(tokens, Readout::EveryPosition));
    let deviation = deviation(&ours, &GOLDEN.logits, largest(&GOLDEN.logits));
    assert!(deviation < FORWARD, "{deviation:.1e} of the largest logit");
}

#[test]
fn the_loss_on_the_answer_is_pytorchs() {
    loss_matches(Objective::Answer);
}

#[test]
fn the_loss_on_every_token_is_pytorchs() {
    loss_matches(Objective::EveryToken);
}

#[test]
fn every_gradient_of_the_loss_on_the_answer_is_pytorchs() {
    gradients_match(Objective::Answer);
}

#[test]
fn every_gradient_of_the_loss_on_every_token_is_pytorchs() {
    gradients_match(Objective::EveryToken);
}

#[test]
fn one_adamw_step_on_the_answer_is_pytorchs() {
    steps_match(Objective::Answer, None, 1);
}

#[test]
fn one_adamw_step_on_every_token_is_pytorchs() {
    steps_match(Objective::EveryToken, None, 1);
}

#[test]
fn three_adamw_steps_on_the_answer_are_pytorchs() {
    steps_match(Objective::Answer, None, 3);
}

#[test]
fn three_adamw_steps_on_every_token_are_pytorchs() {
    steps_match(Objective::EveryToken, None, 3);
}

#[test]
fn one_clipped_step_is_pytorchs() {
    steps_match(Objective::Answer, Some(0.5), 1);
    steps_match(Objective::EveryToken, Some(0.5), 1);
}

#[test]
fn three_clipped_steps_are_pytorchs() {
    steps_match(Objective::Answer, Some(0.5), 3);
    steps_match(Objective::EveryToken, Some(0.5), 3);
}

/// AdamW hardly sees a constant factor on its gradients. That the two tests above see the clip at all is because the
/// factor changes from step to step.
#[test]
fn the_reference_tells_a_clipped_training_from_an_unclipped_one() {
    for reference in GOLDEN.objectives.values() {
        let [free, clipped] = reference.runs.as_slice() else { panic!("two runs for each objective") };
        assert_eq!((free.clip, clipped.clip), (None, Some(0.5)));
        assert!(clipped.gradient_norms.iter().all(|norm| *norm > 0.6), "the clip is not active");
        let told_apart = free.weights_after[&3].iter().filter(|(name, values)| {
            let other: Vec<f32> = clipped.weights_after[&3][*name].iter().map(|v| *v as f32).collect();
            !without_effect(name) && deviation(&other, values, largest(*values)) > 10.0 * STEP
        });
        let count = told_apart.count();
        assert!(count > 20, "{count} parameters tell");
    }
}

/// With a large epsilon AdamW is plain gradient descent, `w - rate / epsilon · gradient`, so that one step shows the
/// gradient as it was clipped.
#[test]
fn clipping_scales_the_whole_gradient_by_one_factor_and_never_up() {
    const EPSILON: f32 = 1e6;
    for objective in [Objective::Answer, Objective::EveryToken] {
        let reference = GOLDEN.of(objective);
        let norm = reference.runs[0].gradient_norms[0];
        for (clip, expected_norm) in [(None, norm), (Some(0.5), 0.5), (Some(0.05), 0.05), (Some(100.0), norm)] {
            let adamw = AdamW { beta_1: 0.0, beta_2: 0.0, epsilon: EPSILON, weight_decay: 0.0, clip };
            let mut learner = Learner::new(&GOLDEN.weights(), adamw, &Device::flex());
            // The step is made one long for a gradient of norm one, so that float32 weights show it well.
            learner.step(&GOLDEN.batch(), objective, f64::from(EPSILON) / expected_norm);
            let after = block_on(learner.weights()).unwrap();
            let factor = expected_norm / norm;
            for ours in &after.parameters {
                let before = &GOLDEN.weights[&ours.name];
                let expected: Vec<f64> = before
                    .iter()
                    .zip(&reference.gradients[&ours.name])
                    .map(|(weight, gradient)| weight - gradient * factor / expected_norm)
                    .collect();
                // Of the step's whole length, 1. Weights up to 2 are rounded to 1e-7; the 1e-6 beside the norm is up to
                // 5e-7 of it; up to 1.9e-7 was seen.
                let deviation = deviation(&ours.values, &expected, 1.0);
                assert!(deviation < 2e-6, "{} at clip {clip:?}: {deviation:.1e}", ours.name);
            }
        }
    }
}
