//! Checkpoints as safetensors, with the model's sizes in the file's metadata.

use super::architecture::Architecture;
use super::config::ModelConfig;
use super::weights::{Parameter, Weights, WeightsError};
use ::safetensors::tensor::TensorView;
use ::safetensors::{Dtype, SafeTensors};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// Bytes of the largest header: names, shapes, and how the model was trained.
pub const LARGEST_HEADER: u64 = 2_000_000;

/// Where a GPT's sizes stand in the metadata.
const CONFIG_KEY: &str = "unwrap_lab.config";
/// Where those of a compiled transformer stand.
const COMPILED_KEY: &str = "unwrap_lab.compiled";

/// Writes `weights` as the bytes of a safetensors file (float32, little-endian).
///
/// # Errors
/// When the library refuses the parameters.
pub fn to_safetensors(weights: &Weights) -> Result<Vec<u8>, WeightsError> {
    to_safetensors_with(weights, &[])
}

/// The same with notes in the file's metadata.
///
/// # Errors
/// When the library refuses the parameters.
pub fn to_safetensors_with(weights: &Weights, notes: &[(&str, String)]) -> Result<Vec<u8>, WeightsError> {
    let (key, sizes) = match &weights.architecture {
        Architecture::Gpt(config) => (CONFIG_KEY, serde_json::to_string(config)),
        Architecture::Compiled(sizes) => (COMPILED_KEY, serde_json::to_string(sizes)),
    };
    let sizes = sizes.map_err(|e| WeightsError::Format(e.to_string()))?;
    let mut metadata = HashMap::from([(key.to_owned(), sizes)]);
    metadata.extend(notes.iter().map(|(key, note)| ((*key).to_owned(), note.clone())));
    to_file(&weights.parameters, metadata)
}

/// Writes tensors, float32 and little-endian, with `metadata`.
///
/// # Errors
/// When the library refuses them.
pub(super) fn to_file(tensors: &[Parameter], mut metadata: HashMap<String, String>) -> Result<Vec<u8>, WeightsError> {
    let format = |e: &dyn std::fmt::Display| WeightsError::Format(e.to_string());
    let bytes: Vec<Vec<u8>> = tensors.iter().map(|p| p.values.iter().flat_map(|v| v.to_le_bytes()).collect()).collect();
    let views = tensors
        .iter()
        .zip(&bytes)
        .map(|(p, data)| {
            Ok((p.name.clone(), TensorView::new(Dtype::F32, p.shape.clone(), data).map_err(|e| format(&e))?))
        })
        .collect::<Result<Vec<_>, WeightsError>>()?;
    // Many versions of transformers refuse a file that does not say what it is.
    metadata.insert("format".to_owned(), "pt".to_owned());
    ::safetensors::serialize(views, Some(metadata)).map_err(|e| format(&e))
}

/// The tensors of a file whose header is not too large.
///
/// # Errors
/// When the bytes are no such file.
pub(super) fn opened(bytes: &[u8]) -> Result<SafeTensors<'_>, WeightsError> {
    bounded(bytes)?;
    SafeTensors::deserialize(bytes).map_err(|e| WeightsError::Format(e.to_string()))
}

/// The values of a tensor, row by row.
///
/// # Errors
/// When it is not float32.
pub(super) fn values(view: &TensorView, name: &str) -> Result<Vec<f32>, WeightsError> {
    if view.dtype() != Dtype::F32 {
        return Err(WeightsError::Format(format!("{name} is not float32")));
    }
    let (words, _) = view.data().as_chunks::<4>();
    Ok(words.iter().map(|w| f32::from_le_bytes(*w)).collect())
}

/// Refuses a header that would take seconds to read, before any of it is read. Its length stands in the first eight bytes.
fn bounded(bytes: &[u8]) -> Result<(), WeightsError> {
    let length = bytes.first_chunk::<8>().map_or(0, |first| u64::from_le_bytes(*first));
    if length <= LARGEST_HEADER {
        return Ok(());
    }
    Err(WeightsError::Format(format!(
        "its header has {length} bytes, and that of a model of this page at most {LARGEST_HEADER}"
    )))
}

