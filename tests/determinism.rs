//! The same Spec gives the same numbers, bit for bit, however the work is sliced, paused, dropped and handed out; and a
//! Session does what it is told.
#![cfg(feature = "cli")]

use pollster::block_on;
use std::time::Duration;
use unwrap_lab::engine::{Command, DeviceKind, Event, Run, Session, Workload, open};
use unwrap_lab::experiment::{Plan, Preset, Record, Spec, StageId, Start};
use unwrap_lab::model::{ModelSize, Weights, initial_weights};
use unwrap_lab::train::Objective;

const SECOND: Duration = Duration::from_secs(1);
/// Every slice is one step.
const ONE_STEP: Duration = Duration::ZERO;
const PRETRAIN: StageId = StageId(0);

fn session() -> Session {
    Session::new(block_on(open(DeviceKind::Cpu)).unwrap())
}

/// Six stages of ten steps.
fn spec() -> Spec {
    Preset::Micro.spec()
}

/// Everything that must not differ between two runs, as bits.
#[derive(Debug, PartialEq)]
struct Outcome {
    hash: String,
    record: Record,
    losses: Vec<Option<u32>>,
    weights: Vec<Vec<u32>>,
}

fn outcome(run: &Run) -> Outcome {
    assert!(run.is_finished());
    let mut record = run.record().clone();
    let hash = record.results_hash();
    assert_eq!(record.fingerprint, Some(hash.clone()));
    assert!(record.wall_seconds.take().is_some());
    for (stage, planned) in record.stages.iter_mut().zip(&run.plan().stages) {
        assert!(stage.seconds.take().is_some());
        assert_eq!(stage.points.iter().map(|p| p.step).collect::<Vec<_>>(), planned.measured_at);
    }
    let losses = record.stages.iter().flat_map(|s| &s.points).map(|p| p.loss.map(f32::to_bits)).collect();
    let weights = run.plan().stages.iter().map(|s| bits(run.weights(s.id).unwrap())).collect();
    Outcome { hash, record, losses, weights }
}

fn bits(weights: &Weights) -> Vec<u32> {
    weights.parameters.iter().flat_map(|p| &p.values).map(|v| v.to_bits()).collect()
}

/// Carries one slice's events to the run.
fn advance(run: &mut Run, worker: u32, session: &mut Session, slice: Duration) {
    for event in block_on(session.advance(slice)) {
        assert!(!matches!(event, Event::Failed { .. }), "{event:?}");
        run.apply(worker, &event);
    }
}

/// Runs `spec` on as many Sessions as there are slices, in turn, one slice each.
fn run(spec: Spec, slices: &[Duration]) -> Outcome {
    let mut run = Run::new(spec).unwrap();
    let mut sessions: Vec<Session> = slices.iter().map(|_| session()).collect();
    for worker in 0..slices.len() {
        run.join(worker as u32, "cpu".to_owned());
    }
    while !run.is_finished() {
        for (worker, (session, slice)) in (0..).zip(sessions.iter_mut().zip(slices)) {
            if let Some(command) = run.next(worker) {
                assert_eq!(session.command(command), None);
            }
            advance(&mut run, worker, session, *slice);
        }
    }
    outcome(&run)
}

fn begin(spec: &Spec, stage: StageId) -> Command {
    Command::Begin { spec: Box::new(spec.clone()), stage, start: None }
}

/// A Session in the middle of the first stage, after `steps` steps.
fn under_way(steps: u32) -> Session {
    let mut session = session();
    assert_eq!(session.command(begin(&spec(), PRETRAIN)), None);
    for _ in 0..steps {
        block_on(session.advance(ONE_STEP));
    }
    session
}

/// The steps taken so far as the last event of a slice tells them.
fn steps_taken(events: &[Event]) -> Option<u32> {
    match events.last() {
        Some(Event::Progress { step, .. }) => Some(*step),
        _ => None,
    }
}

