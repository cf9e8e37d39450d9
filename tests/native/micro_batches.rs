//! A large step is made of two micro-batches: whoever computes the second one, the weights come out the same, bit by
//! bit.

use pollster::block_on;
use std::cell::Cell;
use std::rc::Rc;
use unwrap_lab::engine::{Command, DeviceKind, Event, GradientThread, Session, Workload, open};
use unwrap_lab::experiment::{Spec, StageId};
use unwrap_lab::model::{ModelSize, Weights, initial_weights};
use unwrap_lab::setups::grammar::{GrammarSpec, Preset};
use unwrap_lab::train::{
    AdamW, GradientWorker, Learner, MicroBatch, MicroBatchGradient, Objective, Promised, gradient,
};

const ADAMW: AdamW = AdamW { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, weight_decay: 0.01, clip: Some(1.0) };

/// Weights and losses after some steps of *tiny*, with a gradient worker or without; and why the gradient worker was
/// lost, if it was.
fn trained(gradient_worker: Option<Rc<dyn GradientWorker>>) -> (Weights, Vec<f32>, Option<String>) {
    let device = block_on(open(DeviceKind::Cpu)).unwrap().device;
    let mut learner = Learner::new(&initial_weights(Workload::Tiny.config(), 1), ADAMW, &device);
    learner.set_gradient_worker(gradient_worker);
    let mut stream = Workload::data();
    let mut losses = Vec::new();
    for _ in 0..4 {
        block_on(learner.step(&Workload::Tiny.batch(&mut stream), Objective::EveryToken, 1e-3)).unwrap();
        losses.extend(block_on(learner.mean_loss()).unwrap());
    }
    (block_on(learner.weights()).unwrap(), losses, learner.lost_gradient_worker())
}

/// Passes everything on, and counts; after `limit` micro-batches it is lost.
struct Watched {
    thread: GradientThread,
    taken: Cell<usize>,
    limit: usize,
}

impl GradientWorker for Watched {
    fn ready(&self) -> Promised<'_, bool> {
        self.thread.ready()
    }

    fn take(&self, micro_batch: &MicroBatch, weights: &[f32]) -> bool {
        self.taken.set(self.taken.get() + 1);
        self.thread.take(micro_batch, weights)
    }

    fn give(&self) -> Promised<'_, Result<MicroBatchGradient, String>> {
        if self.taken.get() > self.limit {
            return Box::pin(async { Err("it was ended".to_owned()) });
        }
        self.thread.give()
    }
}

fn watched(limit: usize) -> Rc<Watched> {
    Rc::new(Watched { thread: GradientThread::start().unwrap(), taken: Cell::new(0), limit })
}

#[test]
fn two_threads_train_the_same_bits_as_one() {
    let alone = trained(None);
    let gradient_worker = watched(usize::MAX);
    let shared = trained(Some(gradient_worker.clone()));
    assert_eq!(gradient_worker.taken.get(), 4, "every step was shared");
    assert_eq!(alone, shared);
    assert!(alone.1.windows(2).all(|w| w[0] != w[1]), "it trained: {:?}", alone.1);
}

#[test]
fn a_gradient_worker_that_is_lost_in_mid_training_costs_nothing_and_is_told_of() {
    let gradient_worker = watched(2);
    let (weights, losses, lost) = trained(Some(gradient_worker.clone()));
    assert_eq!(gradient_worker.taken.get(), 3, "it was asked no more after it was lost");
    assert_eq!(lost.as_deref(), Some("it was ended"));
    let alone = trained(None);
    assert_eq!((weights, losses), (alone.0, alone.1));
}

#[test]
fn the_shares_make_the_gradient_of_the_whole_batch() {
    let device = block_on(open(DeviceKind::Cpu)).unwrap().device;
    let config = Workload::Tiny.config();
    let weights = initial_weights(config, 2);
    let numbers: Vec<f32> = weights.parameters.iter().flat_map(|p| p.values.clone()).collect();
    let batch = Workload::Tiny.batch(&mut Workload::data());
    for objective in [Objective::Answer, Objective::EveryToken] {
        let whole = block_on(gradient(&weights, &batch, objective, &device)).unwrap().concat();
        let mut sum = vec![0.0_f64; whole.len()];
        for part in batch.split(batch.size / 3) {
            let (size, inputs, targets) = (part.size as u32, part.inputs, part.targets);
            let micro_batch = MicroBatch { config, objective, size, inputs, targets };
            let own = block_on(micro_batch.gradient(&numbers, &device)).unwrap();
            for (sum, value) in sum.iter_mut().zip(own.values) {
                *sum += f64::from(value) * f64::from(size) / batch.size as f64;
            }
        }
        let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
        let apart = norm(&mut sum.iter().zip(&whole).map(|(a, b)| a - f64::from(*b)));
        let size = norm(&mut whole.iter().map(|v| f64::from(*v)));
        assert!(size > 0.0 && apart < 1e-5 * size, "{objective:?}: {apart:e} of {size:e}");
    }
}

