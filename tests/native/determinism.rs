//! The same Spec gives the same Record, however its work is cut into slices, interrupted or shared between Sessions.

use std::time::Duration;
use unwrap_lab::engine::{Command, DeviceKind, Event, Session, open};
use unwrap_lab::experiment::{Plan, Point, Record, Role, Spec, StageId, StageState, TrainingSnapshot};
use unwrap_lab::model::{ModelSize, Weights, initial_weights};
use unwrap_lab::schedule::Run;
use unwrap_lab::setups::compiled::CompiledSpec;
use unwrap_lab::setups::grammar::{GrammarSpec, Preset, Protocol};

const LONG: Duration = Duration::from_secs(1);
/// So short that a slice is one step.
const SHORT: Duration = Duration::from_nanos(1);

fn session() -> Session {
    Session::new(pollster::block_on(open(DeviceKind::Cpu)).unwrap())
}

fn spec(seed: u32) -> Spec {
    GrammarSpec { seed, pretrain_steps: 12, ..Preset::Micro.spec() }.into()
}

fn advance(session: &mut Session, slice: Duration) -> Vec<Event> {
    pollster::block_on(session.advance(slice))
}

/// Runs `spec` on `workers` Sessions in turn, one slice each.
fn record(spec: Spec, workers: u32, slice: Duration) -> Record {
    let mut run = Run::new(spec).unwrap();
    finish(&mut run, workers, slice);
    run.record().clone()
}

fn finish(run: &mut Run, workers: u32, slice: Duration) {
    let mut sessions: Vec<Session> = (0..workers).map(|_| session()).collect();
    (0..workers).for_each(|worker| run.join(worker, "cpu".to_owned()));
    while !run.is_finished() {
        for (worker, session) in (0..).zip(&mut sessions) {
            if let Some(command) = run.next(worker) {
                assert_eq!(session.command(command), None);
            }
            for event in advance(session, slice) {
                assert!(!matches!(event, Event::Failed { .. }), "{event:?}");
                run.apply(worker, &event);
            }
        }
    }
}

fn same_points(a: &Record, b: &Record) {
    for (a, b) in a.stages.iter().zip(&b.stages) {
        assert_eq!(a.points, b.points, "{:?}", a.role);
    }
    assert_eq!(a.fingerprint, b.fingerprint);
}

#[test]
fn the_same_spec_gives_the_same_bits_and_another_seed_does_not() {
    let first = record(spec(1), 1, LONG);
    assert!(first.stages.iter().all(|s| s.points.last().is_some_and(|p| p.step == s.steps)));
    same_points(&first, &record(spec(1), 1, LONG));
    assert_ne!(first.fingerprint, record(spec(2), 1, LONG).fingerprint);
}

#[test]
fn neither_slices_nor_sharing_stages_between_sessions_change_a_bit() {
    let whole = record(spec(3), 1, LONG);
    same_points(&whole, &record(spec(3), 1, SHORT));
    same_points(&whole, &record(spec(3), 2, SHORT));
    same_points(&whole, &record(spec(3), 3, LONG));
}

fn begin(session: &mut Session) {
    let command = Command::Begin { spec: Box::new(spec(1)), stage: StageId(0), start: None, resume: None };
    assert_eq!(session.command(command), None);
}

fn steps(events: &[Event]) -> Option<u32> {
    events.iter().rev().find_map(|e| if let Event::Progress { step, .. } = e { Some(*step) } else { None })
}

#[test]
fn pause_stops_step_takes_one_and_resume_ends_with_the_same_weights() {
    let weights = |interrupted: bool| {
        let mut session = session();
        begin(&mut session);
        if interrupted {
            assert_eq!(steps(&advance(&mut session, SHORT)), Some(1));
            session.command(Command::Pause);
            assert!(session.is_resting());
            assert_eq!(advance(&mut session, LONG), []);
            session.command(Command::Step);
            assert_eq!(steps(&advance(&mut session, LONG)), Some(2));
            assert!(session.is_resting());
            session.command(Command::Resume);
        }
        loop {
            let finished = advance(&mut session, LONG).into_iter().find_map(|e| match e {
                Event::Finished { weights, .. } => Some(weights),
                _ => None,
            });
            if let Some(weights) = finished {
                return weights;
            }
        }
    };
    assert_eq!(weights(false), weights(true));
}

#[test]
fn cancel_drops_the_stage_and_the_session_takes_the_next() {
    let mut session = session();
    begin(&mut session);
    advance(&mut session, SHORT);
    session.command(Command::Cancel);
    assert!(session.is_resting());
    begin(&mut session);
    assert_eq!(steps(&advance(&mut session, SHORT)), Some(1));
}

#[test]
fn a_stage_that_cannot_begin_is_answered_with_a_sentence() {
    let other = initial_weights(ModelSize::Mini.config(31, 19).unwrap(), 1);
    for (stage, start, part) in
        [(StageId(2), Some(Box::new(other)), "another model"), (StageId(99), None, "no stage 99")]
    {
        let command = Command::Begin { spec: Box::new(spec(1)), stage, start, resume: None };
        let Some(Event::Failed { message }) = session().command(command) else { panic!("it began") };
        assert!(message.contains(part), "{message}");
    }
}

