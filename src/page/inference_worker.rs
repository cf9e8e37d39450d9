//! The inference worker: one engine beside the runs that answers what a visitor asks of trained models, at once.

use super::engine::{Engine, WorkerEvent};
use crate::analysis::Reply;
use crate::engine::{Command, DeviceKind, Event};
use crate::experiment::{Analysis, AnalysisResult, Role, Spec, Values};
use crate::model::{Choice, Weights, Written};
use crate::setups::{FileKind, HeldFile};
use crate::tasks::{Letter, Task};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Hears the event that answers a command, or why none will.
type OnAnswer = Box<dyn FnOnce(Result<Event, String>)>;
type OnAnalysis = Rc<dyn Fn(AnalysisState)>;

/// How an analysis is getting on.
pub(super) enum AnalysisState {
    /// The share of the work that is done.
    Running(f64),
    /// What was found, and in how many seconds.
    Done(Box<AnalysisResult>, f64),
    /// Why it could not be done.
    Failed(String),
}

/// The inference worker; clones share one engine, which is started with the first thing that is asked.
#[derive(Clone, Default)]
pub(super) struct InferenceWorker(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    engine: Option<Engine>,
    ready: bool,
    /// What the engine calls its device, once it is ready.
    device: String,
    waiting: VecDeque<Command>,
    next: u32,
    /// Who waits for what, by the ticket of the command.
    asked: BTreeMap<u32, OnAnswer>,
    analysis: Option<(Analysis, OnAnalysis)>,
}

impl InferenceWorker {
    /// Lets `models` answer `task` on `text`. With `lens`, the pretrained model, its probes read along, which are trained first.
    pub(super) fn ask(
        &self,
        spec: &Spec,
        task: Task,
        text: Vec<Letter>,
        models: Vec<Weights>,
        lens: Option<Weights>,
        then: impl FnOnce(Result<Vec<Reply>, String>) + 'static,
    ) {
        let ticket = self.expect(then, |event| match event {
            Event::Replied { replies, .. } => Some(Ok(replies)),
            _ => None,
        });
        self.send(Command::Ask { ticket, spec: Box::new(spec.clone()), task, text, models, lens: lens.map(Box::new) });
    }

    /// Lets `models` write on after `prompt`; sampled tokens come from the stream of `seed`.
    pub(super) fn write(
        &self,
        spec: &Spec,
        prompt: Vec<u32>,
        (choice, seed): (Choice, u32),
        models: Vec<Weights>,
        then: impl FnOnce(Result<Vec<Written>, String>) + 'static,
    ) {
        let ticket = self.expect(then, |event| match event {
            Event::Written { texts, .. } => Some(Ok(texts)),
            _ => None,
        });
        self.send(Command::Write { ticket, spec: Box::new(spec.clone()), prompt, choice, seed, models });
    }

    /// Measures a model again that the stage `role` is said to have ended with.
    pub(super) fn remeasure(
        &self,
        spec: &Spec,
        role: Role,
        weights: Weights,
        then: impl FnOnce(Result<Values, String>) + 'static,
    ) {
        let ticket = self.expect(then, |event| match event {
            Event::Remeasured { outcome, .. } => Some(outcome),
            _ => None,
        });
        self.send(Command::Remeasure { ticket, spec: Box::new(spec.clone()), role, weights });
    }

    /// Reads a file of a visitor's own.
    pub(super) fn read_file(
        &self,
        kind: FileKind,
        name: &str,
        bytes: Vec<u8>,
        then: impl FnOnce(Result<HeldFile, String>) + 'static,
    ) {
        let ticket = self.expect(then, |event| match event {
            Event::FileRead { outcome, .. } => Some(outcome),
            _ => None,
        });
        self.send(Command::ReadFile { ticket, kind, name: name.to_owned(), bytes });
    }

    /// What the engine calls its device; empty before it is ready.
    pub(super) fn device(&self) -> String {
        self.0.borrow().device.clone()
    }

