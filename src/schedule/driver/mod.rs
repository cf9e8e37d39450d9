//! The driver: staffs work with workers, hands it out, and goes on when workers are lost. It is told what happens and when, and says
//! what to do; it has no clock and touches no worker.
//!
//! After every input it hands out all that can be begun and asks for the workers that are missing, so that nothing waits for an event
//! that never comes.

mod lost;
mod rules;
mod staff;
#[cfg(test)]
mod tests;

use super::job::WorkerId;
use super::sweep::Sweep;
use crate::engine::{Command, DeviceKind, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

pub use lost::{LOSSES_IN_A_ROW, UNREADY_IN_A_ROW};
pub use rules::Rules;

/// What a driver wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Start a worker of this kind; its first event is `Ready`.
    Start(WorkerId, DeviceKind),
    /// Send a worker a command.
    Send(WorkerId, Command),
    /// Let a worker go at once.
    Retire(WorkerId),
    /// Tell the listener.
    Tell(Update),
}

/// What a driver tells its listener.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// A worker reported something; the Record of the run it belongs to may have grown.
    Event(Option<usize>, Event),
    /// Something the visitor should know; the work goes on.
    Notice(String),
    /// Nothing is left to do.
    Finished,
    /// The work cannot go on.
    Stopped(String),
}

/// Work over workers.
pub struct Driver {
    work: Sweep,
    rules: Rules,
    /// What stages are trained on: that of the rules, until it fails.
    kind: DeviceKind,
    workers: BTreeMap<WorkerId, WorkerState>,
    last: WorkerId,
    paused: bool,
    /// Whether a second worker was lost that shared steps; there will be no other.
    gradient_worker_lost: bool,
    over: bool,
    /// Workers lost in a row without anything getting ahead.
    losses: u32,
    /// Workers lost in a row before they were ready.
    unready: u32,
    looked: Duration,
    actions: Vec<Action>,
}

/// A worker as the driver knows it.
struct WorkerState {
    kind: DeviceKind,
    ready: bool,
    /// When it was last heard of, or given something to do.
    last_update: Duration,
    /// When it was last asked for the state of its stage.
    asked: Duration,
    /// Whether it was told that there is a core to spare.
    spare: bool,
    /// Hashes of the files that it was sent.
    files: BTreeSet<String>,
}

impl Driver {
    /// A driver of `work` that has not started. Work with nothing left to do is over at once, and nothing is told of it.
    pub fn new(work: Sweep, rules: Rules) -> Self {
        let over = work.is_finished();
        Self {
            work,
            kind: rules.kind,
            rules,
            workers: BTreeMap::new(),
            last: 0,
            paused: false,
            gradient_worker_lost: false,
            over,
            losses: 0,
            unready: 0,
            looked: Duration::ZERO,
            actions: Vec::new(),
        }
    }

    /// The work.
    pub fn work(&self) -> &Sweep {
        &self.work
    }

    /// The work, to be read in ways that mark what was read.
    pub fn work_mut(&mut self) -> &mut Sweep {
        &mut self.work
    }

    /// The work, when the driver is of no use any more.
    pub fn into_work(self) -> Sweep {
        self.work
    }

    /// Whether nothing more will be done.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Begins. Times here and below are since any one moment.
    pub fn start(&mut self, now: Duration) -> Vec<Action> {
        self.looked = now;
        self.settle(now)
    }

    /// Takes in what a worker reports. Reports of workers that were let go are dropped.
    pub fn on_event(&mut self, worker: WorkerId, event: Event, now: Duration) -> Vec<Action> {
        if let Event::Failed { message } = &event {
            return self.ended(worker, message, now);
        }
        let Some(state) = self.workers.get_mut(&worker).filter(|_| !self.over) else { return Vec::new() };
        state.last_update = now;
        if let Event::Ready { device, .. } = &event {
            state.ready = true;
            self.unready = 0;
            self.work.join(worker, device);
            if self.paused {
                self.send(worker, Command::Pause);
            }
        }
        if let Event::GradientWorkerLost { message } = &event {
            self.gradient_worker_lost = true;
            let message = message.trim_end_matches('.');
            self.tell(Update::Notice(format!(
                "A second worker that computed half of each step stopped ({message}). Training goes on without it; results are the same."
            )));
        }
        match self.work.apply(worker, &event) {
            Ok(taken) => {
                if taken.lasting {
                    self.losses = 0;
                }
                self.tell(Update::Event(taken.run, event));
            }
            Err(error) => self.stop(format!("The runs do not agree on a stage that they share: {error}.")),
        }
        self.settle(now)
    }

    /// A worker is of no use any more, or could not be started.
    pub fn ended(&mut self, worker: WorkerId, message: &str, now: Duration) -> Vec<Action> {
        if !self.over {
            self.lose(worker, message);
        }
        self.settle(now)
    }

    /// Time has passed: to be called every few seconds. Workers in training are asked where they are, so that a stage goes on from
    /// there when its worker is lost, and those that say nothing are taken for lost.
    pub fn tick(&mut self, now: Duration) -> Vec<Action> {
        if self.over {
            return Vec::new();
        }
        self.look_for_silent(now);
        self.ask_where_they_are(now);
        self.settle(now)
    }

    /// Stops every worker between two steps.
    pub fn pause(&mut self, now: Duration) -> Vec<Action> {
        self.rest(true, &Command::Pause, now)
    }

    /// Goes on after a pause.
    pub fn resume(&mut self, now: Duration) -> Vec<Action> {
        self.rest(false, &Command::Resume, now)
    }

    fn rest(&mut self, resting: bool, command: &Command, now: Duration) -> Vec<Action> {
        if self.over || self.paused == resting {
            return Vec::new();
        }
        self.paused = resting;
        self.workers.values_mut().for_each(|state| state.last_update = now);
        self.broadcast(command);
        self.settle(now)
    }

    /// One step on every worker, while paused.
    pub fn step(&mut self, now: Duration) -> Vec<Action> {
        if self.paused && !self.over {
            self.broadcast(&Command::Step);
        }
        self.settle(now)
    }

    /// Ends at once; what was measured stays.
    pub fn cancel(&mut self) -> Vec<Action> {
        self.end();
        std::mem::take(&mut self.actions)
    }

    /// Hands out what can be begun, asks for workers that are missing, and ends what is finished.
    fn settle(&mut self, now: Duration) -> Vec<Action> {
        if !self.over && self.work.is_finished() {
            self.end();
            self.tell(Update::Finished);
        }
        if !self.over {
            self.hand_out(now);
        }
        if !self.over {
            self.staff(now);
            self.share_cores();
            if self.is_stuck() {
                self.stop("The run was stopped: no engine is there for what is left of it.".to_owned());
            }
        }
        std::mem::take(&mut self.actions)
    }

    fn end(&mut self) {
        self.over = true;
        for worker in std::mem::take(&mut self.workers).into_keys() {
            self.actions.push(Action::Retire(worker));
        }
    }

    fn stop(&mut self, why: String) {
        self.end();
        self.tell(Update::Stopped(why));
    }

    fn tell(&mut self, update: Update) {
        self.actions.push(Action::Tell(update));
    }

    fn send(&mut self, worker: WorkerId, command: Command) {
        self.actions.push(Action::Send(worker, command));
    }

    fn broadcast(&mut self, command: &Command) {
        for worker in self.ready() {
            self.send(worker, command.clone());
        }
    }

    /// The workers that are ready.
    fn ready(&self) -> Vec<WorkerId> {
        self.workers.iter().filter(|(_, state)| state.ready).map(|(worker, _)| *worker).collect()
    }
}
