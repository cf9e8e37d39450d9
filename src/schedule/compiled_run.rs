//! A run of an experiment on a compiled skill: which worker is on which part, and the Record so far. It decides without a browser and
//! without tensors; shells carry its commands to Sessions and their events back.

use super::job::WorkerId;
use super::work::{Taken, Work};
use crate::VERSION;
use crate::analysis::letter_attention;
use crate::engine::{Command, Event};
use crate::experiment::{
    CompiledPart, CompiledPlan, CompiledRecord, CompiledSpec, CompiledSpecError, CompiledStage, Examined, StageRecord,
};
use crate::model::CompiledWeights;
use std::collections::BTreeMap;
use web_time::Instant;

/// Strings that attention is averaged over.
const LOOKED_AT: usize = 64;
/// The cost of pruning one model, in steps of training.
const PRUNING: f64 = 800.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Waiting,
    Running {
        worker: WorkerId,
        step: u32,
        share: f64,
    },
    Finished,
    /// It failed, or a part that it goes on from did.
    Lost,
}

/// One experiment under way.
pub struct CompiledRun {
    plan: CompiledPlan,
    states: Vec<(CompiledPart, State)>,
    weights: BTreeMap<CompiledPart, CompiledWeights>,
    workers: BTreeMap<WorkerId, String>,
    record: CompiledRecord,
    /// Held-out strings without the correlation, as rows of the embedding.
    looked_at: Vec<Vec<u32>>,
    started: Option<Instant>,
    paused: Option<Instant>,
    /// Seconds of pauses that are over.
    rested: f64,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompiledProgress {
    /// Share of the work that is done, in `[0, 1]`.
    pub share: f64,
    /// Seconds that are left if it goes on as so far; none before anything is known.
    pub eta_seconds: Option<f64>,
}

impl CompiledRun {
    /// A run of `spec`, with nothing done.
    ///
    /// # Errors
    /// When the Spec is not possible.
    pub fn new(spec: CompiledSpec) -> Result<Self, CompiledSpecError> {
        let plan = CompiledPlan::new(spec)?;
        let stage = |part: &CompiledPart| {
            let (role, schedule) = (part.role()?, plan.schedule(*part)?);
            let (rate, steps) = (schedule.peak, schedule.steps);
            let stage = StageRecord { role, rate, steps, points: Vec::new(), device: String::new(), seconds: None };
            Some(CompiledStage { stage, attention: Vec::new() })
        };
        let [broken, _] = plan.held_out_strings();
        let looked_at: Vec<Vec<u32>> =
            broken.iter().take(LOOKED_AT).map(|labelled| plan.strings.encode(&labelled.words)).collect();
        let record = CompiledRecord {
            version: VERSION.to_owned(),
            spec: plan.spec.clone(),
            stages: plan.parts.iter().filter_map(stage).collect(),
            examined: Vec::new(),
            attention: letter_attention(&plan.initial(), &looked_at),
            lost: Vec::new(),
            wall_seconds: None,
            fingerprint: None,
        };
        let states = plan.parts.iter().map(|part| (*part, State::Waiting)).collect();
        let (weights, workers) = (BTreeMap::new(), BTreeMap::new());
        let (started, paused, rested) = (None, None, 0.0);
        Ok(Self { plan, states, weights, workers, record, looked_at, started, paused, rested })
    }

    /// The plan.
    pub fn plan(&self) -> &CompiledPlan {
        &self.plan
    }

    /// What came out so far.
    pub fn record(&self) -> &CompiledRecord {
        &self.record
    }

    /// The weights that a finished part of training ended with.
    pub fn weights(&self, part: CompiledPart) -> Option<&CompiledWeights> {
        self.weights.get(&part)
    }

    /// The clock stands still.
    pub fn pause(&mut self) {
        self.paused.get_or_insert_with(Instant::now);
    }

    /// The clock goes on.
    pub fn resume(&mut self) {
        self.rested += self.paused.take().map_or(0.0, |at| at.elapsed().as_secs_f64());
    }

    /// Seconds since the first part began, without pauses.
    fn spent(&self) -> Option<f64> {
        let resting = self.paused.map_or(0.0, |at| at.elapsed().as_secs_f64());
        Some(self.started?.elapsed().as_secs_f64() - self.rested - resting)
    }

    /// A worker is ready.
    pub fn join(&mut self, worker: WorkerId, device: String) {
        self.started.get_or_insert_with(Instant::now);
        self.workers.insert(worker, device);
    }

    /// A worker is gone; what it was on waits again.
    pub fn leave(&mut self, worker: WorkerId) {
        self.workers.remove(&worker);
        for (part, state) in &mut self.states {
            if matches!(state, State::Running { worker: by, .. } if *by == worker) {
                *state = State::Waiting;
                let stage = self.record.stages.iter_mut().find(|s| Some(s.stage.role) == part.role());
                stage.into_iter().for_each(|s| s.stage.points.clear());
            }
        }
    }

