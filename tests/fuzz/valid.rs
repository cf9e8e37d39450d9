//! Valid inputs that cases start from: what released versions wrote, what this one writes, and the library's programs.

use crate::pack;
use serde_json::{Value, json};
use std::path::PathBuf;
use unwrap_lab::engine::{Command, Event};
use unwrap_lab::experiment::{
    Checkpoint, Measure, Plan, Point, Record, Role, Spec, StageId, Values, encode, record_from_json, results_to_hash,
    sweep_of, to_hash,
};
use unwrap_lab::rasp::LIBRARY;
use unwrap_lab::setups::FileKind;
use unwrap_lab::setups::compiled::CompiledSpec;
use unwrap_lab::setups::corpus::file::{synthetic_json_lines, synthetic_text};
use unwrap_lab::setups::grammar::Preset;
use unwrap_lab::setups::learned::LearnedSpec;
use unwrap_lab::setups::stories::StoriesSpec;
use unwrap_lab::setups::table::file::synthetic_table;
use unwrap_lab::train::Accuracy;

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v0_4_0").join(name)).unwrap()
}

fn texts(all: impl IntoIterator<Item = String>) -> Vec<Vec<u8>> {
    all.into_iter().map(String::into_bytes).collect()
}

/// A small experiment of each setup.
fn specs() -> [Spec; 4] {
    let stories = StoriesSpec {
        held_out: 16,
        pretrain_steps: 20,
        fine_tune_steps: 10,
        revive_steps: 10,
        ..StoriesSpec::default()
    };
    [
        Preset::Micro.spec().into(),
        CompiledSpec { steps: 20, revive_steps: 10, ..CompiledSpec::counter() }.into(),
        LearnedSpec { pretrain_steps: 20, revive_steps: 10, ..LearnedSpec::counter() }.into(),
        stories.into(),
    ]
}

/// A finished Record with made-up counts, whose fingerprint is its own.
fn record(spec: Spec) -> Record {
    let plan = Plan::new(spec).unwrap();
    let mut record = Record::empty(&plan);
    let n = record.spec.held_out();
    let shares = Measure::ALL.len();
    for (stage, planned) in record.stages.iter_mut().zip(&plan.stages) {
        for step in &planned.measured_at {
            let correct = |place: u32| Accuracy { correct: (step + place) % (n + 1), n };
            let mut values = Values::of_shares((0..shares as u32).map(correct).collect::<Vec<_>>());
            let metrics = record.spec.metrics();
            let count = |unit| metrics.iter().filter(|metric| metric.unit == unit).count();
            values.shares.resize(count(unwrap_lab::experiment::Unit::Share), Accuracy { correct: 1, n });
            values.numbers.resize(count(unwrap_lab::experiment::Unit::Nats), 1.5);
            stage.points.push(Point { step: *step, loss: (*step > 0).then_some(0.5), values });
        }
        stage.seconds = Some(1.0);
        stage.device = "cpu".to_owned();
    }
    record.fingerprint = Some(record.results_hash());
    record
}

pub(crate) fn links() -> Vec<Vec<u8>> {
    let listed = |name: &str| -> Vec<String> {
        let all: Vec<Value> = serde_json::from_slice(&golden(name)).unwrap();
        all.iter().map(|own| own["link"].as_str().unwrap().to_owned()).collect()
    };
    let own = CompiledSpec { source: format!("# own\n{}", LIBRARY[5].source), ..CompiledSpec::counter() };
    let mut all = listed("links.json");
    all.extend(listed("compiled_links.json"));
    all.extend(specs().iter().flat_map(|spec| [to_hash(spec), sweep_of(spec)]));
    all.push(to_hash(&own.into()));
    all.push(
        "#/sweep?v=1&preset=micro&x=c_tr:0;0.5;1&y=prior:1,0,0;0.5,0.3,0.2&seeds=1,2&shows=o_pt"
            .replace("&shows=o_pt", ""),
    );
    all.push(
        "#/sweep?v=1&setup=compiled&program=counter&x=program:counter;sort&y=rates:0.1;0.01&seeds=1,2,3".to_owned(),
    );
    texts(all)
}

