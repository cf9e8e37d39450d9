//! A GPT in the names and layout of `GPT2LMHeadModel` of Hugging Face's transformers, written and read back.
//!
//! The function is the same: pre-norm, learned positions, exact GELU, an untied head without bias. Matrices lie as here, `[inputs,
//! outputs]`, but for the head, which lies the other way; query, key and value stand side by side.

use super::architecture::Architecture;
use super::config::ModelConfig;
use super::safetensors::{opened, to_file, values};
use super::weights::{Parameter, Weights, WeightsError};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The floor of a LayerNorm's variance.
const EPSILON: f64 = 1e-5;
/// The three matrices that stand side by side there.
const JOINED: [&str; 3] = ["query", "key", "value"];

/// What `config.json` says of a GPT of these sizes.
pub fn transformers_config(config: &ModelConfig) -> Value {
    json!({
        "model_type": "gpt2",
        "architectures": ["GPT2LMHeadModel"],
        "vocab_size": config.vocabulary,
        "n_positions": config.context,
        "n_ctx": config.context,
        "n_embd": config.width,
        "n_layer": config.blocks,
        "n_head": config.heads,
        "n_inner": config.hidden(),
        "activation_function": "gelu",
        "layer_norm_epsilon": EPSILON,
        "resid_pdrop": 0.0,
        "embd_pdrop": 0.0,
        "attn_pdrop": 0.0,
        "tie_word_embeddings": false,
        "bos_token_id": null,
        "eos_token_id": null,
        "torch_dtype": "float32",
    })
}

/// The sizes that a `config.json` states.
///
/// # Errors
/// A sentence when it is of another kind of model, or its sizes are out of range.
pub fn sizes_of_transformers(config: &Value) -> Result<ModelConfig, WeightsError> {
    let refused = |what: &str| WeightsError::Format(what.to_owned());
    let number = |key: &str| {
        let value = config.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        value.ok_or_else(|| WeightsError::Format(format!("config.json does not state {key} as a number")))
    };
    if config.get("model_type").and_then(Value::as_str) != Some("gpt2") {
        return Err(refused("config.json is of no model of the type gpt2"));
    }
    if config.get("activation_function").and_then(Value::as_str) != Some("gelu") {
        return Err(refused("its activation function is not the exact GELU (“gelu”)"));
    }
    if config.get("tie_word_embeddings").and_then(Value::as_bool) != Some(false) {
        return Err(refused("its head is tied to its embedding, which no model of this page has"));
    }
    if config.get("layer_norm_epsilon").and_then(Value::as_f64).is_none_or(|e| (e - EPSILON).abs() > 1e-9) {
        return Err(refused("its layer_norm_epsilon is not 1e-5"));
    }
    let sizes = ModelConfig {
        vocabulary: number("vocab_size")?,
        context: number("n_positions")?,
        width: number("n_embd")?,
        blocks: number("n_layer")?,
        heads: number("n_head")?,
    }
    .checked()?;
    let inner = config.get("n_inner").and_then(Value::as_u64);
    if inner.is_some_and(|inner| inner != sizes.hidden() as u64) {
        return Err(refused("its MLPs are not four times as wide as its residual stream"));
    }
    Ok(sizes)
}

/// A matrix `[rows, columns]` the other way round.
fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..columns)
        .flat_map(|column| (0..rows).filter_map(move |row| values.get(row * columns + column).copied()))
        .collect()
}

/// What a parameter is called there; none for those that stand side by side with others.
fn their_name(own: &str) -> Option<String> {
    let fixed = match own {
        "token.weight" => Some("transformer.wte.weight"),
        "position.weight" => Some("transformer.wpe.weight"),
        "norm_final.gain" => Some("transformer.ln_f.weight"),
        "norm_final.bias" => Some("transformer.ln_f.bias"),
        "head.weight" => Some("lm_head.weight"),
        _ => None,
    };
    if let Some(name) = fixed {
        return Some(name.to_owned());
    }
    let (block, rest) = own.strip_prefix("blocks.")?.split_once('.')?;
    let rest = match rest {
        "norm_attention.gain" => "ln_1.weight",
        "norm_attention.bias" => "ln_1.bias",
        "norm_mlp.gain" => "ln_2.weight",
        "norm_mlp.bias" => "ln_2.bias",
        "attention.output.weight" => "attn.c_proj.weight",
        "attention.output.bias" => "attn.c_proj.bias",
        "mlp_in.weight" => "mlp.c_fc.weight",
        "mlp_in.bias" => "mlp.c_fc.bias",
        "mlp_out.weight" => "mlp.c_proj.weight",
        "mlp_out.bias" => "mlp.c_proj.bias",
        _ => return None,
    };
    Some(format!("transformer.h.{block}.{rest}"))
}

