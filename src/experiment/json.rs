//! Experiments as JSON: for files, for the JavaScript interface and for the settings that a Record states.

use super::error::{SpecError, shortened};
use super::setup::{Spec, UNNAMED, setup_called};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::Error as _;
use serde_json::{Deserializer, Serializer, Value};

/// Reads an experiment. The object may name a `setup`, what that setup begins with (a `preset` or a `program`), and any settings; the rest is
/// that of the beginning.
///
/// # Errors
/// When it is no object, a key is unknown, a value is out of range, or settings do not fit together.
pub fn spec_from_json(value: &Value) -> Result<Spec, SpecError> {
    let Value::Object(object) = value else {
        return Err(SpecError::Shape(kind_of(value).to_owned()));
    };
    let kind = match object.get("setup") {
        None => setup_called(UNNAMED)?,
        Some(Value::String(name)) => setup_called(name)?,
        Some(other) => return Err(SpecError::UnknownSetup(shortened(&other.to_string()))),
    };
    let mut spec = (kind.base)(&|key| object.get(key).map(to_text))?;
    for (key, value) in object.iter().filter(|(key, _)| *key != "setup" && !kind.bases.contains(&key.as_str())) {
        spec.set(key, &to_text(value))?;
    }
    spec.checked()
}

/// The experiment with every setting written out.
pub fn spec_to_json(spec: &Spec) -> Value {
    serde_json::to_value(spec).unwrap_or(Value::Null)
}

/// Reads JSON by way of a [`Value`], as Records are read, which may have to be brought up to date in between: so what reads a type is
/// compiled once, and the page is smaller.
///
/// # Errors
/// When the text is no JSON, or not that of a `T`.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_value(serde_json::from_str(text)?)
}

/// JSON for people to read. Its text is laid out afterwards, so that what writes a type is compiled once.
///
/// # Errors
/// When `value` is nothing that JSON can hold.
pub fn to_json<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let plain = serde_json::to_string(value)?;
    let mut laid_out = Vec::new();
    serde_transcode::transcode(&mut Deserializer::from_str(&plain), &mut Serializer::pretty(&mut laid_out))?;
    String::from_utf8(laid_out).map_err(serde_json::Error::custom)
}

pub(super) fn to_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(to_text).collect::<Vec<_>>().join(","),
        // JavaScript has one kind of number: a whole one may arrive as 700.0.
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::grammar::{GrammarSpec, Preset};
    use serde_json::json;

    #[test]
    fn a_written_experiment_reads_back_the_same() {
        for preset in Preset::ALL {
            assert_eq!(
                spec_from_json(&spec_to_json(&preset.spec().into())),
                Ok(preset.spec().into()),
                "{}",
                preset.name()
            );
        }
    }

    #[test]
    fn only_what_differs_need_be_given() {
        crate::setups::install();
        let spec = spec_from_json(&json!({"preset": "micro", "seed": 7.0, "fine_tune_rates": [1e-3, 1e-5]})).unwrap();
        assert_eq!(spec, GrammarSpec { seed: 7, fine_tune_rates: vec![1e-3, 1e-5], ..Preset::Micro.spec() });
        assert_eq!(spec_from_json(&json!({})), Ok(Preset::Quick.spec().into()));
    }

    #[test]
    fn bad_experiments_are_refused_with_a_sentence() {
        crate::setups::install();
        for (value, part) in [
            (json!([1]), "this is a list"),
            (json!({"sed": 1}), "no setting called “sed”"),
            (json!({"seed": 1.5}), "whole number"),
            (json!({"seed": null}), "whole number"),
            (json!({"preset": "nope"}), "no preset called “nope”"),
            (json!({"window": 200}), "does not fit a text"),
            (json!({"text_length": 250, "batch": 512}), "too large"),
            (json!({"size": "x".repeat(10_000)}), "…"),
        ] {
            let error = spec_from_json(&value).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
