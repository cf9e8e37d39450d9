//! A Run: one experiment under way. It knows its plan, which worker is on which stage or question, and the Record so far.
//!
//! It decides without a browser and without tensors; shells carry its commands to Sessions and their events back.

use super::cost::{Progress, RecentWork, WorkLeft, makespan};
use super::message::{Command, DeviceKind, Event};
use crate::VERSION;
use crate::experiment::{
    Answered, Checkpoint, CheckpointError, Halfway, HalfwayError, History, Plan, Question, Record, Role, Spec,
    SpecError, StageId, StageKey, StageRecord, Start, Subject,
};
use crate::model::Weights;
use std::collections::BTreeMap;
use web_time::Instant;

/// A worker's number, chosen by the shell.
pub type WorkerId = u32;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Waiting,
    Running { worker: WorkerId, step: u32, seconds: f64 },
    Finished { seconds: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Answering {
    Waiting,
    Running { worker: WorkerId, share: f64, seconds: f64 },
    Answered,
}

/// What a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doing {
    /// A stage, with the steps taken.
    Stage(Role, u32),
    /// A question, with the share of the work that is done.
    Question(Question, f64),
}

/// One experiment under way.
pub struct Run {
    plan: Plan,
    states: Vec<State>,
    questions: Vec<(Question, Answering)>,
    weights: Vec<Option<Weights>>,
    /// Where stages were left that are not finished.
    halfway: Vec<Option<Halfway>>,
    workers: BTreeMap<WorkerId, String>,
    record: Record,
    started: Option<Instant>,
    recent: RecentWork,
}

