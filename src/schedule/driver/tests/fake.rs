//! Workers made up for tests: they answer at once, with numbers that follow from stage and step alone.

use crate::analysis::Probes;
use crate::engine::{Command, DeviceKind, Event};
use crate::experiment::{Analysis, AnalysisResult, Plan, Point, Role, StageId, StageState, Start, Values};
use crate::model::{Parameter, Weights};
use crate::schedule::WorkerHandle;
use crate::train::{Accuracy, LearnerState};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// What a fake worker is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Job {
    Stage { plan: usize, id: StageId, step: u32, measured: usize },
    Analysis(Analysis),
}

/// A worker as it is.
#[derive(Debug)]
pub(super) struct Fake {
    pub(super) kind: DeviceKind,
    pub(super) ready: bool,
    /// It will say nothing any more, and nobody knows.
    pub(super) silent: bool,
    /// The driver let it go. What it says now comes too late.
    pub(super) retired: bool,
    pub(super) job: Option<Job>,
    pub(super) paused: bool,
    /// Whether it was told that there is a core to spare.
    pub(super) spare: bool,
    /// Files that it was sent.
    pub(super) files: Vec<String>,
    single: bool,
    snapshot_requested: bool,
    outbox: VecDeque<Event>,
    plans: Rc<Vec<Plan>>,
}

/// A worker as its driver has it.
pub(super) struct Handle(pub(super) Rc<RefCell<Fake>>);

/// A number that follows from a stage and a step.
fn number(role: Role, step: u32) -> u32 {
    format!("{role:?} {step}").bytes().fold(17, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)))
}

fn weights(plan: &Plan, role: Role, step: u32) -> Weights {
    let values = vec![(number(role, step) % 1000) as f32];
    let parameters = vec![Parameter { name: "all".to_owned(), shape: vec![1], values }];
    Weights { architecture: plan.spec.architecture(role).unwrap(), parameters }
}

fn point(plan: &Plan, role: Role, step: u32) -> Point {
    let n = plan.spec.held_out();
    let shares = [0, 1, 2, 3].map(|i| Accuracy { correct: number(role, step + i) % (n + 1), n });
    let loss = (step > 0).then(|| (number(role, step) % 500) as f32 / 100.0);
    Point { step, loss, values: Values::of_shares(shares) }
}

impl Fake {
    pub(super) fn new(kind: DeviceKind, plans: Rc<Vec<Plan>>) -> Self {
        Self {
            kind,
            ready: false,
            silent: false,
            retired: false,
            job: None,
            paused: false,
            spare: false,
            files: Vec::new(),
            single: false,
            snapshot_requested: false,
            outbox: VecDeque::new(),
            plans,
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::HoldFile(file) => self.files.push(file.hash().to_owned()),
            Command::Begin { spec, stage: id, start, resume } => {
                let has = |hash: &str| self.files.iter().any(|own| own == hash);
                assert!(spec.file_needed().is_none_or(has), "a stage begins before its file is there");
                let plan = self.plans.iter().position(|plan| plan.spec == *spec).unwrap();
                let stage = self.plans[plan].stage(id).unwrap();
                if let Start::After(before) = stage.start {
                    let before = self.plans[plan].stage(before).unwrap();
                    let whole = weights(&self.plans[plan], before.role, before.schedule.steps);
                    assert_eq!(start.map(|w| *w), Some(whole), "a stage starts from what the one before ended with");
                }
                let (step, measured) = resume.map_or((0, 0), |state| (state.learner.steps, state.measured as usize));
                self.job = Some(Job::Stage { plan, id, step, measured });
            }
            Command::Analyse { analysis, models, .. } => {
                assert_eq!(models.len(), analysis.needs().len());
                self.job = Some(Job::Analysis(analysis));
            }
            Command::Snapshot => self.snapshot_requested = true,
            Command::Pause => self.paused = true,
            Command::Resume => self.paused = false,
            Command::Step => self.single = self.paused,
            Command::GradientWorkerAvailability(spare) => self.spare = spare,
            other => panic!("{other:?} is not for a driver to send"),
        }
    }

    /// What it says next; nothing when it has nothing to say.
    pub(super) fn say(&mut self) -> Option<Event> {
        if !self.ready {
            self.ready = true;
            let device = self.kind.name().to_owned();
            return Some(Event::Ready { version: crate::VERSION.to_owned(), device });
        }
        if let Some(event) = self.outbox.pop_front() {
            return Some(event);
        }
        if self.paused && !std::mem::take(&mut self.single) {
            return None;
        }
        let (plan, id, step, measured) = match self.job? {
            Job::Stage { plan, id, step, measured } => (plan, id, step, measured),
            Job::Analysis(analysis) => {
                self.job = None;
                let result = Box::new(AnalysisResult::Probes(Probes { levels: Vec::new() }));
                return Some(Event::Analysed { analysis, result, seconds: 1.0 });
            }
        };
        let own = self.plans[plan].stage(id).unwrap();
        if own.measured_at.get(measured) == Some(&step) {
            self.job = Some(Job::Stage { plan, id, step, measured: measured + 1 });
            return Some(Event::Measured { stage: id, point: point(&self.plans[plan], own.role, step) });
        }
        if step >= own.schedule.steps {
            self.job = None;
            let weights = Box::new(weights(&self.plans[plan], own.role, step));
            return Some(Event::Finished { stage: id, weights, seconds: 1.0 });
        }
        let step = own.measured_at[measured];
        self.job = Some(Job::Stage { plan, id, step, measured });
        if std::mem::take(&mut self.snapshot_requested) {
            let weights = weights(&self.plans[plan], own.role, step);
            let learner = LearnerState { weights, moments: Vec::new(), steps: step, losses: None };
            let (measured, position) = (measured as u32, u64::from(step));
            let state = Box::new(StageState { learner, measured, position, seconds: 0.5 });
            self.outbox.push_back(Event::Snapshot { stage: id, state });
        }
        Some(Event::Progress { stage: id, step, loss: None, seconds: 0.5 })
    }
}

impl WorkerHandle for Handle {
    fn send(&self, command: Command) -> Result<(), String> {
        self.0.borrow_mut().obey(command);
        Ok(())
    }

    fn retire(self) {
        self.0.borrow_mut().retired = true;
    }
}