    /// Has the engine loaded before anything is asked.
    pub(super) fn prepare(&self) {
        if let Err(message) = self.started() {
            self.fail(&message);
        }
    }

    fn started(&self) -> Result<(), String> {
        let mut inner = self.0.borrow_mut();
        if inner.engine.is_none() {
            let own = self.clone();
            inner.engine = Some(Engine::start(DeviceKind::Cpu, move |event| own.hear(event))?);
        }
        Ok(())
    }

    /// Has `then` hear what `answer` finds in the event that answers a command, and gives the command's ticket.
    fn expect<T: 'static>(
        &self,
        then: impl FnOnce(Result<T, String>) + 'static,
        answer: fn(Event) -> Option<Result<T, String>>,
    ) -> u32 {
        let hear = move |event: Result<Event, String>| {
            let other = || Err("the engine answered something else".to_owned());
            then(event.and_then(|event| answer(event).unwrap_or_else(other)));
        };
        let mut inner = self.0.borrow_mut();
        inner.next = inner.next.wrapping_add(1);
        let ticket = inner.next;
        inner.asked.insert(ticket, Box::new(hear));
        ticket
    }

    /// Analyses models; an earlier analysis that is still under way is dropped.
    pub(super) fn analyse(
        &self,
        spec: &Spec,
        analysis: Analysis,
        models: Vec<Weights>,
        then: impl Fn(AnalysisState) + 'static,
    ) {
        self.0.borrow_mut().analysis = Some((analysis, Rc::new(then)));
        self.send(Command::Analyse { spec: Box::new(spec.clone()), analysis, models });
    }

    fn send(&self, command: Command) {
        let outcome = self.started().and_then(|()| {
            let mut inner = self.0.borrow_mut();
            if inner.ready {
                return inner.engine.as_ref().map_or(Ok(()), |engine| engine.send(&command));
            }
            inner.waiting.push_back(command);
            Ok(())
        });
        if let Err(message) = outcome {
            self.fail(&message);
        }
    }

    fn hear(&self, event: WorkerEvent) {
        match event {
            WorkerEvent::Ended(message) => self.fail(&message),
            WorkerEvent::Event(Event::Ready { device, .. }) => {
                let waiting: Vec<Command> = {
                    let mut inner = self.0.borrow_mut();
                    (inner.ready, inner.device) = (true, device);
                    inner.waiting.drain(..).collect()
                };
                for command in waiting {
                    self.send(command);
                }
            }
            WorkerEvent::Event(Event::Analysing { analysis, share, .. }) => {
                self.tell(analysis, AnalysisState::Running(share))
            }
            WorkerEvent::Event(Event::Analysed { analysis, result, seconds }) => {
                self.tell(analysis, AnalysisState::Done(result, seconds));
            }
            WorkerEvent::Event(event) => {
                let then = event.ticket().and_then(|ticket| self.0.borrow_mut().asked.remove(&ticket));
                if let Some(then) = then {
                    then(Ok(event));
                }
            }
        }
    }

    /// Tells whoever asked; the result of an analysis that was dropped is not reported.
    fn tell(&self, analysis: Analysis, told: AnalysisState) {
        let then = self.0.borrow().analysis.as_ref().filter(|(q, _)| *q == analysis).map(|(_, then)| then.clone());
        if let Some(then) = then {
            then(told);
        }
    }

    /// Everything that waits fails with `message`; the next command starts a new engine.
    fn fail(&self, message: &str) {
        let (engine, asked, analysis) = {
            let mut inner = self.0.borrow_mut();
            inner.ready = false;
            inner.waiting.clear();
            (inner.engine.take(), std::mem::take(&mut inner.asked), inner.analysis.take())
        };
        if let Some(engine) = engine {
            engine.retire();
        }
        for (_, then) in asked {
            then(Err(message.to_owned()));
        }
        if let Some((_, then)) = analysis {
            then(AnalysisState::Failed(message.to_owned()));
        }
    }
}
