//! JSON schemas of what other programs write and read: an experiment's specification, made from the tables of settings, and a Record.

use super::setting::{Kind, Setting};
use super::setup::{SetupKind, UNNAMED};
use serde_json::{Map, Value, json};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A value of a setting: of its own kind, or as the text that links have.
fn value_of(setting: &Setting) -> Value {
    let described = |schema: Value| {
        let mut object = Map::new();
        object.insert("title".to_owned(), json!(setting.name));
        object.insert("description".to_owned(), json!(setting.sentence));
        if let Value::Object(own) = schema {
            object.extend(own);
        }
        Value::Object(object)
    };
    let number = |low: f64, high: f64| json!({"type": ["number", "string"], "minimum": low, "maximum": high});
    let several = |count: usize| {
        let share = json!({"type": "number", "minimum": 0, "maximum": 1});
        json!({"type": ["array", "string"], "items": share, "minItems": count, "maxItems": count})
    };
    described(match setting.kind {
        // A whole number may be written 700.0.
        Kind::Whole { low, high } => {
            json!({"type": ["number", "string"], "multipleOf": 1, "minimum": low, "maximum": high})
        }
        Kind::Share => number(0.0, 1.0),
        Kind::Number { low, high } | Kind::Rate { low, high } => number(low, high),
        Kind::Rates { low, high, most } => {
            let rate = json!({"type": "number", "minimum": low, "maximum": high});
            json!({"type": ["array", "number", "string"], "items": rate, "minItems": 1, "maxItems": most})
        }
        Kind::Choice(words) => json!({"enum": words}),
        Kind::Shares(names) | Kind::Probabilities(names) => several(names.len()),
        Kind::Text { most } => json!({"type": ["string", "object", "null"], "maxLength": most}),
    })
}

/// The schema of a specification as `unwrap run` and `unwrapLab.run` take it, of any of `setups`: settings that are left out are those of
/// what the setup begins with.
pub fn spec_schema(setups: &[&SetupKind]) -> Value {
    let of = |kind: &&SetupKind| {
        let settings = (kind.settings)();
        let mut properties: Map<String, Value> =
            settings.iter().map(|setting| (setting.key.to_owned(), value_of(setting))).collect();
        for base in kind.bases {
            properties.entry(*base).or_insert_with(|| json!({"type": "string", "description": "What it begins with."}));
        }
        properties.insert("setup".to_owned(), json!({"const": kind.key}));
        let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
        if kind.key != UNNAMED {
            schema["required"] = json!(["setup"]);
        }
        schema
    };
    let all: Vec<Value> = setups.iter().map(of).collect();
    json!({"$schema": DIALECT, "title": "An experiment of Unwrap Lab", "oneOf": all})
}

/// The schema of a Record. What it says of its experiment is that of [`spec_schema`], which this one refers to.
pub fn record_schema() -> Value {
    let count = json!({"type": "integer", "minimum": 0});
    let accuracy = json!({
        "type": "object",
        "properties": {"correct": count, "n": count},
        "required": ["correct", "n"],
        "additionalProperties": false,
    });
    let seconds = json!({"type": ["number", "null"], "minimum": 0});
    let text = json!({"type": "string"});
    // A role without an index is a word, one with an index an object.
    let role = json!({"type": ["string", "object"]});
    let point = json!({
        "type": "object",
        "properties": {
            "step": count,
            "loss": {"type": ["number", "null"], "description": "Mean training loss since the point before, in nats."},
            "accuracy": {"type": "array", "items": accuracy, "description": "The setup's shares, in the order of metrics."},
            "attention": {"type": ["object", "null"]},
            "jailbroken": {"type": ["array", "null"], "items": accuracy, "minItems": 2, "maxItems": 2},
            "numbers": {"type": "array", "items": {"type": "number"}, "description": "The setup's losses, in nats."},
        },
        "required": ["step", "accuracy"],
    });
    let stage = json!({
        "type": "object",
        "properties": {
            "role": role,
            "rate": {"type": "number", "exclusiveMinimum": 0},
            "steps": count,
            "points": {"type": "array", "items": point},
            "device": text,
            "seconds": seconds,
        },
        "required": ["role", "rate", "steps", "points", "device", "seconds"],
    });
    let finding = json!({
        "type": "object",
        "properties": {"question": {"type": "object"}, "finding": {"type": "object"}, "device": text, "seconds": seconds},
        "required": ["question", "finding", "device", "seconds"],
    });
    let failed =
        json!({"type": "object", "properties": {"job": {"type": "object"}, "why": text}, "required": ["job", "why"]});
    json!({
        "$schema": DIALECT,
        "title": "A Record of Unwrap Lab",
        "type": "object",
        "properties": {
            "origin": {"type": "string", "description": "Where the run is from."},
            "version": text,
            "spec": {"$ref": "spec.schema.json"},
            "metrics": {"type": "array", "items": text},
            "stages": {"type": "array", "items": stage},
            "findings": {"type": "array", "items": finding},
            "failed": {"type": "array", "items": failed},
            "wall_seconds": seconds,
            "fingerprint": {"type": ["string", "null"], "pattern": "^[0-9a-f]{16}$"},
        },
        "required": ["version", "spec", "stages", "wall_seconds", "fingerprint"],
    })
}
