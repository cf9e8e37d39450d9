//! The model, its gradients and AdamW against PyTorch: the same weights and batch, numbers recorded by
//! `tests/golden/pytorch_step.py` in float64.

use super::gradient;
use burn::tensor::Device;
use serde_json::Value;
use unwrap_lab::model::{Gpt, ModelConfig, Parameter, Readout, Weights};
use unwrap_lab::tasks::Batch;
use unwrap_lab::train::{AdamW, Learner, Objective, loss};

/// Our float32 against PyTorch's float64, as a share of a parameter's largest magnitude: some hundred roundings of 6e-8.
/// AdamW divides by the root of a gradient's square, so weights after steps are held to less.
const VALUES: f64 = 1e-5;
const AFTER_STEPS: f64 = 1e-4;

struct Golden(Value);

impl Golden {
    fn read() -> Self {
        Self(serde_json::from_str(include_str!("../golden/pytorch_step.json")).unwrap())
    }

    fn numbers(value: &Value) -> Vec<f64> {
        serde_json::from_value(value.clone()).unwrap()
    }

    fn config(&self) -> ModelConfig {
        serde_json::from_value(self.0["config"].clone()).unwrap()
    }

    fn weights(&self) -> Weights {
        let config = self.config();
        let parameters = config
            .parameters()
            .into_iter()
            .map(|(name, shape)| {
                let values = Self::numbers(&self.0["weights"][&name]).into_iter().map(|v| v as f32).collect();
                Parameter { name, shape, values }
            })
            .collect();
        Weights::new(config, parameters).unwrap()
    }

    fn batch(&self) -> Batch {
        let tokens = |key: &str| serde_json::from_value(self.0["batch"][key].clone()).unwrap();
        let size = self.0["batch"]["size"].as_u64().unwrap() as usize;
        Batch { size, inputs: tokens("inputs"), targets: tokens("targets") }
    }
}

fn assert_close(what: &str, ours: &[f64], theirs: &[f64], share: f64) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let scale = theirs.iter().fold(0.0_f64, |m, v| m.max(v.abs())).max(1e-6);
    for (index, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= share * scale, "{what}[{index}]: {a} here, {b} in PyTorch, scale {scale}");
    }
}

fn widened(values: &[f32]) -> Vec<f64> {
    values.iter().map(|v| f64::from(*v)).collect()
}

const OBJECTIVES: [(&str, Objective); 2] = [("answer", Objective::Answer), ("every-token", Objective::EveryToken)];

pub(crate) fn logits_are_pytorchs() {
    let golden = Golden::read();
    let device = Device::flex();
    let gpt = Gpt::from_weights(&golden.weights(), &device);
    let batch = golden.batch();
    let tokens: Vec<i32> = batch.inputs.iter().map(|t| *t as i32).collect();
    let shape = [batch.size, golden.config().context];
    let tokens = burn::tensor::Tensor::from_data(burn::tensor::TensorData::new(tokens, shape), &device);
    let logits = gpt.forward(tokens, Readout::EveryPosition).into_data().try_into_vec::<f32>().unwrap();
    assert_close("logits", &widened(&logits), &Golden::numbers(&golden.0["logits"]), VALUES);
}

pub(crate) fn losses_and_the_gradient_of_every_parameter_are_pytorchs() {
    let golden = Golden::read();
    for (key, objective) in OBJECTIVES {
        let expected = &golden.0["objectives"][key];
        let device = Device::flex().autodiff();
        let gpt = Gpt::from_weights(&golden.weights(), &device);
        let loss = loss(&gpt, &golden.batch(), objective, &device);
        let value: f32 = loss.clone().into_scalar();
        assert_close(key, &[f64::from(value)], &[expected["loss"].as_f64().unwrap()], VALUES);
        let gradients = gradient::of(&gpt, &loss);
        for ((name, _), ours) in golden.config().parameters().into_iter().zip(gradients) {
            let theirs = Golden::numbers(&expected["gradients"][&name]);
            // The bias of the keys shifts every score of a row alike: its gradient is zero but for rounding.
            if name.ends_with("attention.key.bias") {
                assert!(ours.iter().all(|g| g.abs() < 1e-5), "{key} {name}: {ours:?}");
            } else {
                assert_close(&format!("{key} {name}"), &widened(&ours), &theirs, VALUES);
            }
        }
    }
}

pub(crate) fn one_and_three_steps_of_adamw_with_and_without_clipping_are_pytorchs() {
    let golden = Golden::read();
    let number = |key: &str| golden.0["adamw"][key].as_f64().unwrap() as f32;
    for (key, objective) in OBJECTIVES {
        for run in golden.0["objectives"][key]["runs"].as_array().unwrap() {
            let adamw = AdamW {
                beta_1: number("beta_1"),
                beta_2: number("beta_2"),
                epsilon: number("epsilon"),
                weight_decay: number("weight_decay"),
                clip: run["clip"].as_f64(),
            };
            let mut learner = Learner::new(&golden.weights(), adamw, &Device::flex());
            for step in 1..=3 {
                pollster::block_on(learner.step(&golden.batch(), objective, golden.0["rate"].as_f64().unwrap()))
                    .unwrap();
                let loss = pollster::block_on(learner.mean_loss()).unwrap().unwrap();
                let expected = run["losses"][step - 1].as_f64().unwrap();
                assert_close(&format!("{key} loss {step}"), &[f64::from(loss)], &[expected], AFTER_STEPS);
                let Some(after) = run["weights_after"].get(step.to_string()) else { continue };
                for parameter in pollster::block_on(learner.weights()).unwrap().parameters {
                    // Adam turns the rounding noise in the keys' bias into steps of full size; nothing depends on it.
                    if !parameter.name.ends_with("attention.key.bias") {
                        let what = format!("{key}, clip {:?}, step {step}, {}", adamw.clip, parameter.name);
                        let theirs = Golden::numbers(&after[&parameter.name]);
                        assert_close(&what, &widened(&parameter.values), &theirs, AFTER_STEPS);
                    }
                }
            }
        }
    }
}