impl Run {
    /// A run of `spec`, with nothing done.
    ///
    /// # Errors
    /// When the Spec is not possible.
    pub fn new(spec: impl Into<Spec>) -> Result<Self, SpecError> {
        let plan = Plan::new(spec)?;
        let record = Record::empty(&plan);
        let count = plan.stages.len();
        let questions = plan.analyses.iter().map(|a| (a.question, Answering::Waiting)).collect();
        let (states, weights, halfway) = (vec![State::Waiting; count], vec![None; count], vec![None; count]);
        Ok(Self {
            plan,
            states,
            questions,
            weights,
            halfway,
            workers: BTreeMap::new(),
            record,
            started: None,
            recent: RecentWork::default(),
        })
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What came out so far.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The weights that a finished stage ended with.
    pub fn weights(&self, stage: StageId) -> Option<&Weights> {
        self.weights.get(stage.0 as usize)?.as_ref()
    }

    /// The weights of a model of the experiment, once it is there.
    pub fn model(&self, subject: Subject) -> Option<Weights> {
        match subject {
            Subject::Initial | Subject::NeverHad => self.plan.spec.untrained(subject),
            Subject::After(role) => self.weights(self.plan.stage_of(role)?.id).cloned(),
        }
    }

    /// What is under way.
    pub fn under_way(&self) -> Vec<Doing> {
        let stages = self.states.iter().zip(&self.plan.stages).filter_map(|(state, stage)| match state {
            State::Running { step, .. } => Some(Doing::Stage(stage.role, *step)),
            _ => None,
        });
        let questions = self.questions.iter().filter_map(|(question, state)| match state {
            Answering::Running { share, .. } => Some(Doing::Question(*question, *share)),
            _ => None,
        });
        stages.chain(questions).collect()
    }

    /// How many stages could be begun now.
    pub fn stages_ready(&self) -> usize {
        self.plan.stages.iter().filter(|s| self.may_begin(s.id)).count()
    }

    /// How many questions could be begun now. Only workers whose device is `cpu` get them: their passes are too small for
    /// a graphics adapter to be of use.
    pub fn questions_ready(&self) -> usize {
        self.questions.iter().filter(|(q, state)| *state == Answering::Waiting && self.may_be_asked(*q)).count()
    }

    /// Whether every stage is finished and every question answered.
    pub fn is_finished(&self) -> bool {
        self.is_trained() && self.questions.iter().all(|(_, state)| *state == Answering::Answered)
    }

    /// Whether every stage is finished.
    pub fn is_trained(&self) -> bool {
        self.states.iter().all(|s| matches!(s, State::Finished { .. }))
    }

    /// Takes a finished stage from a checkpoint instead of training it. `device` says where it comes from.
    ///
    /// # Errors
    /// When the checkpoint is not what that stage ends with.
    pub fn adopt(&mut self, checkpoint: Checkpoint, role: Role, device: &str) -> Result<(), CheckpointError> {
        let Checkpoint { history, weights } = checkpoint.for_stage(&self.plan.spec, role)?;
        let index = self.plan.stages.iter().position(|s| s.role == role).ok_or(CheckpointError::Other)?;
        self.states[index] = State::Finished { seconds: history.stage.seconds.unwrap_or_default() };
        self.weights[index] = Some(weights);
        self.record.stages[index] = StageRecord { device: device.to_owned(), ..history.stage };
        self.close_if_finished();
        Ok(())
    }

    /// Takes an answer that was found before; one that the plan does not ask for, or whose models are not there, is not taken.
    pub fn adopt_answer(&mut self, answered: &Answered) {
        let there = self.may_be_asked(answered.question);
        let waiting = |(q, state): &&mut (Question, Answering)| *q == answered.question && *state == Answering::Waiting;
        if there && let Some((_, state)) = self.questions.iter_mut().find(waiting) {
            *state = Answering::Answered;
            self.record.findings.push(answered.clone());
            self.close_if_finished();
        }
    }

    /// Where a stage was last left that is not finished.
    pub fn halfway(&self, stage: StageId) -> Option<&Halfway> {
        self.halfway.get(stage.0 as usize)?.as_ref()
    }

    /// Lets a stage that nobody has begun go on from `halfway`.
    ///
    /// # Errors
    /// When that is not a state of the stage.
    pub fn adopt_halfway(&mut self, stage: StageId, halfway: Halfway) -> Result<(), HalfwayError> {
        let planned = self.plan.stage(stage).ok_or(HalfwayError::Other)?;
        if !self.is_waiting(stage) || !halfway.is_of(&self.plan, planned) {
            return Err(HalfwayError::Other);
        }
        self.halfway[stage.0 as usize] = Some(halfway);
        Ok(())
    }

    /// What a finished stage ended with, and how it was trained.
    pub fn checkpoint(&self, stage: StageId) -> Option<Checkpoint> {
        let weights = self.weights(stage)?.clone();
        let stage = self.record.stages.get(stage.0 as usize)?.clone();
        let history = History { version: VERSION.to_owned(), spec: self.plan.spec.clone(), stage };
        Some(Checkpoint { history, weights })
    }

    /// Takes in a worker, or learns its device's name anew.
    pub fn join(&mut self, worker: WorkerId, device: String) {
        self.workers.insert(worker, device);
    }

    /// Lets a worker go. What it was on starts again with the next worker; what is finished stays.
    pub fn leave(&mut self, worker: WorkerId) {
        self.workers.remove(&worker);
        for index in 0..self.states.len() {
            if matches!(self.states[index], State::Running { worker: by, .. } if by == worker) {
                self.states[index] = State::Waiting;
                self.record.stages[index].points.clear();
            }
        }
        for (_, state) in &mut self.questions {
            if matches!(state, Answering::Running { worker: by, .. } if *by == worker) {
                *state = Answering::Waiting;
            }
        }
    }

    /// What `worker` should begin; none when it has work, has not joined, or nothing is ready. Stages come before questions;
    /// of the stages that are ready, the one with the longest chain of stages behind it comes first.
    pub fn next(&mut self, worker: WorkerId) -> Option<Command> {
        self.next_where(worker, &|_| true)
    }

    /// The same among the stages that are `free`.
    pub(super) fn next_where(&mut self, worker: WorkerId, free: &dyn Fn(StageId) -> bool) -> Option<Command> {
        let device = self.workers.get(&worker)?.clone();
        if self.is_busy(worker) {
            return None;
        }
        let stage = self
            .plan
            .stages
            .iter()
            .filter(|s| self.may_begin(s.id) && free(s.id))
            .max_by(|a, b| self.chain(a.id).total_cmp(&self.chain(b.id)).then(b.id.cmp(&a.id)));
        let Some(stage) = stage else {
            return if DeviceKind::is_cpu(&device) { self.next_question(worker) } else { None };
        };
        let (id, index) = (stage.id, stage.id.0 as usize);
        let start = match stage.start {
            Start::Fresh => None,
            Start::After(before) => Some(Box::new(self.weights(before)?.clone())),
        };
        self.started.get_or_insert_with(Instant::now);
        let halfway = self.halfway[index].as_ref().filter(|h| h.device == device);
        let (step, seconds) = halfway.map_or((0, 0.0), |h| (h.state.learner.steps, h.state.seconds));
        self.states[index] = State::Running { worker, step, seconds };
        self.record.stages[index].points = halfway.map(|h| h.points.clone()).unwrap_or_default();
        let resume = halfway.map(|h| Box::new(h.state.clone()));
        self.record.stages[index].device = device;
        Some(Command::Begin { spec: Box::new(self.plan.spec.clone()), stage: id, start, resume })
    }

    fn next_question(&mut self, worker: WorkerId) -> Option<Command> {
        let waiting = |(q, state): &(Question, Answering)| *state == Answering::Waiting && self.may_be_asked(*q);
        let index = self.questions.iter().position(waiting)?;
        let question = self.questions[index].0;
        let models = question.needs().into_iter().map(|s| self.model(s)).collect::<Option<Vec<_>>>()?;
        self.questions[index].1 = Answering::Running { worker, share: 0.0, seconds: 0.0 };
        Some(Command::Inquire { spec: Box::new(self.plan.spec.clone()), question, models })
    }

    fn may_be_asked(&self, question: Question) -> bool {
        question.needs().into_iter().all(|subject| match subject {
            Subject::Initial | Subject::NeverHad => true,
            Subject::After(role) => self.plan.stages.iter().any(|s| s.role == role && self.weights(s.id).is_some()),
        })
    }

    /// Whether `worker` is on a stage or a question.
    pub fn is_busy(&self, worker: WorkerId) -> bool {
        self.is_training(worker)
            || self.questions.iter().any(|(_, s)| matches!(s, Answering::Running { worker: by, .. } if *by == worker))
    }

    /// Whether `worker` trains a stage.
    pub fn is_training(&self, worker: WorkerId) -> bool {
        self.states.iter().any(|s| matches!(s, State::Running { worker: by, .. } if *by == worker))
    }

    fn apply_answer(&mut self, worker: WorkerId, event: &Event) -> (f64, f64) {
        let nothing = (0.0, 0.0);
        let (Event::Inquired { question, .. } | Event::Found { question, .. }) = event else { return nothing };
        let Some(index) = self.questions.iter().position(|(q, _)| q == question) else { return nothing };
        let Answering::Running { worker: by, share: before, seconds: spent } = self.questions[index].1 else {
            return nothing;
        };
        if by != worker {
            return nothing;
        }
        let cost = self.cost_of_question(*question);
        match event {
            Event::Inquired { share, seconds, .. } => {
                self.questions[index].1 = Answering::Running { worker, share: *share, seconds: *seconds };
                return (cost * (share - before), seconds - spent);
            }
            Event::Found { finding, seconds, .. } => {
                self.questions[index].1 = Answering::Answered;
                let device = self.workers.get(&worker).cloned().unwrap_or_default();
                let finding = (**finding).clone();
                self.record.findings.push(Answered { question: *question, finding, device, seconds: *seconds });
                self.close_if_finished();
            }
            _ => {}
        }
        nothing
    }

    fn close_if_finished(&mut self) {
        if self.is_finished() {
            self.record.wall_seconds = self.started.map(|at| at.elapsed().as_secs_f64());
            self.record.fingerprint = Some(self.record.results_hash());
        }
    }

    /// Takes in what `worker` reports. Events of work that is not its own are dropped: they come from before it was
    /// let go. Returns the work that was done since its last report, as cost and seconds.
    pub fn apply(&mut self, worker: WorkerId, event: &Event) -> (f64, f64) {
        let work = self.take_in(worker, event);
        self.recent.add(work.0, work.1);
        work
    }

    fn take_in(&mut self, worker: WorkerId, event: &Event) -> (f64, f64) {
        let answered = self.apply_answer(worker, event);
        let (Event::Progress { stage, .. }
        | Event::Measured { stage, .. }
        | Event::Kept { stage, .. }
        | Event::Finished { stage, .. }) = event
        else {
            return answered;
        };
        let index = stage.0 as usize;
        let Some(State::Running { worker: by, step, seconds }) = self.states.get_mut(index) else { return answered };
        if *by != worker {
            return answered;
        }
        match event {
            Event::Progress { step: now, seconds: spent, .. } => {
                let (from, before) = (*step, *seconds);
                (*step, *seconds) = (*now, *spent);
                let stage = &self.plan.stages[index];
                let cost = stage.cost_from(from) - stage.cost_from(*now);
                return (cost, spent - before);
            }
            Event::Measured { point, .. } => self.record.stages[index].points.push(point.clone()),
            Event::Kept { state, .. } => {
                let (stage, state) = (&self.record.stages[index], (**state).clone());
                self.halfway[index] = Some(Halfway {
                    version: VERSION.to_owned(),
                    key: StageKey::new(&self.plan.spec, stage.role).as_str().to_owned(),
                    device: stage.device.clone(),
                    points: stage.points.clone(),
                    state,
                });
            }
            Event::Finished { weights, seconds, .. } => {
                self.states[index] = State::Finished { seconds: *seconds };
                self.record.stages[index].seconds = Some(*seconds);
                self.weights[index] = Some((**weights).clone());
                self.halfway[index] = None;
                self.close_if_finished();
            }
            _ => {}
        }
        answered
    }

    /// How far the run has come, and an ETA for the workers it has.
    pub fn progress(&self) -> Progress {
        let mut total = 0.0;
        let mut steps = 0.0;
        let mut spent = 0.0;
        let mut left = Vec::new();
        for (stage, state) in self.plan.stages.iter().zip(&self.states) {
            let whole = stage.cost_from(0);
            let (from, seconds) = match *state {
                State::Waiting => (0, 0.0),
                State::Running { step, seconds, .. } => (step, seconds),
                State::Finished { seconds } => (stage.schedule.steps, seconds),
            };
            total += whole;
            steps += f64::from(from);
            spent += seconds;
            if !matches!(state, State::Finished { .. }) {
                let cost = stage.cost_from(from);
                let running = matches!(state, State::Running { .. });
                let after = match stage.start {
                    Start::Fresh => Vec::new(),
                    Start::After(before) => vec![before.0 as usize],
                };
                left.push(WorkLeft { id: stage.id.0 as usize, after, cost, running });
            }
        }
        left.sort_by(|a, b| self.chain(StageId(b.id as u32)).total_cmp(&self.chain(StageId(a.id as u32))));
        for (index, (question, state)) in self.questions.iter().enumerate() {
            let whole = self.cost_of_question(*question);
            total += whole;
            let share = match state {
                Answering::Waiting => 0.0,
                Answering::Running { share, .. } => *share,
                Answering::Answered => continue,
            };
            let before = |subject| match subject {
                Subject::Initial | Subject::NeverHad => None,
                Subject::After(role) => self.plan.stages.iter().position(|s| s.role == role),
            };
            let after = question.needs().into_iter().filter_map(before).collect();
            let running = matches!(state, Answering::Running { .. });
            left.push(WorkLeft { id: self.states.len() + index, after, cost: whole * (1.0 - share), running });
        }
        let done = total - left.iter().map(|w| w.cost).sum::<f64>();
        let workers = self.workers.len().max(1);
        let busy = self.under_way().len().clamp(1, workers) as f64;
        Progress {
            share: done / total.max(f64::MIN_POSITIVE),
            steps_per_second: (spent > 0.0 && steps > 0.0).then(|| steps / spent * busy),
            eta_seconds: self.recent.seconds_per_cost().map(|seconds| seconds * makespan(&left, workers)),
        }
    }

    pub(super) fn may_begin(&self, id: StageId) -> bool {
        let index = id.0 as usize;
        self.states[index] == State::Waiting
            && match self.plan.stages[index].start {
                Start::Fresh => true,
                Start::After(before) => self.weights(before).is_some(),
            }
    }

    /// Whether nobody has begun a stage.
    pub(super) fn is_waiting(&self, id: StageId) -> bool {
        self.states.get(id.0 as usize) == Some(&State::Waiting)
    }

    /// Whether a worker is on a stage.
    pub(super) fn is_under_way(&self, id: StageId) -> bool {
        matches!(self.states.get(id.0 as usize), Some(State::Running { .. }))
    }

    /// How many workers it has.
    pub(super) fn workers(&self) -> usize {
        self.workers.len()
    }

    /// The cost of a stage, whole and what is left of it.
    pub(super) fn cost_of(&self, id: StageId) -> (f64, f64) {
        let (Some(stage), Some(state)) = (self.plan.stage(id), self.states.get(id.0 as usize)) else {
            return (0.0, 0.0);
        };
        let whole = stage.cost_from(0);
        let left = match state {
            State::Waiting => whole,
            State::Running { step, .. } => stage.cost_from(*step),
            State::Finished { .. } => 0.0,
        };
        (whole, left)
    }

    /// The cost of all questions, whole and what is left of it.
    pub(super) fn cost_of_questions(&self) -> (f64, f64) {
        self.questions.iter().fold((0.0, 0.0), |(whole, left), (question, state)| {
            let cost = self.cost_of_question(*question);
            let open = match state {
                Answering::Waiting => cost,
                Answering::Running { share, .. } => cost * (1.0 - share),
                Answering::Answered => 0.0,
            };
            (whole + cost, left + open)
        })
    }

    fn cost_of_question(&self, question: Question) -> f64 {
        self.plan.analyses.iter().find(|a| a.question == question).map_or(0.0, |a| a.cost)
    }

    /// The cost of a stage and of the longest chain of stages behind it.
    fn chain(&self, id: StageId) -> f64 {
        let own = self.plan.stage(id).map_or(0.0, |stage| stage.cost_from(0));
        let behind = self.plan.stages.iter().filter(|s| s.start == Start::After(id)).map(|s| self.chain(s.id));
        own + behind.fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Probes;
    use crate::experiment::{Finding, Point, Values};
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;

    fn finish(run: &mut Run, worker: WorkerId, command: &Command) -> Option<Role> {
        match command {
            Command::Begin { spec, stage, .. } => {
                let weights = Box::new(spec.untrained(Subject::Initial).unwrap());
                let values = Values::of_shares([Accuracy { correct: 0, n: 1 }; 4]);
                let point = Point { step: 0, loss: None, values };
                run.apply(worker, &Event::Measured { stage: *stage, point });
                run.apply(worker, &Event::Finished { stage: *stage, weights, seconds: 1.0 });
                Some(run.plan().stage(*stage).unwrap().role)
            }
            Command::Inquire { question, models, .. } => {
                assert_eq!(models.len(), question.needs().len());
                let finding = Box::new(Finding::Probes(Probes { levels: Vec::new() }));
                run.apply(worker, &Event::Found { question: *question, finding, seconds: 1.0 });
                None
            }
            _ => panic!("neither a stage nor a question"),
        }
    }

    #[test]
    fn one_worker_runs_every_stage_after_those_it_starts_from_and_then_answers_every_question() {
        let mut run = Run::new(Preset::Quick.spec()).unwrap();
        run.join(0, "cpu".to_owned());
        let mut order = Vec::new();
        while let Some(command) = run.next(0) {
            assert!(run.next(0).is_none(), "a worker has one thing to do at a time");
            order.push(finish(&mut run, 0, &command));
        }
        let stages = run.plan().stages.len();
        assert_eq!(order[0], Some(Role::Pretrain));
        assert!(order[..stages].iter().all(Option::is_some) && order[stages..].iter().all(Option::is_none));
        assert_eq!(run.record().findings.len(), run.plan().analyses.len());
        assert!(run.is_finished());
        assert_eq!(run.record().fingerprint, Some(run.record().results_hash()));
        assert_eq!(run.progress().share, 1.0);
    }

    #[test]
    fn a_graphics_adapter_is_asked_no_questions() {
        let mut run = Run::new(Preset::Quick.spec()).unwrap();
        run.join(0, "webgpu".to_owned());
        while let Some(command) = run.next(0) {
            assert!(finish(&mut run, 0, &command).is_some());
        }
        assert!(run.is_trained() && !run.is_finished() && run.questions_ready() > 0);
        run.join(1, "cpu".to_owned());
        assert!(matches!(run.next(1), Some(Command::Inquire { .. })));
        run.leave(1);
        assert_eq!(run.questions_ready(), run.plan().analyses.len(), "a lost worker's question waits again");
    }

    #[test]
    fn a_processor_that_rounds_twice_is_asked_like_any_other() {
        let mut run = Run::new(Preset::Quick.spec()).unwrap();
        run.join(0, super::super::message::ROUNDS_TWICE.to_owned());
        while let Some(command) = run.next(0) {
            finish(&mut run, 0, &command);
        }
        assert!(run.is_finished());
    }

    #[test]
    fn two_workers_begin_with_both_pretrainings() {
        let mut run = Run::new(Preset::Quick.spec()).unwrap();
        for worker in [0, 1] {
            run.join(worker, "cpu".to_owned());
            run.next(worker).unwrap();
        }
        let roles: Vec<Role> = run
            .under_way()
            .into_iter()
            .filter_map(|doing| match doing {
                Doing::Stage(role, _) => Some(role),
                Doing::Question(..) => None,
            })
            .collect();
        assert_eq!(roles, [Role::Pretrain, Role::PretrainControl]);
    }

    #[test]
    fn a_lost_worker_costs_its_own_stage_and_no_finished_one() {
        let mut run = Run::new(Preset::Quick.spec()).unwrap();
        run.join(0, "webgpu".to_owned());
        let first = run.next(0).unwrap();
        finish(&mut run, 0, &first);
        let Some(Command::Begin { stage, .. }) = run.next(0) else { panic!("nothing to do") };
        let point = Point { step: 0, loss: None, values: Values::of_shares([Accuracy { correct: 0, n: 1 }; 4]) };
        run.apply(0, &Event::Measured { stage, point: point.clone() });
        run.leave(0);
        assert!(run.record().stages[stage.0 as usize].points.is_empty());
        assert_eq!(run.record().stages[0].points.len(), 1);
        run.join(1, "cpu".to_owned());
        let Some(Command::Begin { stage: again, .. }) = run.next(1) else { panic!("nothing to do") };
        assert_eq!(again, stage);
        run.apply(0, &Event::Measured { stage, point });
        assert!(run.record().stages[stage.0 as usize].points.is_empty(), "a late event of the lost worker counted");
    }

    #[test]
    fn the_eta_shrinks_in_proportion_to_the_work_done() {
        let mut run = Run::new(Preset::Quick.spec()).unwrap();
        run.join(0, "cpu".to_owned());
        assert_eq!(run.progress().eta_seconds, None);
        let Some(Command::Begin { stage, .. }) = run.next(0) else { panic!("nothing to do") };
        let stages: f64 = run.plan().stages.iter().map(|s| s.cost_from(0)).sum();
        let whole = stages + run.plan().analyses.iter().map(|a| a.cost).sum::<f64>();
        let own = run.plan().stage(stage).unwrap().clone();
        let done = own.cost_from(0) - own.cost_from(350);
        run.apply(0, &Event::Progress { stage, step: 350, loss: None, seconds: done / 100.0 });
        let eta = run.progress().eta_seconds.unwrap();
        assert!((eta - (whole - done) / 100.0).abs() < 1e-6, "{eta}");
    }
}
