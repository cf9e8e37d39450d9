//! What version 0.4.0 made, held still: fingerprints of small experiments of each kind, links, shipped checkpoints, Records and a zip.
//! The files in `tests/golden/v0_4_0` were written by that version; `UNWRAP_WRITE_GOLDEN=1` writes them anew.

use crate::one_session::to_the_end;
use pollster::block_on;
use serde_json::{Value, json};
use std::path::PathBuf;
use unwrap_lab::engine::{DeviceKind, open};
use unwrap_lab::experiment::{
    CacheKey, Checkpoint, CollectedRun, Record, Route, Spec, collection_from_bytes, collection_to_bytes, grid_to_hash,
    parse_hash, record_from_json, results_to_letters, spec_to_json, to_hash,
};
use unwrap_lab::setups::compiled::CompiledSpec;
use unwrap_lab::setups::grammar::{GrammarSpec, Preset, Protocol, TaskTokens};
use unwrap_lab::setups::{SHIPPED, Shipped, install};
use unwrap_lab::tasks::{Families, Skill};

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v0_4_0").join(name)
}

fn is_writing() -> bool {
    std::env::var_os("UNWRAP_WRITE_GOLDEN").is_some()
}

/// The file's bytes; where golden files are written, `made` becomes the file first.
fn kept(name: &str, made: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    if is_writing() {
        std::fs::write(golden(name), made()).unwrap();
    }
    std::fs::read(golden(name)).unwrap()
}

fn text(name: &str, made: impl FnOnce() -> String) -> String {
    String::from_utf8(kept(name, || made().into_bytes())).unwrap()
}

/// Whether everything that `older` says is in `newer`.
fn holds(newer: &Value, older: &Value) -> bool {
    match (newer, older) {
        (Value::Object(new), Value::Object(old)) => old.iter().all(|(k, v)| new.get(k).is_some_and(|n| holds(n, v))),
        (Value::Array(new), Value::Array(old)) => {
            new.len() == old.len() && new.iter().zip(old).all(|(n, o)| holds(n, o))
        }
        (new, old) => new == old,
    }
}

/// The tensor library's own sums in compiled models have the width of the machine's vectors.
fn wide() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::is_x86_feature_detected!("avx512f");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

fn small() -> [Spec; 3] {
    let micro = Preset::Micro.spec();
    [
        micro.clone(),
        GrammarSpec {
            seed: 7,
            c_tr: 0.5,
            fine_tune_rates: vec![1e-3, 1e-4],
            protocol: Protocol::L2Sp,
            ..micro.clone()
        },
        GrammarSpec {
            seed: 3,
            task: Skill::Index,
            families: Families::ALL,
            occurrence: 1,
            text_length: 6,
            window: 6,
            task_tokens: TaskTokens::Three,
            mix: 0.25,
            ..micro
        },
    ]
    .map(Spec::from)
}

fn small_compiled() -> [Spec; 3] {
    let of = |key: &str| CompiledSpec {
        steps: 20,
        revive_steps: 12,
        held_out: 32,
        batch: 8,
        rates: vec![1e-2],
        ..CompiledSpec::of_listed(key).unwrap()
    };
    let counter = of("counter");
    let two = CompiledSpec { rates: vec![1e-2, 1e-3], ..counter.clone() };
    [two, CompiledSpec { seed: 5, c_tr: 0.5, ..counter }, of("max-identifier")].map(Spec::from)
}

fn trained(spec: Spec) -> (Record, Vec<Checkpoint>) {
    let run = to_the_end(spec);
    let models = run.plan().stages.iter().filter_map(|s| run.checkpoint(s.id)).collect();
    (run.record().clone(), models)
}

#[test]
fn small_experiments_on_the_grammar_have_the_fingerprints_of_0_4_0() {
    let prints = || small().map(|spec| trained(spec).0.fingerprint.unwrap());
    if block_on(open(DeviceKind::Cpu)).unwrap().name != DeviceKind::Cpu.name() {
        println!("this processor rounds twice: its fingerprints are others");
        return;
    }
    let expected = text("fingerprints.json", || json!(prints()).to_string());
    assert_eq!(json!(prints()), serde_json::from_str::<Value>(&expected).unwrap());
}