/// Every event of a stage that goes on from `resume`, asked for its state once it has taken a few steps.
fn to_the_end(stage: StageId, resume: Option<Box<StageState>>, spec: &Spec, start: Option<&Weights>) -> Vec<Event> {
    let mut session = session();
    let start = start.map(|w| Box::new(w.clone()));
    let begin = Command::Begin { spec: Box::new(spec.clone()), stage, start, resume };
    assert_eq!(session.command(begin), None);
    let mut events = advance(&mut session, SHORT);
    events.extend(advance(&mut session, SHORT));
    events.extend(advance(&mut session, SHORT));
    session.command(Command::Snapshot);
    while !session.is_resting() {
        events.extend(advance(&mut session, SHORT));
    }
    events
}

fn kept(events: &[Event]) -> Option<Box<StageState>> {
    events.iter().find_map(|e| if let Event::Snapshot { state, .. } = e { Some(state.clone()) } else { None })
}

fn ended(events: &[Event]) -> Option<Weights> {
    events.iter().find_map(|e| if let Event::Finished { weights, .. } = e { Some((**weights).clone()) } else { None })
}

fn points(events: &[Event]) -> Vec<Point> {
    let point = |e: &Event| if let Event::Measured { point, .. } = e { Some(point.clone()) } else { None };
    events.iter().filter_map(point).collect()
}

#[test]
fn a_stage_that_goes_on_from_its_kept_state_ends_with_the_same_bits() {
    for protocol in [Protocol::Full, Protocol::Frozen, Protocol::L2Sp] {
        let spec = spec(1).with("protocol", protocol.key()).unwrap();
        let plan = Plan::new(spec.clone()).unwrap();
        let mut start: Option<Weights> = None;
        for role in [Role::Pretrain, Role::FineTune { rate: 0 }] {
            let stage = plan.stages.iter().find(|s| s.role == role).unwrap().id;
            let whole = to_the_end(stage, None, &spec, start.as_ref());
            let state = kept(&whole).unwrap();
            let step = state.learner.steps;
            assert!(step > 1 && step < plan.stage(stage).unwrap().schedule.steps, "kept after step {step}");
            let rest = to_the_end(stage, Some(state), &spec, start.as_ref());
            assert_eq!(ended(&rest), ended(&whole), "{protocol:?} {role:?}");
            let (rest, all) = (points(&rest), points(&whole));
            assert_eq!(rest, all[all.len() - rest.len()..], "{protocol:?} {role:?}");
            assert!(!rest.is_empty() && rest.len() < all.len());
            start = ended(&whole);
        }
    }
}

fn take_in(run: &mut Run, events: &[Event]) {
    for event in events {
        run.apply(0, event);
    }
}

#[test]
fn a_run_goes_on_from_a_stage_that_was_left_halfway_and_refuses_another_ones_state() {
    let mut first = Run::new(spec(4)).unwrap();
    first.join(0, "cpu".to_owned());
    let mut session = session();
    session.command(first.next(0).unwrap());
    for _ in 0..4 {
        take_in(&mut first, &advance(&mut session, SHORT));
    }
    session.command(Command::Snapshot);
    take_in(&mut first, &advance(&mut session, SHORT));
    let stage = first.plan().stages.iter().find(|s| first.snapshot(s.id).is_some()).unwrap().id;
    let bytes = first.snapshot(stage).unwrap().to_bytes().unwrap();
    let snapshot = TrainingSnapshot::from_bytes(&bytes).unwrap();
    assert!(TrainingSnapshot::from_bytes(&bytes[..bytes.len() / 2]).is_err());
    assert!(Run::new(spec(5)).unwrap().adopt_snapshot(stage, snapshot.clone()).is_err(), "another seed's state");
    let mut worse = snapshot.clone();
    worse.state.learner.moments[1][0] = -1.0;
    let mut second = Run::new(spec(4)).unwrap();
    assert!(second.adopt_snapshot(stage, worse).is_err());
    second.adopt_snapshot(stage, snapshot).unwrap();
    finish(&mut second, 1, LONG);
    same_points(second.record(), &record(spec(4), 1, LONG));
    assert_eq!(second.record().fingerprint, record(spec(4), 1, LONG).fingerprint);
}

/// A short experiment on a compiled skill.
fn compiled() -> Spec {
    let counter = CompiledSpec::counter();
    CompiledSpec { steps: 12, revive_steps: 6, held_out: 32, batch: 8, rates: vec![1e-2], ..counter }.into()
}

#[test]
fn a_compiled_skill_in_training_goes_on_from_its_kept_state_with_the_same_bits() {
    let plan = Plan::new(compiled()).unwrap();
    let stage = plan.stage_of(Role::FineTune { rate: 0 }).unwrap().id;
    let whole = to_the_end(stage, None, &plan.spec, None);
    let rest = to_the_end(stage, kept(&whole), &plan.spec, None);
    assert_eq!(ended(&rest), ended(&whole));
    let (rest, all) = (points(&rest), points(&whole));
    assert_eq!(rest, all[all.len() - rest.len()..]);
    same_points(&record(compiled(), 1, LONG), &record(compiled(), 2, SHORT));
}
