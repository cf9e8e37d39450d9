//! The run that the page shows at first is what the program trains: its curves, its models, what was found in them, and their answers.

use crate::one_session::the_rest_of;
use pollster::block_on;
use std::path::Path;
use unwrap_lab::engine::{Command, DeviceKind, Event, Session, open, replies_to};
use unwrap_lab::experiment::{Checkpoint, Record, Role, decode, record_from_json, verdict};
use unwrap_lab::schedule::Run;
use unwrap_lab::setups::{SHOWN_ANSWERS, SHOWN_MODELS, SHOWN_RECORD, first_text, install, shown_spec};
use unwrap_lab::tasks::{Operand, Skill, Task};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(name)).expect(name)
}

fn record() -> Record {
    let text = String::from_utf8(file(&format!("shown/{SHOWN_RECORD}"))).unwrap();
    record_from_json(&text).unwrap()
}

fn models() -> Vec<Checkpoint> {
    let read = |name| Checkpoint::from_bytes(&file(name)).unwrap();
    SHOWN_MODELS.iter().map(|model| read(model.file).for_stage(&shown_spec(), model.role).unwrap()).collect()
}

#[test]
fn the_shown_run_has_three_fates() {
    install();
    let record = record();
    assert_eq!(record.spec, shown_spec());
    let fate = |role| verdict(&[&record], role).unwrap().verdict.label();
    assert_eq!([0, 1, 2].map(|rate| fate(Role::FineTune { rate })), ["deleted", "wrapped", "kept"]);
    assert_eq!(fate(Role::PretrainControl), "never had");
}

#[test]
fn the_shown_run_is_what_the_program_trains_to_the_last_bit() {
    install();
    let (shown, models) = (record(), models());
    let mut run = Run::new(shown_spec()).unwrap();
    for model in models.iter().filter(|model| model.history.stage.role.rate().is_none()) {
        run.adopt(model.clone(), model.history.stage.role, "cpu").unwrap();
    }
    let run = the_rest_of(run);
    assert_eq!(run.record().fingerprint, shown.fingerprint, "unwrap shown makes it again");
    for model in models {
        let role = model.history.stage.role;
        let stage = run.plan().stage_of(role).unwrap().id;
        assert!(run.checkpoint(stage).unwrap().weights == model.weights, "{role:?}");
        let points = |record: &Record| record.stage(role).unwrap().points.clone();
        assert_eq!(points(&shown), model.history.stage.points, "{role:?}");
    }
}

#[test]
fn the_shown_answers_are_those_of_the_shown_models() {
    install();
    let weights: Vec<_> = models().into_iter().map(|model| model.weights).collect();
    let question = Command::Ask {
        ticket: 1,
        spec: Box::new(shown_spec()),
        task: Task::new(Skill::Count, Operand::A),
        text: first_text(),
        lens: Some(Box::new(weights[0].clone())),
        models: weights,
    };
    let mut session = Session::new(block_on(open(DeviceKind::Cpu)).unwrap());
    let replies = block_on(replies_to(&mut session, question)).unwrap();
    let Ok(Event::Replied { replies: shown, .. }) = decode(&file(&format!("shown/{SHOWN_ANSWERS}"))) else {
        panic!("unwrap shown makes them again")
    };
    assert_eq!(shown.len(), replies.len());
    for (shown, own) in shown.iter().zip(&replies) {
        assert_eq!((&shown.probabilities, &shown.lens), (&own.probabilities, &own.lens));
    }
}
