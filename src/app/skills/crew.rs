//! The workers of a run: carries its commands to engines and their events back.

use crate::app::engine::{Engine, Said, cores};
use crate::engine::{Command, CompiledProgress, CompiledRun, DeviceKind, Event, WorkerId};
use crate::experiment::{CompiledPart, CompiledRecord, CompiledSpec, rate_in_words};
use crate::model::CompiledWeights;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Workers that may fail before the run is given up.
const FAILURES: u32 = 3;
/// More workers than this gain nothing.
const MOST_WORKERS: usize = 8;

/// What a listener hears.
#[derive(Clone, Debug)]
pub(super) enum Heard {
    /// Steps were taken.
    Progress,
    /// Something was measured, finished or found.
    Result,
    /// Something the visitor should know; the run goes on.
    Notice(String),
    /// Everything is done.
    Finished,
    /// The run cannot go on.
    Stopped(String),
}

/// A run over workers. Clones are the same one.
#[derive(Clone)]
pub(super) struct Crew(Rc<RefCell<Inner>>);

struct Inner {
    run: CompiledRun,
    seats: BTreeMap<WorkerId, (Engine, bool)>,
    next: WorkerId,
    paused: bool,
    failures: u32,
    over: bool,
    listener: Rc<dyn Fn(Heard)>,
}

impl Crew {
    /// Starts an experiment; `listener` is never called from within this call.
    ///
    /// # Errors
    /// A sentence when it is not possible or no worker can be started.
    pub(super) fn start(spec: CompiledSpec, listener: impl Fn(Heard) + 'static) -> Result<Self, String> {
        let run = CompiledRun::new(spec).map_err(|e| format!("This cannot be fine-tuned: {e}."))?;
        let crew = Self(Rc::new(RefCell::new(Inner {
            run,
            seats: BTreeMap::new(),
            next: 0,
            paused: false,
            failures: 0,
            over: false,
            listener: Rc::new(listener),
        })));
        crew.staff()?;
        Ok(crew)
    }

    /// What came out so far.
    pub(super) fn record(&self) -> CompiledRecord {
        self.0.borrow().run.record().clone()
    }

    /// Every trained model, by its name.
    pub(super) fn models(&self) -> Vec<(String, CompiledWeights)> {
        let inner = self.0.borrow();
        let plan = inner.run.plan();
        let rate = |rate: u32| plan.spec.rates.get(rate as usize).map(|r| rate_in_words(*r)).unwrap_or_default();
        let named = |part: &CompiledPart| {
            let name = match part {
                CompiledPart::FineTune { rate: index } => format!("fine-tuned at {}", rate(*index)),
                CompiledPart::Revive { rate: index } => format!("revived after {}", rate(*index)),
                CompiledPart::Control | CompiledPart::Prune { .. } => return None,
            };
            Some((name, inner.run.weights(*part)?.clone()))
        };
        let start = ("compiled, with noise".to_owned(), plan.initial());
        std::iter::once(start).chain(plan.parts.iter().filter_map(named)).collect()
    }

    /// How far it has come.
    pub(super) fn progress(&self) -> CompiledProgress {
        self.0.borrow().run.progress()
    }

    /// The parts under way.
    pub(super) fn under_way(&self) -> Vec<(CompiledPart, u32)> {
        self.0.borrow().run.under_way()
    }

    /// Stops every worker between two steps.
    pub(super) fn pause(&self) {
        self.0.borrow_mut().pause(true);
        self.broadcast(&Command::Pause);
    }

    /// Goes on after a pause.
    pub(super) fn resume(&self) {
        self.0.borrow_mut().pause(false);
        self.broadcast(&Command::Resume);
    }

    /// One step on every worker, while paused.
    pub(super) fn step(&self) {
        self.broadcast(&Command::Step);
    }

    /// Ends the run.
    pub(super) fn cancel(&self) {
        self.0.borrow_mut().end();
    }

    fn broadcast(&self, command: &Command) {
        let failed: Vec<(WorkerId, String)> = {
            let inner = self.0.borrow();
            let ready = inner.seats.iter().filter(|(_, (_, ready))| *ready);
            ready.filter_map(|(id, (engine, _))| engine.send(command).err().map(|e| (*id, e))).collect()
        };
        for (worker, message) in failed {
            self.hear(worker, Said::Ended(message));
        }
    }

    /// Starts workers until everything at hand has one, up to the number of cores.
    fn staff(&self) -> Result<(), String> {
        loop {
            let worker = {
                let mut inner = self.0.borrow_mut();
                let most = cores().min(MOST_WORKERS);
                if inner.over || inner.seats.len() >= inner.run.at_hand().min(most) {
                    return Ok(());
                }
                inner.next += 1;
                inner.next
            };
            let own = self.clone();
            let engine = Engine::start(DeviceKind::Cpu, move |said| own.hear(worker, said))?;
            self.0.borrow_mut().seats.insert(worker, (engine, false));
        }
    }

    fn hear(&self, worker: WorkerId, said: Said) {
        let (heard, listener) = {
            let mut inner = self.0.borrow_mut();
            if inner.over {
                return;
            }
            let heard = match said {
                Said::Event(event) => inner.take_in(worker, &event),
                Said::Ended(message) => inner.lose(worker, &message),
            };
            (heard, inner.listener.clone())
        };
        heard.into_iter().for_each(|heard| listener(heard));
        if let Err(message) = self.staff() {
            self.0.borrow_mut().end();
            listener(Heard::Stopped(message));
        }
    }
}

impl Inner {
    fn pause(&mut self, paused: bool) {
        self.paused = paused;
        if paused { self.run.pause() } else { self.run.resume() }
    }

    fn take_in(&mut self, worker: WorkerId, event: &Event) -> Vec<Heard> {
        let mut heard = Vec::new();
        if let Event::Ready { device, .. } = event {
            self.run.join(worker, device.clone());
            if let Some((engine, ready)) = self.seats.get_mut(&worker) {
                *ready = true;
                if self.paused
                    && let Err(message) = engine.send(&Command::Pause)
                {
                    heard.extend(self.lose(worker, &message));
                }
            }
        }
        self.run.apply(worker, event);
        heard.push(match event {
            Event::PartProgress { .. } | Event::Ready { .. } => Heard::Progress,
            _ => Heard::Result,
        });
        if self.run.is_finished() {
            self.end();
            heard.push(Heard::Finished);
            return heard;
        }
        let ready: Vec<WorkerId> = self.seats.iter().filter(|(_, (_, ready))| *ready).map(|(id, _)| *id).collect();
        for id in ready {
            if let Some(command) = self.run.next(id)
                && let Some(Err(message)) = self.seats.get(&id).map(|(engine, _)| engine.send(&command))
            {
                heard.extend(self.lose(id, &message));
            }
        }
        heard
    }

    fn lose(&mut self, worker: WorkerId, message: &str) -> Vec<Heard> {
        let Some((engine, _)) = self.seats.remove(&worker) else { return Vec::new() };
        engine.retire();
        self.run.leave(worker);
        self.failures += 1;
        let message = message.trim_end_matches('.');
        if self.failures >= FAILURES {
            self.end();
            return vec![Heard::Stopped(format!(
                "The run was stopped because its engine failed {FAILURES} times: {message}. What was measured is kept."
            ))];
        }
        vec![Heard::Notice(format!(
            "An engine stopped ({message}). What it was on starts again in a new one; what is finished is kept."
        ))]
    }

    fn end(&mut self) {
        self.over = true;
        for (_, (engine, _)) in std::mem::take(&mut self.seats) {
            engine.retire();
        }
    }
}
