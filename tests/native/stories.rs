//! Stories natively: a whole experiment ends, is the same again, and travels; and the models that the page ships with are what training
//! leads to.

use crate::one_session::{the_rest_of, to_the_end};
use burn::tensor::Device;
use pollster::block_on;
use std::path::Path;
use unwrap_lab::experiment::{
    Checkpoint, Point, Record, Role, Spec, StageId, parse_hash, record_from_json, results_to_hash, spec_from_json,
    to_csv, to_hash, verdict,
};
use unwrap_lab::schedule::Run;
use unwrap_lab::setups::stories::{Fate, Lost, Said, StoriesSpec, StoryInstruments, StoryProtocol};

fn small() -> StoriesSpec {
    StoriesSpec {
        pretrain_steps: 24,
        fine_tune_steps: 6,
        fine_tune_rates: vec![4e-4],
        revive_steps: 12,
        control_steps: 12,
        batch: 8,
        held_out: 16,
        ..StoriesSpec::default()
    }
}

#[test]
fn an_experiment_on_stories_ends_is_the_same_again_and_travels() {
    unwrap_lab::setups::install();
    let run = to_the_end(small());
    let record = run.record();
    assert!(run.is_finished() && record.failed.is_empty());
    assert_eq!(record.fingerprint, to_the_end(small()).record().fingerprint);
    let other = StoriesSpec { protocol: StoryProtocol::MixAndMatch, ..small() };
    assert_ne!(record.fingerprint, to_the_end(other).record().fingerprint);
    let last = record.finished(Role::FineTune { rate: 0 }).unwrap().last().unwrap();
    assert_eq!((last.values.shares.len(), last.values.numbers.len()), (6, 2));
    let names = ["twist_greedy", "twist_t1", "valid_greedy", "false_twist", "foreshadowing", "started"];
    assert_eq!(record.metrics, [names.as_slice(), &["loss_twist", "loss_other"]].concat());
    let csv = to_csv(record, "trained here").unwrap();
    assert!(names.iter().all(|name| csv.contains(name)) && csv.contains("loss_other"), "{csv}");
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(record_from_json(&json).as_ref(), Ok(record));
    let link = parse_hash(&to_hash(&record.spec)).unwrap();
    assert_eq!((link.spec, to_hash(&StoriesSpec::default().into()).as_str()), (record.spec.clone(), "#/stories?v=1"));
    let arrived = parse_hash(&results_to_hash(record).unwrap()).unwrap().results.unwrap().unwrap();
    assert_eq!(arrived.fingerprint, record.fingerprint);
    let stage = |record: &Record| record.stages[0].points.last().unwrap().values.shares.clone();
    assert_eq!(stage(&arrived), stage(record));
    let named = serde_json::json!({"setup": "stories", "removed": "dialogue", "protocol": "filtering"});
    let spec = spec_from_json(&named).unwrap();
    assert_eq!((spec.get("removed").as_deref(), spec.metrics().len()), (Some("dialogue"), 7));
}

#[test]
fn a_model_of_known_state_is_made_and_every_instrument_looks_into_it() {
    unwrap_lab::setups::install();
    let base = StoriesSpec { instruments: StoryInstruments::Verdict, controls: 2, ..small() };
    let plain = to_the_end(StoriesSpec { instruments: StoryInstruments::None, controls: 1, ..base.clone() });
    for protocol in [StoryProtocol::WordSwapped, StoryProtocol::Lock, StoryProtocol::TunedAlone] {
        let run = to_the_end(StoriesSpec { protocol, ..base.clone() });
        let record = run.record();
        assert!(run.is_finished() && record.failed.is_empty(), "{protocol:?}: {:?}", record.failed);
        let tuned = Role::FineTune { rate: 0 };
        let evidence = record.spec.evidence(record, tuned).unwrap();
        let looked = [evidence.pruning.is_some(), evidence.probe.is_some(), evidence.started.is_some()];
        assert_eq!((looked, evidence.undone.is_some()), ([true; 3], !protocol.is_taught_from_nothing()));
        assert_eq!(evidence.revival.unwrap().controls.len(), 3);
        let judged: Vec<Role> = record.spec.judged();
        assert!(judged.iter().all(|role| verdict(&[record], *role).is_some()));
        // Looking does not change what is trained.
        let end = |record: &Record, role| record.finished(role).and_then(|s| s.last()).map(|p| p.values.clone());
        assert_eq!(end(record, Role::ReviveControl), end(plain.record(), Role::ReviveControl));
        let json = serde_json::to_string(record).unwrap();
        assert_eq!(record_from_json(&json).as_ref(), Ok(record));
    }
}

/// Steps of a stage that are taken anew, up to the second point at which it is measured.
fn again(spec: &Spec, id: StageId) -> Point {
    let plan = spec.plan().unwrap();
    let stage = plan.stage(id).unwrap();
    let mut training = spec.training(id, None, None, &Device::flex()).unwrap();
    let until = stage.measured_at[1];
    for step in 0..until {
        block_on(training.step(stage.schedule.rate(step))).unwrap();
    }
    let loss = block_on(training.mean_loss()).unwrap();
    Point { step: until, loss, values: block_on(training.measure()).unwrap() }
}

#[test]
fn the_shipped_models_of_stories_are_what_training_leads_to() {
    unwrap_lab::setups::install();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/checkpoints");
    let spec: Spec = StoriesSpec::default().into();
    for (id, role, file) in [
        (StageId(0), Role::Pretrain, "stories-pretrain.safetensors"),
        (StageId(1), Role::PretrainControl, "stories-control.safetensors"),
    ] {
        let shipped = Checkpoint::from_bytes(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert!(shipped.clone().for_stage(&spec, role).is_ok(), "{file}");
        assert_eq!(shipped.history.stage.points.last().unwrap().step, shipped.history.stage.steps, "{file}");
        // An eighth of the way, to the last bit of every loss and share; the whole way takes minutes.
        assert_eq!(shipped.history.stage.points[1], again(&spec, id), "{file}");
    }
}

#[test]
fn the_lesson_on_stories_finds_the_twist_wrapped_from_the_shipped_models() {
    unwrap_lab::setups::install();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/checkpoints");
    let spec: Spec = StoriesSpec::of_lesson().into();
    let mut run = Run::new(spec.clone()).unwrap();
    for (role, file) in unwrap_lab::setups::shipped(&spec).unwrap() {
        let shipped = Checkpoint::from_bytes(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        run.adopt(shipped, role, "shipped with the page").unwrap();
    }
    let run = the_rest_of(run);
    let fate = Fate::of(run.record()).unwrap();
    println!("{fate:?}");
    assert_eq!((fate.lost(), fate.said()), (Lost::All, Said::Wrapped));
    let back = fate.back.unwrap();
    assert!(back.steps.is_some_and(|steps| steps < back.of), "{back:?}");
    assert_eq!((back.control_steps, back.scratch_steps), (None, None));
}