/// The events of a Session that works until it rests, without timings.
fn rest_of(session: &mut Session) -> (Vec<String>, Vec<u32>) {
    let (mut points, mut weights) = (Vec::new(), Vec::new());
    while !session.is_resting() {
        for event in block_on(session.advance(SECOND)) {
            match event {
                Event::Measured { point, .. } => points.push(format!("{point:?}")),
                Event::Finished { weights: ended, .. } => weights = bits(&ended),
                Event::Progress { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }
    (points, weights)
}

#[test]
fn the_same_spec_gives_the_same_record_whether_slices_are_long_or_short() {
    let base = run(spec(), &[SECOND]);
    assert_eq!(run(spec(), &[SECOND]), base, "the second time");
    assert_eq!(run(spec(), &[Duration::from_millis(1)]), base, "slices of a millisecond");
    assert_eq!(run(spec(), &[ONE_STEP]), base, "slices of a step");
}

#[test]
fn two_sessions_give_the_record_that_one_gives() {
    let base = run(spec(), &[SECOND]);
    assert_eq!(run(spec(), &[ONE_STEP, ONE_STEP]), base, "in step");
    assert_eq!(run(spec(), &[SECOND, ONE_STEP]), base, "one faster than the other");
}

#[test]
fn training_on_every_token_is_reproducible_too() {
    let spec = || Spec { objective: Objective::EveryToken, weight_decay: 0.01, ..spec() };
    assert_eq!(run(spec(), &[SECOND]), run(spec(), &[ONE_STEP, ONE_STEP]));
}

#[test]
fn pauses_and_single_steps_change_no_number() {
    let base = run(spec(), &[SECOND]);
    let mut run = Run::new(spec()).unwrap();
    run.join(0, "cpu".to_owned());
    let mut session = session();
    while let Some(command) = run.next(0) {
        assert_eq!(session.command(command), None);
        advance(&mut run, 0, &mut session, ONE_STEP);
        session.command(Command::Pause);
        advance(&mut run, 0, &mut session, SECOND);
        for _ in 0..3 {
            session.command(Command::Step);
            advance(&mut run, 0, &mut session, SECOND);
        }
        assert_eq!(run.under_way().iter().map(|(_, step)| *step).collect::<Vec<_>>(), [4]);
        session.command(Command::Resume);
        while !session.is_resting() {
            advance(&mut run, 0, &mut session, SECOND);
        }
    }
    assert_eq!(outcome(&run), base);
}

#[test]
fn a_lost_worker_changes_no_number() {
    let base = run(spec(), &[SECOND]);
    let mut run = Run::new(spec()).unwrap();
    run.join(0, "cpu".to_owned());
    let mut lost = session();
    lost.command(run.next(0).unwrap());
    for _ in 0..4 {
        advance(&mut run, 0, &mut lost, ONE_STEP);
    }
    run.leave(0);
    run.join(1, "cpu".to_owned());
    let mut session = session();
    while let Some(command) = run.next(1) {
        session.command(command);
        while !session.is_resting() {
            advance(&mut run, 1, &mut session, SECOND);
            // What the lost worker still says must not count.
            advance(&mut run, 0, &mut lost, ONE_STEP);
        }
    }
    assert_eq!(outcome(&run), base);
}

#[test]
fn another_seed_gives_other_numbers_and_another_hash() {
    let (one, two) = (run(spec(), &[SECOND]), run(Spec { seed: 2, ..spec() }, &[SECOND]));
    assert_ne!(one.hash, two.hash);
    assert_ne!(one.losses, two.losses);
    assert!(one.weights.iter().zip(&two.weights).all(|(one, two)| one != two));
}

#[test]
fn cancel_drops_the_stage_and_what_begins_next_knows_nothing_of_it() {
    let whole = rest_of(&mut under_way(0));
    let mut session = under_way(4);
    assert_eq!(session.command(Command::Cancel), None);
    assert!(session.is_resting());
    assert_eq!(block_on(session.advance(SECOND)), []);
    assert_eq!(session.command(begin(&spec(), PRETRAIN)), None);
    assert_eq!(rest_of(&mut session), whole);
}

#[test]
fn pause_stops_at_once_and_resume_goes_on_where_it_stopped() {
    let mut session = under_way(3);
    session.command(Command::Pause);
    assert!(session.is_resting());
    assert_eq!(block_on(session.advance(SECOND)), []);
    session.command(Command::Resume);
    assert!(!session.is_resting());
    assert_eq!(steps_taken(&block_on(session.advance(ONE_STEP))), Some(4));
}

#[test]
fn step_while_paused_takes_exactly_one_step() {
    let mut session = under_way(3);
    session.command(Command::Pause);
    for step in 4..8 {
        session.command(Command::Step);
        assert!(!session.is_resting());
        assert_eq!(steps_taken(&block_on(session.advance(SECOND))), Some(step));
        assert!(session.is_resting());
        assert_eq!(block_on(session.advance(SECOND)), []);
    }
}

#[test]
fn step_while_not_paused_changes_nothing() {
    let mut session = under_way(3);
    session.command(Command::Step);
    let events = block_on(session.advance(SECOND));
    assert!(matches!(events.last(), Some(Event::Finished { .. })), "{events:?}");
}

#[test]
fn a_benchmark_can_be_paused_stepped_and_cancelled_too() {
    let mut session = session();
    session.command(Command::Bench { workload: Workload::Micro, steps: 2, warm_up: 1 });
    session.command(Command::Pause);
    assert_eq!(block_on(session.advance(SECOND)), []);
    for _ in 0..2 {
        session.command(Command::Step);
        assert_eq!(block_on(session.advance(SECOND)), []);
    }
    session.command(Command::Step);
    let events = block_on(session.advance(SECOND));
    let [Event::Benched(result)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(result.losses.len(), 3);
    session.command(Command::Resume);
    session.command(Command::Bench { workload: Workload::Micro, steps: 2, warm_up: 1 });
    session.command(Command::Cancel);
    assert!(session.is_resting());
}

#[test]
fn weights_of_another_model_are_refused_in_a_sentence() {
    let plan = Plan::new(spec()).unwrap();
    let tuned = plan.stages.iter().find(|s| s.start == Start::After(PRETRAIN)).unwrap();
    let refused = |start: Weights| {
        let mut session = session();
        let command = Command::Begin { spec: Box::new(spec()), stage: tuned.id, start: Some(Box::new(start)) };
        let Some(Event::Failed { message }) = session.command(command) else { panic!("not refused") };
        assert!(session.is_resting());
        message
    };
    let own = plan.spec.model().unwrap();
    let larger = ModelSize::Mini.config(own.vocabulary, own.context).unwrap();
    assert_eq!(refused(initial_weights(larger, 1)), "the weights to start from are of another model");
    let mut broken = initial_weights(own, 1);
    broken.parameters[0].values[0] = f32::NAN;
    assert_eq!(refused(broken), "token.weight holds a value that is not a finite number");
}

#[test]
fn a_stage_that_the_plan_lacks_is_refused_in_a_sentence() {
    let answer = session().command(begin(&spec(), StageId(99)));
    assert_eq!(answer, Some(Event::Failed { message: "the plan has no stage 99".to_owned() }));
}
