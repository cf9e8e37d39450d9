//! A trained model as a folder that Hugging Face's transformers and TransformerLens open without code of this project: config, weights,
//! tokenizer, the held-out prompts with their answers, and a README with the experiment's link.

use super::checkpoint::Checkpoint;
use super::collection::model_name;
use super::error::shortened;
use super::json::to_json;
use super::link::to_hash;
use super::zip_file::{ZipError, ZipWriter};
use crate::model::{to_transformers, transformers_config};
use flate2::Compression;
use serde_json::{Map, Value, json};

/// Why a model cannot be written that way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransformersError {
    /// Its setup's models have no vocabulary that could be written, or are no GPTs.
    #[error("models of this setup are no GPT-2, and have no place in that format")]
    Setup,
    /// The weights could not be written.
    #[error("a part could not be written ({0})")]
    Part(String),
}

/// The files of the folder, each with its name.
///
/// # Errors
/// When the model is of another kind, or a part cannot be written.
pub fn transformers_folder(checkpoint: &Checkpoint) -> Result<Vec<(&'static str, Vec<u8>)>, TransformersError> {
    let part = |e: &dyn std::fmt::Display| TransformersError::Part(shortened(&e.to_string()));
    let spec = &checkpoint.history.spec;
    let names = spec.token_names().ok_or(TransformersError::Setup)?;
    let config = checkpoint.weights.config();
    let text = |value: &Value| to_json(value).map(String::into_bytes).map_err(|e| part(&e));
    let vocabulary: Map<String, Value> = names.iter().enumerate().map(|(id, name)| (name.clone(), json!(id))).collect();
    let tokenizer = json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": null,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": null,
        "decoder": null,
        // Its name is no token: a word that the model does not know is an error then, not a wrong number.
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>"},
    });
    let about = json!({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": config.context});
    let mut files = vec![
        ("config.json", text(&transformers_config(&config))?),
        ("model.safetensors", to_transformers(&checkpoint.weights).map_err(|e| part(&e))?),
        ("tokenizer.json", text(&tokenizer)?),
        ("tokenizer_config.json", text(&about)?),
        ("README.md", readme(checkpoint).into_bytes()),
    ];
    let held_out = spec.held_out_prompts();
    if !held_out.is_empty() {
        files.push(("held-out.json", to_json(&held_out).map_err(|e| part(&e))?.into_bytes()));
    }
    Ok(files)
}

/// The folders of several models, each named after its stage, as one zip.
///
/// # Errors
/// As [`transformers_folder`].
pub fn transformers_zip(models: &[Checkpoint]) -> Result<Vec<u8>, TransformersError> {
    let part = |e: ZipError| TransformersError::Part(e.to_string());
    let mut zip = ZipWriter::new();
    for model in models {
        let name = model_name(model.history.stage.role);
        let folder = name.trim_end_matches(".safetensors");
        for (name, bytes) in transformers_folder(model)? {
            zip.put(&format!("{folder}/{name}"), &bytes, Compression::default()).map_err(part)?;
        }
    }
    zip.finish().map_err(part)
}

/// What the folder is, for whoever opens it.
fn readme(checkpoint: &Checkpoint) -> String {
    let (spec, stage) = (&checkpoint.history.spec, &checkpoint.history.stage);
    let metrics = spec.metrics();
    let shares = stage.last().map(|point| point.values.shares.clone()).unwrap_or_default();
    let measured: Vec<String> =
        metrics.iter().zip(&shares).map(|(m, a)| format!("{}: {} of {} right", m.key, a.correct, a.n)).collect();
    format!(
        "# {}\n\nTrained by Unwrap Lab {}. Experiment: the page, at `{}`.\n\nMeasured at the end: {}.\n\n```python\nfrom transformers import AutoModelForCausalLM, AutoTokenizer\nmodel, \
         tokenizer = AutoModelForCausalLM.from_pretrained(\".\"), AutoTokenizer.from_pretrained(\".\")\n```\n\n`held-out.json`, where there is one, has the \
         prompts as token numbers and the right answers: the answer is the largest logit at a prompt's last token.\n",
        spec.role_label(stage.role),
        checkpoint.history.version,
        to_hash(spec),
        if measured.is_empty() { "nothing".to_owned() } else { measured.join("; ") },
    )
}