#[test]
fn small_experiments_on_compiled_skills_have_the_fingerprints_of_0_4_0() {
    let prints = || small_compiled().map(|spec| trained(spec).0.fingerprint.unwrap());
    let expected = text("compiled_fingerprints.json", || json!({"wide": wide(), "prints": prints()}).to_string());
    let expected: Value = serde_json::from_str(&expected).unwrap();
    if expected["wide"] == json!(wide()) {
        assert_eq!(json!(prints()), expected["prints"]);
    }
}

#[test]
fn links_of_0_4_0_lead_to_the_same_experiments_and_are_written_the_same() {
    install();
    // The presets that there were.
    let presets = Preset::ALL.into_iter().filter(|preset| *preset != Preset::Fates);
    let written: Vec<String> = presets.map(|p| to_hash(&p.spec().into())).chain(small().map(|s| to_hash(&s))).collect();
    let made = || {
        let more = [
            "#/run?v=1&preset=quick&seed=3&c_tr=0.5&prior=0.5,0.3,0.2&fine_tune_rates=0.001,0.0003",
            "#/run?preset=relevant&protocol=lora&lora_rank=2&size=tiny&format=framed&objective=every-token",
            "",
            "#/lesson",
        ];
        let all = written.iter().cloned().chain(more.map(str::to_owned));
        let rows: Vec<Value> =
            all.map(|link| json!({"link": link, "spec": spec_to_json(&parse_hash(&link).unwrap().spec)})).collect();
        serde_json::to_string_pretty(&rows).unwrap()
    };
    let rows: Vec<Value> = serde_json::from_str(&text("links.json", made)).unwrap();
    assert!(rows.len() >= 12);
    for row in &rows {
        let link = row["link"].as_str().unwrap();
        assert_eq!(spec_to_json(&parse_hash(link).unwrap().spec), row["spec"], "{link}");
    }
    for (link, row) in written.iter().zip(&rows) {
        assert_eq!(json!(link), row["link"]);
    }
}

#[test]
fn links_of_0_4_0_to_sweeps_and_to_compiled_skills_lead_to_the_same() {
    install();
    let sweep = "#/sweep?v=1&preset=micro&x=c_tr:0;0.5;1&y=prior:1,0,0;0.5,0.3,0.2&seeds=1,2&shows=steps_back";
    let grid = parse_hash(sweep).unwrap().grid.unwrap();
    let expected = text("grid.json", || grid.to_json().to_string());
    assert_eq!(grid.to_json(), serde_json::from_str::<Value>(&expected).unwrap());
    assert_eq!(grid_to_hash(&grid), sweep);
    let written: Vec<String> = small_compiled().iter().map(to_hash).collect();
    let made = || {
        let own = CompiledSpec {
            source: format!("# ümläuts & signs\n{}", CompiledSpec::counter().source),
            ..CompiledSpec::counter()
        };
        let more = ["#/compiled".to_owned(), "#/compiled?program=sort&c_tr=0.5".to_owned(), to_hash(&own.into())];
        let rows: Vec<Value> = written
            .iter()
            .cloned()
            .chain(more)
            .map(|link| json!({"spec": serde_json::to_value(parse_hash(&link).unwrap().spec).unwrap(), "link": link}))
            .collect();
        serde_json::to_string_pretty(&rows).unwrap()
    };
    let rows: Vec<Value> = serde_json::from_str(&text("compiled_links.json", made)).unwrap();
    for row in &rows {
        let link = row["link"].as_str().unwrap();
        let found = parse_hash(link).unwrap();
        assert_eq!(found.route, Route::Compiled);
        assert_eq!(serde_json::to_value(found.spec.of::<CompiledSpec>().unwrap()).unwrap(), row["spec"], "{link}");
    }
    for (link, row) in written.iter().zip(&rows) {
        assert_eq!(json!(link), row["link"]);
    }
}

#[test]
fn the_shipped_checkpoints_are_those_of_0_4_0_and_serve_their_presets() {
    install();
    let files = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/checkpoints");
    // Those of stories came later.
    let old = || SHIPPED.iter().filter(|shipped| shipped.file.split('-').next() != Some("stories"));
    for Shipped { spec, role, file } in old() {
        let checkpoint = Checkpoint::from_bytes(&std::fs::read(files.join(file)).unwrap()).unwrap();
        assert!(checkpoint.clone().for_stage(&spec(), *role).is_ok(), "{file}");
        assert_eq!(checkpoint.history.stage.points.last().unwrap().step, checkpoint.history.stage.steps);
    }
    // What stores and clusters keep finished stages under.
    let keys = || -> Vec<String> {
        old().map(|shipped| CacheKey::new(&(shipped.spec)(), shipped.role).as_str().to_owned()).collect()
    };
    let expected = text("stage_keys.json", || json!(keys()).to_string());
    assert_eq!(json!(keys()), serde_json::from_str::<Value>(&expected).unwrap());
}

