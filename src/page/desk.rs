//! The desk: one engine beside the runs that answers what a visitor asks of trained models, at once.

use super::engine::{Engine, Said};
use crate::analysis::Reply;
use crate::engine::{Command, DeviceKind, Event};
use crate::experiment::{Finding, Question, Spec};
use crate::model::Weights;
use crate::tasks::{Letter, Task};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

type OnReply = Box<dyn FnOnce(Result<Vec<Reply>, String>)>;
type OnFound = Rc<dyn Fn(Inquired)>;

/// How a question is getting on.
pub(super) enum Inquired {
    /// The share of the work that is done.
    Share(f64),
    /// What was found, and in how many seconds.
    Found(Box<Finding>, f64),
    /// Why it could not be answered.
    Failed(String),
}

/// The desk; clones share one engine, which is started with the first question.
#[derive(Clone, Default)]
pub(super) struct Desk(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    engine: Option<Engine>,
    ready: bool,
    waiting: VecDeque<Command>,
    next: u32,
    prompts: BTreeMap<u32, OnReply>,
    question: Option<(Question, OnFound)>,
}

impl Desk {
    /// Lets `models` answer `task` on `text`.
    pub(super) fn ask(
        &self,
        spec: &Spec,
        task: Task,
        text: Vec<Letter>,
        models: Vec<Weights>,
        then: impl FnOnce(Result<Vec<Reply>, String>) + 'static,
    ) {
        let ticket = {
            let mut inner = self.0.borrow_mut();
            inner.next = inner.next.wrapping_add(1);
            let ticket = inner.next;
            inner.prompts.insert(ticket, Box::new(then));
            ticket
        };
        self.send(Command::Ask { ticket, spec: Box::new(spec.clone()), task, text, models });
    }

    /// Puts a question to models; an earlier question that is still under way is dropped.
    pub(super) fn inquire(
        &self,
        spec: &Spec,
        question: Question,
        models: Vec<Weights>,
        then: impl Fn(Inquired) + 'static,
    ) {
        self.0.borrow_mut().question = Some((question, Rc::new(then)));
        self.send(Command::Inquire { spec: Box::new(spec.clone()), question, models });
    }

    fn send(&self, command: Command) {
        let outcome = {
            let mut inner = self.0.borrow_mut();
            if inner.engine.is_none() {
                let own = self.clone();
                match Engine::start(DeviceKind::Cpu, move |said| own.hear(said)) {
                    Ok(engine) => {
                        inner.engine = Some(engine);
                        inner.waiting.push_back(command);
                        Ok(())
                    }
                    Err(message) => Err(message),
                }
            } else if inner.ready {
                inner.engine.as_ref().map_or(Ok(()), |engine| engine.send(&command))
            } else {
                inner.waiting.push_back(command);
                Ok(())
            }
        };
        if let Err(message) = outcome {
            self.fail(&message);
        }
    }

    fn hear(&self, said: Said) {
        match said {
            Said::Ended(message) => self.fail(&message),
            Said::Event(Event::Ready { .. }) => {
                let waiting: Vec<Command> = {
                    let mut inner = self.0.borrow_mut();
                    inner.ready = true;
                    inner.waiting.drain(..).collect()
                };
                for command in waiting {
                    self.send(command);
                }
            }
            Said::Event(Event::Replied { ticket, replies }) => {
                let then = self.0.borrow_mut().prompts.remove(&ticket);
                if let Some(then) = then {
                    then(Ok(replies));
                }
            }
            Said::Event(Event::Inquired { question, share, .. }) => self.tell(question, Inquired::Share(share)),
            Said::Event(Event::Found { question, finding, seconds }) => {
                self.tell(question, Inquired::Found(finding, seconds));
            }
            Said::Event(_) => {}
        }
    }

    /// Tells whoever asked; what comes of a question that was dropped is not told.
    fn tell(&self, question: Question, told: Inquired) {
        let then = self.0.borrow().question.as_ref().filter(|(q, _)| *q == question).map(|(_, then)| then.clone());
        if let Some(then) = then {
            then(told);
        }
    }

    /// Everything that waits fails with `message`; the next question starts a new engine.
    fn fail(&self, message: &str) {
        let (engine, prompts, question) = {
            let mut inner = self.0.borrow_mut();
            inner.ready = false;
            inner.waiting.clear();
            (inner.engine.take(), std::mem::take(&mut inner.prompts), inner.question.take())
        };
        if let Some(engine) = engine {
            engine.retire();
        }
        for (_, then) in prompts {
            then(Err(message.to_owned()));
        }
        if let Some((_, then)) = question {
            then(Inquired::Failed(message.to_owned()));
        }
    }
}
