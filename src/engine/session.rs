//! A Session: one device at work. It takes commands, advances in bounded slices and emits events.

use super::bench::Bench;
use super::device::Opened;
use super::message::{Command, Event};
use crate::VERSION;
use crate::experiment::{Accuracy, Plan, Point, Spec, StageId};
use crate::model::{Weights, initial_weights};
use crate::tasks::{Batch, Stream};
use crate::train::{HeldOut, Learner, LearnerError, correct};
use std::time::Duration;
use web_time::Instant;

/// One device at work on one thing at a time.
pub struct Session {
    opened: Opened,
    work: Work,
    paused: bool,
    single_step: bool,
}

enum Work {
    Idle,
    Stage(Box<StageWork>),
    Bench(Box<Bench>),
}

struct StageWork {
    plan: Plan,
    id: StageId,
    learner: Learner,
    held_out: HeldOut,
    stream: Stream,
    step: u32,
    measured: usize,
    seconds: f64,
}

impl Session {
    /// A Session on an open device.
    pub fn new(opened: Opened) -> Self {
        Self { opened, work: Work::Idle, paused: false, single_step: false }
    }

    /// The first event: which version this is, and which device it has.
    pub fn ready(&self) -> Event {
        Event::Ready { version: VERSION.to_owned(), device: self.opened.name.clone() }
    }

    /// Takes a command. A command that cannot be obeyed comes back as an event.
    pub fn command(&mut self, command: Command) -> Option<Event> {
        match command {
            Command::Begin { spec, stage, start } => match self.begin(*spec, stage, start.map(|w| *w)) {
                Ok(work) => self.work = Work::Stage(Box::new(work)),
                Err(message) => return Some(Event::Failed { message }),
            },
            Command::Bench { workload, steps, warm_up } => {
                let bench = Bench::new(workload, steps, warm_up, &self.opened.device, &self.opened.name);
                self.work = Work::Bench(Box::new(bench));
            }
            Command::Pause => self.paused = true,
            Command::Resume => self.paused = false,
            Command::Step => self.single_step = self.paused,
            Command::Cancel => self.work = Work::Idle,
        }
        None
    }

    /// Whether [`Session::advance`] would do nothing.
    pub fn is_resting(&self) -> bool {
        matches!(self.work, Work::Idle) || (self.paused && !self.single_step)
    }

    /// Works for about `slice`, at least one step, and reports. Time spent resting is not counted.
    pub async fn advance(&mut self, slice: Duration) -> Vec<Event> {
        if self.is_resting() {
            return Vec::new();
        }
        let single = std::mem::take(&mut self.single_step);
        let mut events = Vec::new();
        let outcome = match &mut self.work {
            Work::Idle => return events,
            Work::Stage(work) => work.advance(slice, single, &mut events).await,
            Work::Bench(bench) => match bench.step().await {
                Ok(Some(result)) => {
                    events.push(Event::Benched(result));
                    Ok(true)
                }
                Ok(None) => Ok(false),
                Err(error) => Err(error),
            },
        };
        match outcome {
            Ok(true) => self.work = Work::Idle,
            Ok(false) => {}
            Err(error) => {
                self.work = Work::Idle;
                events.push(Event::Failed { message: error.to_string() });
            }
        }
        events
    }

    fn begin(&self, spec: Spec, id: StageId, start: Option<Weights>) -> Result<StageWork, String> {
        let plan = Plan::new(spec).map_err(|e| e.to_string())?;
        let stage = plan.stage(id).ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        let config = plan.spec.model().map_err(|e| e.to_string())?;
        let weights = match start {
            Some(weights) => Weights::new(weights.config, weights.parameters).map_err(|e| e.to_string())?,
            None => initial_weights(config, plan.spec.seed),
        };
        if weights.config != config {
            return Err("the weights to start from are of another model".to_owned());
        }
        let device = &self.opened.device;
        let learner = Learner::new(&weights, plan.spec.adamw(), device);
        let held_out = HeldOut::new(&plan.held_out(), device);
        let stream = stage.data(plan.spec.seed);
        Ok(StageWork { id, learner, held_out, stream, step: 0, measured: 0, seconds: 0.0, plan })
    }
}

impl StageWork {
    /// Advances; true when the stage has ended.
    async fn advance(&mut self, slice: Duration, single: bool, events: &mut Vec<Event>) -> Result<bool, LearnerError> {
        let Some(stage) = self.plan.stage(self.id).cloned() else { return Ok(true) };
        let begin = Instant::now();
        loop {
            if stage.measured_at.get(self.measured) == Some(&self.step) {
                self.measured += 1;
                let point = self.measure().await?;
                events.push(Event::Measured { stage: self.id, point });
            }
            if self.step >= stage.schedule.steps {
                let weights = Box::new(self.learner.weights().await?);
                self.seconds += begin.elapsed().as_secs_f64();
                events.push(Event::Finished { stage: self.id, weights, seconds: self.seconds });
                return Ok(true);
            }
            let spec = &self.plan.spec;
            let size = spec.batch as usize;
            let batch = Batch::draw(size, &stage.mixture, self.plan.counter, self.plan.layout, &mut self.stream);
            self.learner.step(&batch, stage.objective, stage.schedule.rate(self.step));
            self.step += 1;
            if single || begin.elapsed() >= slice {
                break;
            }
        }
        // Waiting for the last loss also keeps a device that works ahead from being given more than one slice.
        let loss = self.learner.last_loss().await?;
        self.seconds += begin.elapsed().as_secs_f64();
        events.push(Event::Progress { stage: self.id, step: self.step, loss, seconds: self.seconds });
        Ok(false)
    }

    async fn measure(&mut self) -> Result<Point, LearnerError> {
        let loss = self.learner.mean_loss().await?;
        let right = correct(&self.learner.frozen(), &self.held_out).await?;
        let n = self.plan.spec.held_out;
        let mut accuracy = [Accuracy { correct: 0, n }; 4];
        for (slot, correct) in accuracy.iter_mut().zip(right) {
            slot.correct = correct;
        }
        Ok(Point { step: self.step, loss, accuracy })
    }
}