    /// What `worker` is to do next; none while it is busy or nothing can be begun.
    pub fn next(&mut self, worker: WorkerId) -> Option<Command> {
        let device = self.workers.get(&worker)?.clone();
        if self.is_busy(worker) {
            return None;
        }
        let (part, start) = self.states.iter().find_map(|(part, state)| {
            let start = part.after().map(|before| self.weights.get(&before).cloned());
            (*state == State::Waiting && start != Some(None)).then_some((*part, start.flatten()))
        })?;
        let (_, state) = self.states.iter_mut().find(|(other, _)| *other == part)?;
        *state = State::Running { worker, step: 0, share: 0.0 };
        if let Some(stage) = self.record.stages.iter_mut().find(|s| Some(s.stage.role) == part.role()) {
            stage.stage.device = device;
        }
        let spec = Box::new(self.plan.spec.clone());
        Some(Command::BeginPart { spec, part, start: start.map(Box::new) })
    }

    /// Whether `worker` is on a part.
    pub fn is_busy(&self, worker: WorkerId) -> bool {
        self.states.iter().any(|(_, s)| matches!(s, State::Running { worker: by, .. } if *by == worker))
    }

    /// Takes in what `worker` reports. Events of parts that are not its own are dropped.
    pub fn apply(&mut self, worker: WorkerId, event: &Event) {
        let part = match event {
            Event::PartProgress { part, .. }
            | Event::PartMeasured { part, .. }
            | Event::PartFinished { part, .. }
            | Event::PartFailed { part, .. } => *part,
            Event::Pruned { subject, .. } => CompiledPart::Prune { subject: *subject },
            _ => return,
        };
        let Some((_, state)) = self.states.iter_mut().find(|(other, _)| *other == part) else { return };
        if !matches!(state, State::Running { worker: by, .. } if *by == worker) {
            return;
        }
        let stage = self.record.stages.iter_mut().find(|s| Some(s.stage.role) == part.role());
        match event {
            Event::PartProgress { step, share, .. } => *state = State::Running { worker, step: *step, share: *share },
            Event::PartMeasured { point, .. } => stage.into_iter().for_each(|s| s.stage.points.push(point.clone())),
            Event::PartFinished { weights, seconds, .. } => {
                *state = State::Finished;
                if let Some(stage) = stage {
                    stage.stage.seconds = Some(*seconds);
                    // The control answers along directions of its own and has other positions' names.
                    if !part.is_of_control() {
                        stage.attention = letter_attention(weights, &self.looked_at);
                    }
                }
                self.weights.insert(part, (**weights).clone());
            }
            Event::Pruned { subject, pruning, seconds } => {
                *state = State::Finished;
                let (subject, pruning, seconds) = (*subject, (**pruning).clone(), *seconds);
                self.record.examined.push(Examined { subject, pruning, seconds });
            }
            Event::PartFailed { message, .. } => {
                self.record.lost.push((part, message.clone()));
                for (other, state) in &mut self.states {
                    if *other == part || other.after() == Some(part) {
                        *state = State::Lost;
                    }
                }
            }
            _ => {}
        }
        if self.is_finished() {
            self.record.wall_seconds = self.spent();
            self.record.fingerprint = Some(self.record.results_hash());
        }
    }

    /// Whether everything is done that can be.
    pub fn is_finished(&self) -> bool {
        self.states.iter().all(|(_, state)| matches!(state, State::Finished | State::Lost))
    }

    /// How many parts are under way or could be begun now.
    pub fn at_hand(&self) -> usize {
        let possible = |(part, state): &&(CompiledPart, State)| match state {
            State::Waiting => part.after().is_none_or(|before| self.weights.contains_key(&before)),
            State::Running { .. } => true,
            State::Finished | State::Lost => false,
        };
        self.states.iter().filter(possible).count()
    }

    /// The parts under way, with their steps.
    pub fn under_way(&self) -> Vec<(CompiledPart, u32)> {
        let running = |(part, state): &(CompiledPart, State)| match state {
            State::Running { step, .. } => Some((*part, *step)),
            _ => None,
        };
        self.states.iter().filter_map(running).collect()
    }