/// The weights of a GPT as the bytes of `model.safetensors`.
///
/// # Errors
/// A sentence when they are of a compiled program, which has no place in that format, or the library refuses them.
pub fn to_transformers(weights: &Weights) -> Result<Vec<u8>, WeightsError> {
    let Architecture::Gpt(config) = weights.architecture else {
        return Err(WeightsError::Format("a compiled program's model is no GPT-2".to_owned()));
    };
    let d = config.width;
    let mut tensors = Vec::new();
    for own in &weights.parameters {
        let Some(name) = their_name(&own.name) else { continue };
        tensors.push(if own.name == "head.weight" {
            let values = transposed(&own.values, d, config.vocabulary);
            Parameter { name, shape: vec![config.vocabulary, d], values }
        } else {
            Parameter { name, ..own.clone() }
        });
    }
    for block in 0..config.blocks {
        let part = |matrix: &str, kind: &str| {
            weights.get(&format!("blocks.{block}.attention.{matrix}.{kind}")).map_or(&[][..], |own| &own.values)
        };
        let row = |row: usize| {
            JOINED.into_iter().flat_map(move |matrix| part(matrix, "weight").iter().skip(row * d).take(d).copied())
        };
        let name = |kind: &str| format!("transformer.h.{block}.attn.c_attn.{kind}");
        tensors.push(Parameter { name: name("weight"), shape: vec![d, 3 * d], values: (0..d).flat_map(row).collect() });
        let biases = JOINED.into_iter().flat_map(|matrix| part(matrix, "bias").iter().copied()).collect();
        tensors.push(Parameter { name: name("bias"), shape: vec![3 * d], values: biases });
    }
    to_file(&tensors, HashMap::new())
}

/// Reads `model.safetensors` of a GPT of these sizes.
///
/// # Errors
/// Names the first tensor that is missing, not float32, of another shape, or that no GPT of these sizes has.
pub fn from_transformers(bytes: &[u8], config: ModelConfig) -> Result<Weights, WeightsError> {
    let file = opened(bytes)?;
    let tensor = |name: &str, shape: &[usize]| -> Result<Vec<f32>, WeightsError> {
        // Some programs leave the first part of the names out.
        let view = file
            .tensor(name)
            .or_else(|_| file.tensor(name.trim_start_matches("transformer.")))
            .map_err(|_| WeightsError::Format(format!("{name} is missing")))?;
        let values = values(&view, name)?;
        if view.shape() != shape {
            let (expected, found) = (shape.to_vec(), view.shape().to_vec());
            return Err(WeightsError::Shape { name: name.to_owned(), expected, found });
        }
        Ok(values)
    };
    let d = config.width;
    let mut parameters = Vec::new();
    for (name, shape) in config.parameters() {
        let values = match their_name(&name) {
            Some(theirs) if name == "head.weight" => {
                transposed(&tensor(&theirs, &[config.vocabulary, d])?, config.vocabulary, d)
            }
            Some(theirs) => tensor(&theirs, &shape)?,
            None => {
                let block = name.split('.').nth(1).unwrap_or_default();
                let place = JOINED.iter().position(|matrix| name.contains(matrix)).unwrap_or_default();
                let (kind, rows) = if shape.len() == 2 { ("weight", d) } else { ("bias", 1) };
                let whole = if rows == 1 { vec![3 * d] } else { vec![d, 3 * d] };
                let joined = tensor(&format!("transformer.h.{block}.attn.c_attn.{kind}"), &whole)?;
                joined.chunks(3 * d).flat_map(|row| row.iter().skip(place * d).take(d).copied()).collect()
            }
        };
        parameters.push(Parameter { name, shape, values });
    }
    Weights::new(config, parameters)
}

#[cfg(test)]
mod tests {
    use super::super::{ModelSize, initial_weights};
    use super::*;

    #[test]
    fn a_model_comes_back_from_the_names_of_transformers_bit_for_bit() {
        for size in [ModelSize::Micro, ModelSize::Mini] {
            let config = size.config(30, 19).unwrap();
            let weights = initial_weights(config, 3);
            let bytes = to_transformers(&weights).unwrap();
            let sizes = sizes_of_transformers(&transformers_config(&config)).unwrap();
            assert_eq!(sizes, config);
            assert_eq!(from_transformers(&bytes, sizes), Ok(weights));
        }
    }

    #[test]
    fn models_that_compute_another_function_are_refused_in_a_sentence() {
        let config = transformers_config(&ModelSize::Micro.config(30, 19).unwrap());
        for (key, value, said) in [
            ("activation_function", json!("gelu_new"), "exact GELU"),
            ("tie_word_embeddings", json!(true), "tied"),
            ("n_inner", json!(100), "four times"),
            ("layer_norm_epsilon", json!(1e-6), "1e-5"),
            ("n_embd", json!(1_000_000), "must lie between"),
            ("model_type", json!("llama"), "gpt2"),
        ] {
            let mut other = config.clone();
            other[key] = value;
            let refused = sizes_of_transformers(&other).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
        let other = ModelSize::Mini.config(30, 19).unwrap();
        let bytes = to_transformers(&initial_weights(other, 1)).unwrap();
        assert!(from_transformers(&bytes, ModelSize::Micro.config(30, 19).unwrap()).is_err());
    }
}