/// A note in the metadata of a safetensors file; none where it has no such note.
///
/// # Errors
/// When the bytes are no such file.
pub fn safetensors_note(bytes: &[u8], key: &str) -> Result<Option<String>, WeightsError> {
    bounded(bytes)?;
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| WeightsError::Format(e.to_string()))?;
    Ok(metadata.metadata().as_ref().and_then(|m| m.get(key).cloned()))
}

/// A model's sizes as the metadata states them; by way of a [`Value`], as the rest of the page reads JSON.
fn sizes<T: DeserializeOwned>(noted: &str) -> Result<T, WeightsError> {
    let value = serde_json::from_str::<Value>(noted).and_then(serde_json::from_value);
    value.map_err(|e| WeightsError::Format(e.to_string()))
}

/// Reads the bytes of a safetensors file written by [`to_safetensors`].
///
/// # Errors
/// When the bytes are no such file, or its parameters are not those of its sizes.
pub fn from_safetensors(bytes: &[u8]) -> Result<Weights, WeightsError> {
    let format = |e: &dyn std::fmt::Display| WeightsError::Format(e.to_string());
    bounded(bytes)?;
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| format(&e))?;
    let note = |key: &str| metadata.metadata().as_ref().and_then(|m| m.get(key));
    let architecture = match (note(CONFIG_KEY), note(COMPILED_KEY)) {
        (Some(config), _) => Architecture::Gpt(sizes::<ModelConfig>(config)?),
        (None, Some(noted)) => Architecture::Compiled(sizes(noted)?),
        (None, None) => {
            return Err(WeightsError::Format("its metadata does not state the model's sizes".to_owned()));
        }
    };
    let expected = architecture.checked()?.parameters();
    let file = opened(bytes)?;
    if let Some(extra) = file.names().iter().find(|n| !expected.iter().any(|(name, _)| name == **n)) {
        return Err(WeightsError::Name { expected: "nothing".to_owned(), found: (*extra).to_string() });
    }
    let mut parameters = Vec::new();
    for (name, _) in expected {
        let view = file.tensor(&name).map_err(|e| format(&e))?;
        let values = values(&view, &name)?;
        parameters.push(Parameter { name, shape: view.shape().to_vec(), values });
    }
    Weights::new(architecture, parameters)
}

#[cfg(test)]
mod tests {
    use super::super::{ModelSize, initial_weights};
    use super::*;

    #[test]
    fn weights_survive_a_file_bit_for_bit() {
        let weights = initial_weights(ModelSize::Micro.config(30, 19).unwrap(), 3);
        let bytes = to_safetensors(&weights).unwrap();
        assert_eq!(from_safetensors(&bytes), Ok(weights));
    }

    #[test]
    fn a_header_without_end_is_not_read() {
        let mut bytes = 50_000_000_u64.to_le_bytes().to_vec();
        bytes.resize(50_000_100, b' ');
        let begin = std::time::Instant::now();
        let refused = from_safetensors(&bytes).unwrap_err().to_string();
        assert!(refused.contains("its header has 50000000 bytes"), "{refused}");
        assert!(begin.elapsed().as_millis() < 100);
    }

    #[test]
    fn a_damaged_file_is_refused_with_a_sentence() {
        let weights = initial_weights(ModelSize::Micro.config(30, 19).unwrap(), 3);
        let bytes = to_safetensors(&weights).unwrap();
        for cut in [0, 7, 64, bytes.len() / 2, bytes.len() - 1] {
            assert!(from_safetensors(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        let mut nan = weights;
        nan.parameters[0].values[0] = f32::NAN;
        let refused = from_safetensors(&to_safetensors(&nan).unwrap()).unwrap_err();
        assert_eq!(refused.to_string(), "token.weight holds a value that is not a finite number");
    }
}