    /// How far it has come.
    pub fn progress(&self) -> CompiledProgress {
        let (mut done, mut all) = (0.0, 0.0);
        for (part, state) in &self.states {
            let whole = self.plan.schedule(*part).map_or(PRUNING, |schedule| f64::from(schedule.steps));
            all += whole;
            done += whole
                * match state {
                    State::Waiting => 0.0,
                    State::Running { share, .. } => *share,
                    State::Finished | State::Lost => 1.0,
                };
        }
        let share = done / f64::max(all, 1.0);
        let spent = self.spent().filter(|_| share > 0.01);
        CompiledProgress { share, eta_seconds: spent.map(|seconds| seconds * (1.0 - share) / share) }
    }
}

impl Work for CompiledRun {
    fn join(&mut self, worker: WorkerId, device: &str) {
        Self::join(self, worker, device.to_owned());
    }
    fn leave(&mut self, worker: WorkerId, _why: &str) {
        Self::leave(self, worker);
    }
    fn next(&mut self, worker: WorkerId) -> Option<Command> {
        Self::next(self, worker)
    }
    fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Taken, String> {
        Self::apply(self, worker, event);
        let lasting = matches!(event, Event::PartFinished { .. } | Event::Pruned { .. } | Event::PartFailed { .. });
        Ok(Taken { run: Some(0), lasting })
    }
    fn stages_ready(&self) -> usize {
        self.at_hand() - self.under_way().len()
    }
    fn is_busy(&self, worker: WorkerId) -> bool {
        Self::is_busy(self, worker)
    }
    /// Its parts are short: they are begun anew, and never shared.
    fn is_training(&self, _worker: WorkerId) -> bool {
        false
    }
    fn is_trained(&self) -> bool {
        Self::is_finished(self)
    }
    fn is_finished(&self) -> bool {
        Self::is_finished(self)
    }
    fn rest(&mut self, resting: bool) {
        if resting { self.pause() } else { self.resume() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::WeightPruning;
    use crate::experiment::{Accuracy, Point};

    fn finish(run: &mut CompiledRun, worker: WorkerId, command: &Command) -> CompiledPart {
        let Command::BeginPart { part, start, .. } = command else { panic!("no part") };
        assert_eq!(start.is_some(), part.after().is_some(), "{part:?}");
        if let CompiledPart::Prune { subject } = part {
            let pruning = Box::new(WeightPruning::default());
            run.apply(worker, &Event::Pruned { subject: *subject, pruning, seconds: 1.0 });
            return *part;
        }
        let accuracy = [Accuracy { correct: 0, n: 1 }; 4];
        let point = Point { step: 0, loss: None, accuracy, attention: None, jailbroken: None };
        run.apply(worker, &Event::PartMeasured { part: *part, point });
        let weights = Box::new(run.plan().initial());
        run.apply(worker, &Event::PartFinished { part: *part, weights, seconds: 1.0 });
        *part
    }

    #[test]
    fn two_workers_do_every_part_once_and_none_before_what_it_needs() {
        let mut run = CompiledRun::new(CompiledSpec::counter()).unwrap();
        run.join(1, "cpu".to_owned());
        run.join(2, "cpu".to_owned());
        let mut done = Vec::new();
        while !run.is_finished() {
            for worker in [1, 2] {
                if let Some(command) = run.next(worker) {
                    assert!(run.next(worker).is_none(), "a worker has one thing to do at a time");
                    let part = finish(&mut run, worker, &command);
                    assert!(part.after().is_none_or(|before| done.contains(&before)), "{part:?}");
                    done.push(part);
                }
            }
        }
        assert_eq!(done.len(), run.plan().parts.len());
        assert!(run.record().is_complete(&run.plan().parts));
        assert_eq!(run.record().fingerprint, Some(run.record().results_hash()));
        assert_eq!(run.progress().share, 1.0);
    }

    #[test]
    fn a_part_that_fails_takes_those_behind_it_along_and_the_others_go_on() {
        let mut run = CompiledRun::new(CompiledSpec::counter()).unwrap();
        run.join(1, "cpu".to_owned());
        let mut done = 0;
        while let Some(command) = run.next(1) {
            let Command::BeginPart { part, .. } = &command else { panic!("no part") };
            if *part == (CompiledPart::FineTune { rate: 0 }) {
                run.apply(1, &Event::PartFailed { part: *part, message: "diverged".to_owned() });
            } else {
                finish(&mut run, 1, &command);
                done += 1;
            }
        }
        assert!(run.is_finished());
        assert_eq!(done, run.plan().parts.len() - 3, "fine-tuning, its revival and its pruning");
        assert_eq!(run.record().lost, [(CompiledPart::FineTune { rate: 0 }, "diverged".to_owned())]);
        assert!(run.record().ended(0).is_none() && run.record().fingerprint.is_some());
    }

    #[test]
    fn a_lost_workers_part_waits_again_and_its_late_events_do_not_count() {
        let mut run = CompiledRun::new(CompiledSpec::counter()).unwrap();
        run.join(1, "cpu".to_owned());
        let Some(Command::BeginPart { part, .. }) = run.next(1) else { panic!("nothing to do") };
        run.leave(1);
        let weights = Box::new(run.plan().initial());
        run.apply(1, &Event::PartFinished { part, weights, seconds: 1.0 });
        assert!(run.weights(part).is_none());
        run.join(2, "cpu".to_owned());
        assert!(matches!(run.next(2), Some(Command::BeginPart { part: again, .. }) if again == part));
    }
}