pub(crate) fn results() -> Vec<Vec<u8>> {
    let kept = ["record.json", "compiled_record.json"]
        .map(|name| record_from_json(&String::from_utf8(golden(name)).unwrap()).unwrap());
    let made = specs().map(record);
    texts(kept.iter().chain(&made).map(|record| results_to_hash(record).unwrap()))
}

pub(crate) fn specs_as_json() -> Vec<Vec<u8>> {
    let mut all: Vec<Value> = specs().iter().map(|spec| serde_json::to_value(spec).unwrap()).collect();
    all.extend([
        json!({"preset": "micro", "seed": 7, "fine_tune_rates": [1e-3, 1e-5]}),
        json!({"setup": "compiled", "program": "sort", "rates": [0.1]}),
        json!({"setup": "stories", "seed": 2}),
        json!({"base": {"preset": "micro"}, "axes": [{"setting": "c_tr", "values": [0, 0.5]}], "seeds": [1, 2]}),
        serde_json::from_slice(&golden("grid.json")).unwrap(),
    ]);
    texts(all.iter().map(Value::to_string))
}

pub(crate) fn records() -> Vec<Vec<u8>> {
    let mut all = vec![golden("record.json"), golden("compiled_record.json")];
    all.extend(specs().map(record).iter().map(|record| serde_json::to_vec(record).unwrap()));
    all
}

pub(crate) fn zips() -> Vec<Vec<u8>> {
    vec![golden("runs.zip")]
}

pub(crate) fn models() -> Vec<Vec<u8>> {
    let parts = pack::unzipped(&golden("runs.zip"));
    parts.into_iter().filter(|(name, _)| name.ends_with(".safetensors")).map(|(_, bytes)| bytes).step_by(3).collect()
}

pub(crate) fn programs() -> Vec<Vec<u8>> {
    let wide = "vocabulary 1 2 3 4\nlength 64\ni = map(indices, x)\nz = zip(indices, i, x - y)\nnumerical p = zip(indices, i, x * 8 + y % 8)\n\
                s = select(z, i, x < y)\nw = width(s)\nnumerical b = blend(1, p, -1, p)\nt = map(w, x > 3)\noutput t\ntarget t";
    let mut all: Vec<String> = LIBRARY.iter().map(|listed| listed.source.to_owned()).collect();
    all.push(wide.to_owned());
    texts(all)
}

pub(crate) fn stories() -> Vec<Vec<u8>> {
    vec![synthetic_text(5, 60, false).unwrap().bytes, synthetic_json_lines(6, 60, false).unwrap().bytes]
}

pub(crate) fn tables() -> Vec<Vec<u8>> {
    let own = synthetic_table(7, 120);
    let answer = |yes: bool| if yes { "yes" } else { "no" };
    let letters: String =
        (0..600).map(|n| format!("ab{n}ca;{};{}\n", answer(n % 3 == 0), answer(n % 2 == 0))).collect();
    texts([own.replace(',', "\t"), own, letters])
}

/// What the page keeps between visits, as the bytes that it keeps.
pub(crate) fn kept() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = specs().map(record).iter().map(|record| encode(record).unwrap()).collect();
    let own = record_from_json(&String::from_utf8(golden("record.json")).unwrap()).unwrap();
    all.push(encode(&own).unwrap());
    all
}

pub(crate) fn messages() -> Vec<Vec<u8>> {
    let [first, second, ..] = specs();
    let model = Checkpoint::from_bytes(&models()[0]).unwrap();
    let begin = Command::Begin {
        spec: Box::new(first),
        stage: StageId(2),
        start: Some(Box::new(model.weights.clone())),
        resume: None,
    };
    let read = Command::ReadFile {
        ticket: 3,
        kind: FileKind::Stories,
        name: "tales.txt".to_owned(),
        bytes: b"Story: Once.\n<|endoftext|>".to_vec(),
    };
    let point = record(second).stage(Role::FineTune { rate: 0 }).unwrap().points[0].clone();
    let events = [
        Event::Ready { version: "0.6.0".to_owned(), device: "cpu".to_owned() },
        Event::Measured { stage: StageId(1), point },
    ];
    let commands = [begin, read, Command::Pause];
    // The first byte says which of the two a message is.
    let command = |own: &Command| [vec![0], encode(own).unwrap()].concat();
    let event = |own: &Event| [vec![1], encode(own).unwrap()].concat();
    commands.iter().map(command).chain(events.iter().map(event)).collect()
}
