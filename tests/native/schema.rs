//! The JSON schemas in `docs/schema` are those that the program makes, take what the program writes and reads, and refuse what it refuses.

use serde_json::{Value, json};
use std::path::Path;
use unwrap_lab::experiment::{declarations, record_schema, spec_from_json, spec_schema, spec_to_json};
use unwrap_lab::setups::compiled::CompiledSpec;
use unwrap_lab::setups::grammar::Preset;
use unwrap_lab::setups::learned::LearnedSpec;
use unwrap_lab::setups::stories::StoriesSpec;
use unwrap_lab::setups::{SETUPS, SHOWN_FOLDER, SHOWN_RECORD};

fn read(path: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn the_schemas_in_docs_are_those_that_the_program_makes() {
    assert_eq!(read("docs/schema/spec.schema.json"), spec_schema(&SETUPS), "unwrap schema makes them");
    assert_eq!(read("docs/schema/record.schema.json"), record_schema(), "unwrap schema makes them");
    let types = std::fs::read_to_string("www/unwrap-lab.d.ts").unwrap();
    assert!(types == declarations(&SETUPS), "unwrap schema makes www/unwrap-lab.d.ts");
}

#[test]
fn a_specification_is_taken_by_its_schema_exactly_where_the_program_takes_it() {
    unwrap_lab::setups::install();
    let schema = jsonschema::validator_for(&spec_schema(&SETUPS)).unwrap();
    for spec in [
        json!({}),
        json!({"preset": "fates", "seed": 3, "fine_tune_rates": [1e-3, 1e-5]}),
        json!({"setup": "compiled", "program": "counter", "c_tr": 0}),
        json!({"setup": "learned", "program": "most-frequent", "size": "tiny"}),
        json!({"setup": "stories", "protocol": "filtering"}),
        json!({"prior": [0.5, 0.3, 0.2]}),
    ] {
        assert!(spec_from_json(&spec).is_ok() && schema.is_valid(&spec), "{spec}");
    }
    for spec in [
        json!([]),
        json!({"sed": 1}),
        json!({"seed": -1}),
        json!({"seed": 1.5}),
        json!({"setup": "weather"}),
        json!({"setup": "learned", "size": "huge"}),
        json!({"c_tr": 2}),
        json!({"fine_tune_rates": [1.0]}),
    ] {
        assert!(spec_from_json(&spec).is_err() && !schema.is_valid(&spec), "{spec}");
    }
    let written = Preset::ALL.map(|preset| preset.spec().into()).into_iter().chain([
        CompiledSpec::counter().into(),
        LearnedSpec::counter().into(),
        StoriesSpec::default().into(),
    ]);
    for spec in written {
        let written = spec_to_json(&spec);
        assert!(schema.is_valid(&written), "{written}");
    }
}

#[test]
fn real_records_are_taken_by_the_schema_and_torn_ones_are_not() {
    let mut whole = record_schema();
    // The two lie beside each other; here one is put into the other.
    whole["properties"]["spec"] = spec_schema(&SETUPS);
    let schema = jsonschema::validator_for(&whole).unwrap();
    let shown = read(&format!("www/{SHOWN_FOLDER}/{SHOWN_RECORD}"));
    let error = schema.iter_errors(&shown).next().map(|e| format!("{e} at {}", e.instance_path()));
    assert_eq!(error, None);
    for (key, value) in [("stages", json!(3)), ("fingerprint", json!("short")), ("spec", json!({"seed": "x", "y": 1}))]
    {
        let mut torn = shown.clone();
        torn[key] = value;
        assert!(!schema.is_valid(&torn), "{key}");
    }
}