#[test]
fn a_record_of_0_4_0_is_read_and_written_the_same_and_has_its_fingerprint_and_letters() {
    install();
    let json = text("record.json", || serde_json::to_string_pretty(&trained(small()[1].clone()).0).unwrap());
    let record = record_from_json(&json).unwrap();
    assert_eq!(record.fingerprint, Some(record.results_hash()));
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let (written, kept) = (value(&serde_json::to_string(&record).unwrap()), value(&json));
    assert!(holds(&written, &kept), "what was in it is there, and named as it was");
    let letters = text("letters.txt", || results_to_letters(&record).unwrap());
    assert_eq!(results_to_letters(&record).unwrap(), letters);
    let hash = format!("{}&results={letters}", to_hash(&record.spec));
    let arrived = parse_hash(&hash).unwrap().results.unwrap().unwrap();
    assert_eq!(arrived.fingerprint, record.fingerprint);
    let counts = |record: &Record| -> Vec<_> {
        record.stages.iter().flat_map(|s| s.points.iter().map(|p| p.values.shares.clone())).collect()
    };
    assert_eq!(counts(&arrived), counts(&record));
}

/// Version 0.3.0 had one task and one way of fine-tuning, and did not write either.
#[test]
fn a_record_of_0_3_0_is_read_as_the_experiment_that_it_was() {
    install();
    let mut value: Value = serde_json::from_str(&std::fs::read_to_string(golden("record.json")).unwrap()).unwrap();
    let whole = record_from_json(&value.to_string()).unwrap();
    value["version"] = "0.3.0".into();
    let spec = value["spec"].as_object_mut().unwrap();
    let later = [
        "task",
        "occurrence",
        "offset",
        "families",
        "task_tokens",
        "protocol",
        "mix",
        "lora_rank",
        "frozen_blocks",
        "pull",
    ];
    later.iter().for_each(|key| assert!(spec.remove(*key).is_some(), "{key}"));
    let record = record_from_json(&value.to_string()).unwrap();
    // 0.3.0 knew one value of each.
    let standard = Spec::from(Preset::Quick.spec());
    let with_its_own = |spec: Spec, key: &&str| match standard.get(key) {
        Some(value) => spec.with(key, &value).unwrap(),
        None => spec,
    };
    let expected = later.iter().fold(whole.spec.clone(), with_its_own);
    assert_eq!((&record.spec, &record.stages, record.version.as_str()), (&expected, &whole.stages, "0.3.0"));
    // One that lacks a single setting is of no version.
    value["spec"]["offset"] = 1.into();
    let refused = record_from_json(&value.to_string()).unwrap_err().to_string();
    assert!(refused.contains("its settings cannot be read"), "{refused}");
}

#[test]
fn a_record_of_a_compiled_skill_of_0_4_0_is_read_and_has_its_fingerprint() {
    install();
    let json = std::fs::read_to_string(golden("compiled_record.json")).unwrap();
    let record = record_from_json(&json).unwrap();
    assert_eq!(record.fingerprint, Some(record.results_hash()));
    let again = record_from_json(&serde_json::to_string(&record).unwrap()).unwrap();
    assert_eq!(again, record);
}

#[test]
fn a_zip_of_0_4_0_gives_back_its_runs_and_models() {
    install();
    let bytes = kept("runs.zip", || {
        let run = |name: &str, spec: Spec| {
            let (record, models) = trained(spec);
            CollectedRun {
                name: name.to_owned(),
                notes: "seen in class".to_owned(),
                origin: String::new(),
                record,
                models,
            }
        };
        collection_to_bytes(&[run("first", small()[0].clone()), run("second", small()[1].clone())]).unwrap()
    });
    let found = collection_from_bytes(&bytes).unwrap();
    assert_eq!(found.refused, Vec::<String>::new());
    let names: Vec<&str> = found.runs.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
    for run in &found.runs {
        assert_eq!(run.models.len(), run.record.stages.len());
        assert_eq!(run.record.fingerprint, Some(run.record.results_hash()));
        assert_eq!(run.notes, "seen in class");
    }
}