#[test]
fn a_share_that_does_not_fit_its_model_is_refused() {
    let device = block_on(open(DeviceKind::Cpu)).unwrap().device;
    let config = ModelSize::Micro.config(20, 7).unwrap();
    let good = MicroBatch { config, objective: Objective::Answer, size: 2, inputs: vec![1; 14], targets: vec![2; 14] };
    let weights = vec![0.01; config.parameter_count()];
    assert!(block_on(good.gradient(&weights, &device)).is_ok());
    for (bad, weights) in [
        (MicroBatch { size: 0, inputs: vec![], targets: vec![], ..good.clone() }, &weights[..]),
        (MicroBatch { size: u32::MAX, ..good.clone() }, &weights[..]),
        (MicroBatch { inputs: vec![1; 13], ..good.clone() }, &weights[..]),
        (MicroBatch { targets: vec![20; 14], ..good.clone() }, &weights[..]),
        (MicroBatch { config: unwrap_lab::model::ModelConfig { heads: 0, ..config }, ..good.clone() }, &weights[..]),
        (good.clone(), &weights[1..]),
    ] {
        assert!(block_on(bad.gradient(weights, &device)).is_err(), "{bad:?}");
    }
}

/// All events of the first stage of an experiment that is large enough for micro-batches.
fn first_stage(mut session: Session, spare: bool) -> Vec<Event> {
    let spec = Spec::from(GrammarSpec { size: ModelSize::Small, batch: 64, pretrain_steps: 3, ..Preset::Quick.spec() });
    assert_eq!(session.command(Command::GradientWorkerAvailability(spare)), None, "nothing is large yet");
    let refused =
        session.command(Command::Begin { spec: Box::new(spec), stage: StageId(0), start: None, resume: None });
    let mut events: Vec<Event> = refused.into_iter().collect();
    while !session.is_resting() {
        events.extend(block_on(session.advance(std::time::Duration::from_millis(50))));
    }
    events
}

fn finished(events: &[Event]) -> &Weights {
    let weights =
        events.iter().find_map(|e| if let Event::Finished { weights, .. } = e { Some(weights) } else { None });
    weights.expect("the stage ends")
}

#[test]
fn a_session_with_a_core_to_spare_trains_the_same_weights() {
    let opened = block_on(open(DeviceKind::Cpu)).unwrap();
    let gradient_worker = watched(usize::MAX);
    let given: Rc<dyn GradientWorker> = gradient_worker.clone();
    let shared = Session::with_gradient_worker(opened.clone(), Box::new(move || Ok(given.clone())));
    let (shared, alone) = (first_stage(shared, true), first_stage(Session::new(opened.clone()), false));
    assert_eq!(gradient_worker.taken.get(), 3);
    assert_eq!(finished(&shared), finished(&alone));
    let refused = first_stage(Session::new(opened), true);
    assert!(
        matches!(&refused[0], Event::GradientWorkerLost { message } if message.contains("no second worker")),
        "{refused:?}"
    );
    assert_eq!(finished(&refused), finished(&alone));
}

#[test]
fn a_session_with_small_steps_asks_nobody() {
    let opened = block_on(open(DeviceKind::Cpu)).unwrap();
    let mut session = Session::with_gradient_worker(opened, Box::new(|| panic!("asked for a gradient worker")));
    let spec = Spec::from(GrammarSpec { pretrain_steps: 2, ..Preset::Quick.spec() });
    for spare in [true, false, true] {
        assert_eq!(session.command(Command::GradientWorkerAvailability(spare)), None);
        let begin = Command::Begin { spec: Box::new(spec.clone()), stage: StageId(0), start: None, resume: None };
        assert_eq!(session.command(begin), None);
        assert_eq!(session.command(Command::GradientWorkerAvailability(!spare)), None);
    }
}
