//! What is written for Hugging Face's transformers, read by code that knows nothing of this project: plain loops after the definition of
//! `GPT2LMHeadModel`, on a shipped model.

use safetensors::SafeTensors;
use serde_json::Value;
use std::collections::HashMap;
use unwrap_lab::experiment::{Checkpoint, transformers_folder};
use unwrap_lab::model::{from_transformers, sizes_of_transformers};

type Tensors = HashMap<String, Vec<f64>>;

/// `x W + b` for a matrix that lies as `[inputs, outputs]`, as in `Conv1D`.
fn conv1d(x: &[f64], tensors: &Tensors, name: &str) -> Vec<f64> {
    let (weight, bias) = (&tensors[&format!("{name}.weight")], &tensors[&format!("{name}.bias")]);
    let outputs = bias.len();
    (0..outputs)
        .map(|j| bias[j] + x.iter().enumerate().map(|(i, v)| v * weight[i * outputs + j]).sum::<f64>())
        .collect()
}

fn layer_norm(x: &[f64], tensors: &Tensors, name: &str) -> Vec<f64> {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    let (weight, bias) = (&tensors[&format!("{name}.weight")], &tensors[&format!("{name}.bias")]);
    x.iter().zip(weight.iter().zip(bias)).map(|(v, (w, b))| (v - mean) / (variance + 1e-5).sqrt() * w + b).collect()
}

fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + libm::erf(x / std::f64::consts::SQRT_2))
}

/// The logits at the last position.
fn logits(tokens: &[u32], tensors: &Tensors, config: &Value) -> Vec<f64> {
    let of = |key: &str| config[key].as_u64().unwrap() as usize;
    let (d, heads, blocks, vocabulary) = (of("n_embd"), of("n_head"), of("n_layer"), of("vocab_size"));
    let width = d / heads;
    let (wte, wpe) = (&tensors["transformer.wte.weight"], &tensors["transformer.wpe.weight"]);
    let embed = |(t, token): (usize, &u32)| (0..d).map(|i| wte[*token as usize * d + i] + wpe[t * d + i]).collect();
    let mut stream: Vec<Vec<f64>> = tokens.iter().enumerate().map(embed).collect();
    for block in 0..blocks {
        let name = |part: &str| format!("transformer.h.{block}.{part}");
        let joined: Vec<Vec<f64>> = stream
            .iter()
            .map(|x| conv1d(&layer_norm(x, tensors, &name("ln_1")), tensors, &name("attn.c_attn")))
            .collect();
        let mut attended = Vec::new();
        for t in 0..tokens.len() {
            let mut out = vec![0.0; d];
            for head in 0..heads {
                let at = |s: usize, which: usize, i: usize| joined[s][which * d + head * width + i];
                let score =
                    |s: usize| (0..width).map(|i| at(t, 0, i) * at(s, 1, i)).sum::<f64>() / (width as f64).sqrt();
                let scores: Vec<f64> = (0..=t).map(score).collect();
                let largest = scores.iter().copied().fold(f64::MIN, f64::max);
                let weights: Vec<f64> = scores.iter().map(|s| (s - largest).exp()).collect();
                let sum: f64 = weights.iter().sum();
                for i in 0..width {
                    out[head * width + i] = (0..=t).map(|s| weights[s] / sum * at(s, 2, i)).sum();
                }
            }
            attended.push(conv1d(&out, tensors, &name("attn.c_proj")));
        }
        for (x, change) in stream.iter_mut().zip(attended) {
            x.iter_mut().zip(change).for_each(|(v, c)| *v += c);
            let hidden = conv1d(&layer_norm(x, tensors, &name("ln_2")), tensors, &name("mlp.c_fc"));
            let hidden: Vec<f64> = hidden.into_iter().map(gelu).collect();
            x.iter_mut().zip(conv1d(&hidden, tensors, &name("mlp.c_proj"))).for_each(|(v, c)| *v += c);
        }
    }
    let last = layer_norm(stream.last().unwrap(), tensors, "transformer.ln_f");
    let head = &tensors["lm_head.weight"];
    (0..vocabulary).map(|v| (0..d).map(|i| head[v * d + i] * last[i]).sum()).collect()
}

#[test]
fn a_model_written_for_transformers_gives_the_answers_of_its_record_when_other_code_reads_it() {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/www/checkpoints/quick-pretrain.safetensors");
    let checkpoint = Checkpoint::from_bytes(&std::fs::read(shipped).unwrap()).unwrap();
    let files: HashMap<&str, Vec<u8>> = transformers_folder(&checkpoint).unwrap().into_iter().collect();
    let json = |name: &str| -> Value { serde_json::from_slice(&files[name]).unwrap() };
    let config = json("config.json");
    let file = SafeTensors::deserialize(&files["model.safetensors"]).unwrap();
    let numbers =
        |data: &[u8]| data.chunks_exact(4).map(|w| f64::from(f32::from_le_bytes(w.try_into().unwrap()))).collect();
    let tensors: Tensors = file.tensors().into_iter().map(|(name, view)| (name, numbers(view.data()))).collect();

    let vocabulary = json("tokenizer.json")["model"]["vocab"].clone();
    assert_eq!(
        vocabulary.as_object().unwrap().len(),
        config["vocab_size"].as_u64().unwrap() as usize,
        "every word once"
    );
    assert_eq!(vocabulary["SOS"], 0);

    let held_out = json("held-out.json");
    let stated = &checkpoint.history.stage.last().unwrap().values.shares;
    for (set, stated) in held_out.as_array().unwrap().iter().zip(stated) {
        let prompts: Vec<Vec<u32>> = serde_json::from_value(set["tokens"].clone()).unwrap();
        let answers: Vec<u32> = serde_json::from_value(set["answers"].clone()).unwrap();
        let right = prompts.iter().zip(&answers).filter(|(tokens, answer)| {
            let logits = logits(tokens, &tensors, &config);
            logits.iter().all(|logit| *logit <= logits[**answer as usize])
        });
        assert_eq!((right.count(), prompts.len()), (stated.correct as usize, stated.n as usize), "{}", set["measure"]);
    }
    let sizes = sizes_of_transformers(&config).unwrap();
    assert_eq!(from_transformers(&files["model.safetensors"], sizes), Ok(checkpoint.weights));
}
