//! A file of stories natively: a made-up one is learnt from, and the run is the same again and travels without the text.

use crate::one_session::to_the_end;
use burn::tensor::Device;
use pollster::block_on;
use std::sync::Arc;
use unwrap_lab::experiment::{
    CollectedRun, Record, Role, Spec, StageId, StageState, Training, collection_from_bytes, collection_to_bytes,
    parse_hash, record_from_json, results_to_hash, spec_from_json, to_csv, to_hash,
};
use unwrap_lab::setups::corpus::file::{Synthetic, synthetic_json_lines, synthetic_text};
use unwrap_lab::setups::corpus::{CorpusSpec, StoryFile, StoryModelSize};
use unwrap_lab::setups::{HeldFile, hold};

/// An experiment on the file, which is held.
fn small(made: &Synthetic) -> CorpusSpec {
    unwrap_lab::setups::install();
    let file = StoryFile::read("tales.txt", &made.bytes).unwrap();
    let spec = CorpusSpec {
        file: Some(file.identity().clone()),
        size: StoryModelSize::Mini,
        context: 64,
        vocabulary: 1000,
        batch: 8,
        pretrain_steps: 60,
        fine_tune_steps: 8,
        fine_tune_rates: vec![4e-4],
        revive_steps: 8,
        control_steps: 8,
        held_out: 16,
        ..CorpusSpec::default()
    };
    hold(HeldFile::Stories(Arc::new(file)));
    spec
}

fn losses(record: &Record, role: Role) -> Vec<f32> {
    record.finished(role).unwrap().points.iter().map(|point| point.values.numbers[0]).collect()
}

#[test]
fn a_made_up_file_of_two_thousand_records_is_learnt_from_and_its_loss_falls() {
    let made = synthetic_text(11, 2000, true).unwrap();
    let spec = small(&made);
    let run = to_the_end(spec.clone());
    let record = run.record();
    assert!(run.is_finished() && record.failed.is_empty());
    let learnt = losses(record, Role::Pretrain);
    assert!(learnt.last().unwrap() + 1.0 < learnt[0], "{learnt:?}");
    let control = losses(record, Role::PretrainControl);
    assert!(control.last().unwrap() > learnt.last().unwrap(), "{control:?} {learnt:?}");
    assert!(spec.is_readable(), "the grammar's twists have words of their own");
    assert_eq!(record.metrics, ["called_asked", "called_plain", "loss_twist", "loss_other"]);
    let csv = to_csv(record, "trained here").unwrap();
    assert!(csv.contains("loss_twist") && csv.contains("called_asked"), "{csv}");
}

#[test]
fn a_run_is_the_same_again_and_travels_without_the_text_of_its_file() {
    let made = synthetic_json_lines(12, 600, false).unwrap();
    let spec = small(&made);
    let run = to_the_end(spec.clone());
    let record = run.record();
    assert_eq!(record.fingerprint, to_the_end(spec).record().fingerprint);
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(record_from_json(&json).as_ref(), Ok(record));
    let collected = CollectedRun {
        name: String::new(),
        notes: String::new(),
        origin: String::new(),
        record: record.clone(),
        models: Vec::new(),
    };
    let zip = collection_to_bytes(&[collected]).unwrap();
    assert_eq!(collection_from_bytes(&zip).unwrap().runs[0].record, *record);
    let hash = to_hash(&record.spec);
    assert!(hash.starts_with("#/stories?v=1&setup=story-file&file="), "{hash}");
    assert_eq!(parse_hash(&hash).unwrap().spec, record.spec);
    let link = results_to_hash(record).unwrap();
    let arrived = parse_hash(&link).unwrap().results.unwrap().unwrap();
    assert_eq!(arrived.fingerprint, record.fingerprint);
    for (own, other) in losses(record, Role::Pretrain).into_iter().zip(losses(&arrived, Role::Pretrain)) {
        assert!((own - other).abs() <= 0.006, "{own} {other}");
    }
    for text in [&json, &hash, &link] {
        assert!(!made.stories.iter().any(|story| text.contains(story.as_str())));
    }
}

#[test]
fn a_spec_in_json_needs_no_file_before_one_is_given() {
    unwrap_lab::setups::install();
    let spec = spec_from_json(&serde_json::json!({"setup": "story-file", "context": 64})).unwrap();
    assert!(spec.plan().unwrap_err().to_string().contains("names none"));
    let made = synthetic_text(13, 400, false).unwrap();
    let file = StoryFile::read("tales", &made.bytes).unwrap();
    let named: Spec = spec.with("file", &file.identity().to_string()).unwrap().with("held_out", "16").unwrap();
    assert_eq!(named.file_needed(), Some(file.identity().hash.as_str()));
    assert_eq!(named.plan().unwrap().stages.len(), 8);
    assert_eq!(spec_from_json(&serde_json::to_value(&named).unwrap()), Ok(named));
}

#[test]
fn a_stage_goes_on_from_where_it_was_left_with_the_same_bits() {
    let spec: Spec = small(&synthetic_text(14, 400, false).unwrap()).into();
    let device = Device::flex();
    let begin = |resume: Option<&StageState>| spec.training(StageId(0), None, resume, &device).unwrap();
    let steps = |training: &mut Box<dyn Training>, count: u32| {
        (0..count).for_each(|_| block_on(training.step(1e-3)).unwrap());
    };
    let mut whole = begin(None);
    steps(&mut whole, 6);
    let mut half = begin(None);
    steps(&mut half, 3);
    let (learner, position) = block_on(half.state()).unwrap().unwrap();
    let mut resumed = begin(Some(&StageState { learner, measured: 1, position, seconds: 0.5 }));
    steps(&mut resumed, 3);
    assert_eq!(block_on(resumed.weights()).unwrap(), block_on(whole.weights()).unwrap());
    assert_eq!(block_on(resumed.measure()).unwrap(), block_on(whole.measure()).unwrap());
    let changed = spec.get("file").unwrap().replacen(":400:", ":399:", 1);
    let refused = spec.with("file", &changed).unwrap().training(StageId(0), None, None, &device).err().unwrap();
    assert!(refused.contains("has not what the experiment says of it"), "{refused}");
}
