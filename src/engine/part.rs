//! A part of an experiment on a compiled skill under way: training or pruning, in the slices of a Session.

use super::message::Event;
use crate::analysis::{PruneWeights, WeightPruningSets};
use crate::experiment::{Accuracy, CompiledPart, CompiledPlan, CompiledSpec, CompiledSubject, Measure, Point};
use crate::model::CompiledWeights;
use crate::tasks::{Purpose, Stream};
use crate::train::{CompiledBatch, CompiledLearner, LearnerError, Schedule, compiled_correct};
use burn::tensor::Device;
use web_time::{Duration, Instant};

/// A part under way.
pub(super) struct PartWork {
    part: CompiledPart,
    doing: Doing,
    device: Device,
    seconds: f64,
}

enum Doing {
    Train(Box<Training>),
    Prune(CompiledSubject, Box<PruneWeights>),
}

struct Training {
    plan: CompiledPlan,
    learner: CompiledLearner,
    schedule: Schedule,
    measured_at: Vec<u32>,
    measured: usize,
    held_out: Vec<CompiledBatch>,
    directions: Vec<u32>,
    stream: Stream,
    step: u32,
}

impl PartWork {
    /// Begins `part`; `start` are the weights of the part before it, if it goes on from one.
    ///
    /// # Errors
    /// A sentence when the experiment is not possible, or the weights are missing or of another model.
    pub(super) fn begin(
        spec: CompiledSpec,
        part: CompiledPart,
        start: Option<CompiledWeights>,
        device: &Device,
    ) -> Result<Self, String> {
        let plan = CompiledPlan::new(spec).map_err(|e| e.to_string())?;
        if !plan.parts.contains(&part) {
            return Err("the experiment has no such part".to_owned());
        }
        let weights = match (plan.start(part), start) {
            (Some(own), _) => own,
            (None, Some(given)) if given.sizes == plan.initial().sizes && given.are_whole() => given,
            (None, Some(_)) => return Err("the weights to start from are of another model".to_owned()),
            (None, None) => return Err("a part that goes on from another one needs its weights".to_owned()),
        };
        let directions = plan.directions(part);
        let doing = match part {
            CompiledPart::Prune { subject } => {
                let mut sets = plan.held_out();
                let reported =
                    [Measure::PretrainedBroken, Measure::FineTunedHolds].map(|m| std::mem::take(&mut sets[m as usize]));
                let sets = WeightPruningSets { scoring: plan.scoring(), choosing: plan.choosing(), reported };
                let stream = Stream::new(plan.spec.seed, Purpose::RandomPruning);
                let at_random = matches!(subject, CompiledSubject::Tuned { .. });
                Doing::Prune(subject, Box::new(PruneWeights::new(weights, sets, directions, at_random, stream, device)))
            }
            _ => {
                let schedule = plan.schedule(part).ok_or("the part has no learning rate")?;
                let clip = (plan.spec.clip > 0.0).then_some(plan.spec.clip);
                let momentum = plan.spec.momentum as f32;
                let learner = CompiledLearner::new(weights, momentum, clip, directions.clone(), device);
                Doing::Train(Box::new(Training {
                    schedule,
                    learner,
                    measured_at: plan.measured_at(part),
                    measured: 0,
                    held_out: plan.held_out(),
                    stream: plan.data(part),
                    directions,
                    step: 0,
                    plan,
                }))
            }
        };
        Ok(Self { part, doing, device: device.clone(), seconds: 0.0 })
    }

    /// Works for about `slice`, at least one step; true when the part has ended. Training that leaves the numbers ends it too:
    /// it would do so again.
    pub(super) async fn advance(
        &mut self,
        slice: Duration,
        single: bool,
        events: &mut Vec<Event>,
    ) -> Result<bool, LearnerError> {
        match self.work(slice, single, events).await {
            Err(error @ LearnerError::Diverged) => {
                events.push(Event::PartFailed { part: self.part, message: error.to_string() });
                Ok(true)
            }
            outcome => outcome,
        }
    }

    async fn work(&mut self, slice: Duration, single: bool, events: &mut Vec<Event>) -> Result<bool, LearnerError> {
        let begin = Instant::now();
        let part = self.part;
        let ended = match &mut self.doing {
            Doing::Prune(subject, prune) => loop {
                if let Some(pruning) = prune.step().await? {
                    break Some((*subject, pruning));
                }
                if single || begin.elapsed() >= slice {
                    break None;
                }
            }
            .map(|(subject, pruning)| {
                let seconds = self.seconds + begin.elapsed().as_secs_f64();
                Event::Pruned { subject, pruning: Box::new(pruning), seconds }
            }),
            Doing::Train(training) => loop {
                if training.measured_at.get(training.measured) == Some(&training.step) {
                    training.measured += 1;
                    let point = training.measure(&self.device).await?;
                    events.push(Event::PartMeasured { part, point });
                }
                if training.step >= training.schedule.steps {
                    let weights = Box::new(training.learner.weights().clone());
                    let seconds = self.seconds + begin.elapsed().as_secs_f64();
                    break Some(Event::PartFinished { part, weights, seconds });
                }
                let batch = training.plan.batch(part, &mut training.stream);
                training.learner.step(&batch, training.schedule.rate(training.step)).await?;
                training.step += 1;
                if single || begin.elapsed() >= slice {
                    break None;
                }
            },
        };
        self.seconds += begin.elapsed().as_secs_f64();
        if let Some(event) = ended {
            events.push(event);
            return Ok(true);
        }
        let (step, share, loss) = match &self.doing {
            Doing::Prune(_, prune) => (0, prune.share(), None),
            Doing::Train(training) => {
                let share = f64::from(training.step) / f64::from(training.schedule.steps.max(1));
                (training.step, share, training.learner.last_loss())
            }
        };
        events.push(Event::PartProgress { part, step, share, loss, seconds: self.seconds });
        Ok(false)
    }
}

impl Training {
    async fn measure(&mut self, device: &Device) -> Result<Point, LearnerError> {
        let sets: Vec<&CompiledBatch> = self.held_out.iter().collect();
        let right = compiled_correct(self.learner.weights(), &sets, &self.directions, device).await?;
        let mut accuracy = [Accuracy { correct: 0, n: self.plan.spec.held_out }; 4];
        for (slot, (correct, _)) in accuracy.iter_mut().zip(right) {
            slot.correct = correct;
        }
        let loss = self.learner.mean_loss();
        Ok(Point { step: self.step, loss, accuracy, attention: None, jailbroken: None })
    }
}
