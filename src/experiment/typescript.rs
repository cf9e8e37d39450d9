//! TypeScript declarations of the page's functions for scripts, made from the schemas of a specification and a Record.

use super::schema::{record_schema, spec_schema};
use super::setup::SetupKind;
use serde_json::{Map, Value};
use std::fmt::Write;

/// What is not made of a schema: the functions, and the small values that they take and give. docs/guide.md explains them.
const FUNCTIONS: &str = include_str!("typescript/functions.d.ts");

/// The name of a type for the setup with this key.
fn type_name(key: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in key.split('-') {
        let (first, rest) = word.split_at(1);
        words.push(first.to_uppercase() + rest);
    }
    words.concat() + "Spec"
}

/// One of the schemas' words for a type.
fn primitive(schema: &Value, word: &str, indent: usize) -> String {
    match word {
        "integer" => "number".to_owned(),
        "array" => match schema.get("items") {
            Some(items) => format!("Array<{}>", type_of(items, indent)),
            None => "unknown[]".to_owned(),
        },
        "object" => match schema.get("properties").and_then(Value::as_object) {
            Some(properties) => object(schema, properties, indent),
            None => "{ [key: string]: unknown }".to_owned(),
        },
        other => other.to_owned(),
    }
}

fn type_of(schema: &Value, indent: usize) -> String {
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | ");
    }
    // The one schema that another refers to.
    if schema.get("$ref").is_some() {
        return "Spec".to_owned();
    }
    match schema.get("type") {
        Some(Value::String(word)) => primitive(schema, word, indent),
        Some(Value::Array(words)) => {
            let each = words.iter().filter_map(Value::as_str).map(|word| primitive(schema, word, indent));
            each.collect::<Vec<_>>().join(" | ")
        }
        _ => "unknown".to_owned(),
    }
}

/// What a member is, in a comment: its description with the range of its numbers.
fn comment(schema: &Value) -> Option<String> {
    let range = match (schema.get("minimum"), schema.get("maximum")) {
        (Some(low), Some(high)) => Some(format!("From {low} to {high}.")),
        _ => None,
    };
    let words = schema.get("description").and_then(Value::as_str).map(str::to_owned);
    let all: Vec<String> = words.into_iter().chain(range).collect();
    (!all.is_empty()).then(|| all.join(" ").replace("*/", "* /"))
}

fn object(schema: &Value, properties: &Map<String, Value>, indent: usize) -> String {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let mut text = "{\n".to_owned();
    let inner = " ".repeat(indent + 2);
    for (key, member) in properties {
        if let Some(comment) = comment(member) {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{inner}/** {comment} */");
        }
        let optional = if required.contains(&key.as_str()) { "" } else { "?" };
        let _ = writeln!(text, "{inner}{key}{optional}: {};", type_of(member, indent + 2));
    }
    text + &" ".repeat(indent) + "}"
}

/// The declarations of `www/unwrap-lab.js` and of `window.unwrapLab`, with a type for a specification of each of `setups`.
pub fn declarations(setups: &[&SetupKind]) -> String {
    let mut text = "// Made by `unwrap schema`.\n".to_owned();
    let schema = spec_schema(setups);
    let all = schema["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let names: Vec<String> = setups.iter().map(|kind| type_name(kind.key)).collect();
    for ((name, own), kind) in names.iter().zip(all).zip(setups) {
        let _ = write!(text, "\n/** An experiment of the setup “{}”. */\nexport interface {name} ", kind.key);
        text += &type_of(own, 0);
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "\n/** An experiment: what is left out is as it begins. */\nexport type Spec = {};",
        names.join(" | ")
    );
    let _ = writeln!(
        text,
        "\n/** What came out of an experiment. */\nexport interface RunRecord {}",
        type_of(&record_schema(), 0)
    );
    text + "\n" + FUNCTIONS
}
