//! Drives work over web workers: carries commands out and events in, replaces workers that are lost, and goes on with the CPU when WebGPU
//! fails.

mod experiments;

use super::engine::{Engine, Said, cores};
use crate::engine::{Command, DeviceKind, Event, Sweep, WorkerId};
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::set_interval_with_handle;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use web_time::Instant;

/// What a driver tells its listener.
#[derive(Clone, Debug)]
pub(super) enum Update {
    /// An engine reported something; the Record of the run it belongs to may have grown.
    Event(Option<usize>, Event),
    /// Something the visitor should know; the run goes on.
    Notice(String),
    /// Every run is finished.
    Finished,
    /// The run cannot go on.
    Stopped(String),
}

/// A worker that says nothing for this long is taken for lost.
const SILENCE: Duration = Duration::from_secs(120);
/// CPU workers that may fail before the run is given up.
const FAILURES: u32 = 3;
/// More workers than this gain nothing: there are no more stages.
const MOST_WORKERS: usize = 8;

/// What a driver gives to workers: experiments, which it is unless something else is said, or parts of one on a compiled skill.
pub(super) trait Work: 'static {
    /// Takes in a worker, or learns its device's name anew.
    fn join(&mut self, worker: WorkerId, device: &str);
    /// Lets a worker go; what it was on waits for another.
    fn leave(&mut self, worker: WorkerId);
    /// What `worker` should begin; none when it has work or nothing is ready.
    fn next(&mut self, worker: WorkerId) -> Option<Command>;
    /// Takes in what `worker` reports, and says which run it belongs to.
    ///
    /// # Errors
    /// A sentence when the work cannot go on.
    fn apply(&mut self, worker: WorkerId, event: &Event) -> Result<Option<usize>, String>;
    /// How much could be begun now.
    fn ready(&self) -> usize;
    /// How much is under way.
    fn busy(&self) -> usize;
    /// Whether `worker` is on something.
    fn is_busy(&self, worker: WorkerId) -> bool;
    /// Whether `worker` trains a stage that could be left halfway, or shared by two.
    fn is_training(&self, worker: WorkerId) -> bool;
    /// Whether nothing is left to be trained.
    fn is_trained(&self) -> bool;
    /// Whether nothing is left at all.
    fn is_finished(&self) -> bool;
    /// Its own clock stands still, or goes on.
    fn rest(&mut self, _resting: bool) {}
}

/// Work over workers. Clones drive the same.
pub(super) struct Driver<W = Sweep>(Rc<RefCell<Inner<W>>>);

// Not derived: the work itself is not cloned.
impl<W> Clone for Driver<W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

struct Inner<W> {
    work: W,
    kind: DeviceKind,
    seats: BTreeMap<WorkerId, Seat>,
    next: WorkerId,
    paused: bool,
    failures: u32,
    /// Whether a second worker was lost; there will be no other.
    alone: bool,
    over: bool,
    listener: Rc<dyn Fn(Update)>,
    watch: Option<IntervalHandle>,
}

struct Seat {
    engine: Engine,
    kind: DeviceKind,
    ready: bool,
    heard: Instant,
    /// Whether it was told that there is a core to spare.
    spare: bool,
}

impl<W: Work> Driver<W> {
    /// Starts `work` on `kind`; what is finished is over at once, and nothing is heard of it. Updates go to `listener`, never from within
    /// this call.
    ///
    /// # Errors
    /// A sentence when no worker can be started.
    pub(super) fn over(work: W, kind: DeviceKind, listener: impl Fn(Update) + 'static) -> Result<Self, String> {
        let finished = work.is_finished();
        let driver = Self(Rc::new(RefCell::new(Inner {
            work,
            kind,
            seats: BTreeMap::new(),
            next: 0,
            paused: false,
            failures: 0,
            alone: false,
            over: finished,
            listener: Rc::new(listener),
            watch: None,
        })));
        if finished {
            return Ok(driver);
        }
        driver.staff()?;
        let watching = driver.clone();
        driver.0.borrow_mut().watch =
            set_interval_with_handle(move || watching.look_for_lost(), Duration::from_secs(5)).ok();
        Ok(driver)
    }

    /// Whether nothing more will be done.
    pub(super) fn is_over(&self) -> bool {
        self.0.borrow().over
    }

    /// What `read` reads off the work.
    pub(super) fn with<T>(&self, read: impl FnOnce(&W) -> T) -> T {
        read(&self.0.borrow().work)
    }

    /// Stops every worker between two steps.
    pub(super) fn pause(&self) {
        self.rest(true);
        self.broadcast(&Command::Pause);
    }

    /// Goes on after a pause.
    pub(super) fn resume(&self) {
        self.rest(false);
        self.broadcast(&Command::Resume);
    }

    /// One step on every worker, while paused.
    pub(super) fn step(&self) {
        self.broadcast(&Command::Step);
    }

    /// Ends the run at once; the Record keeps what was measured.
    pub(super) fn cancel(&self) {
        self.0.borrow_mut().end();
    }

    fn rest(&self, resting: bool) {
        let mut inner = self.0.borrow_mut();
        inner.paused = resting;
        inner.work.rest(resting);
    }

    fn broadcast(&self, command: &Command) {
        let failed: Vec<(WorkerId, String)> = {
            let inner = self.0.borrow();
            inner
                .seats
                .iter()
                .filter(|(_, seat)| seat.ready)
                .filter_map(|(id, seat)| seat.engine.send(command).err().map(|e| (*id, e)))
                .collect()
        };
        for (worker, message) in failed {
            self.hear(worker, Said::Ended(message));
        }
    }

    /// Starts workers until everything that could be worked on has one, up to the number of cores.
    fn staff(&self) -> Result<(), String> {
        loop {
            let (kind, worker) = {
                let mut inner = self.0.borrow_mut();
                let Some(kind) = inner.wanted() else { return Ok(()) };
                inner.next += 1;
                (kind, inner.next)
            };
            let own = self.clone();
            let engine = Engine::start(kind, move |said| own.hear(worker, said))?;
            let seat = Seat { engine, kind, ready: false, heard: Instant::now(), spare: false };
            self.0.borrow_mut().seats.insert(worker, seat);
        }
    }

    fn hear(&self, worker: WorkerId, said: Said) {
        let (updates, listener) = {
            let mut inner = self.0.borrow_mut();
            if inner.over {
                return;
            }
            let updates = match said {
                Said::Event(event) => inner.take_in(worker, event),
                Said::Ended(message) => inner.lose(worker, &message),
            };
            (updates, inner.listener.clone())
        };
        for update in updates {
            listener(update);
        }
        if let Err(message) = self.staff() {
            self.0.borrow_mut().end();
            listener(Update::Stopped(message));
        }
    }

    /// Workers in training say now and then where they are, so that a stage goes on from there when its worker is lost.
    fn ask_where_they_are(&self) {
        let failed: Vec<(WorkerId, String)> = {
            let inner = self.0.borrow();
            let training = inner.seats.iter().filter(|(id, seat)| seat.ready && inner.work.is_training(**id));
            training.filter_map(|(id, seat)| seat.engine.send(&Command::Keep).err().map(|e| (*id, e))).collect()
        };
        for (worker, message) in failed {
            self.hear(worker, Said::Ended(message));
        }
    }

    fn look_for_lost(&self) {
        let silent: Vec<WorkerId> = {
            let mut inner = self.0.borrow_mut();
            if inner.over || inner.paused {
                for seat in inner.seats.values_mut() {
                    seat.heard = Instant::now();
                }
                return;
            }
            // Who has nothing to do has nothing to say.
            inner
                .seats
                .iter()
                .filter(|(id, seat)| (inner.work.is_busy(**id) || !seat.ready) && seat.heard.elapsed() > SILENCE)
                .map(|(id, _)| *id)
                .collect()
        };
        self.ask_where_they_are();
        for worker in silent {
            let seconds = SILENCE.as_secs();
            self.hear(worker, Said::Ended(format!("it has said nothing for {seconds} seconds")));
        }
    }
}

impl<W: Work> Inner<W> {
    /// The kind of worker that would have something to do; none when there are enough.
    fn wanted(&self) -> Option<DeviceKind> {
        if self.over {
            return None;
        }
        let of = |kind| self.seats.values().filter(|s| s.kind == kind).count();
        let idle = self.seats.len().saturating_sub(self.work.busy());
        if self.kind == DeviceKind::WebGpu && !self.work.is_trained() {
            // Several workers would share the one GPU. Questions wait until it is done: a CPU worker would take stages too.
            return (of(DeviceKind::WebGpu) == 0).then_some(DeviceKind::WebGpu);
        }
        let idle = idle.saturating_sub(of(DeviceKind::WebGpu));
        let ready = self.work.ready();
        (of(DeviceKind::Cpu) < cores().min(MOST_WORKERS) && idle < ready).then_some(DeviceKind::Cpu)
    }

    fn take_in(&mut self, worker: WorkerId, event: Event) -> Vec<Update> {
        let Some(seat) = self.seats.get_mut(&worker) else { return Vec::new() };
        seat.heard = Instant::now();
        let mut updates = Vec::new();
        if let Event::Ready { device, .. } = &event {
            seat.ready = true;
            self.work.join(worker, device);
            if self.paused {
                updates.extend(self.send(worker, &Command::Pause));
            }
        }
        let run = match self.work.apply(worker, &event) {
            Ok(run) => run,
            Err(error) => {
                self.end();
                return vec![Update::Stopped(error)];
            }
        };
        if let Event::Alone { message } = &event {
            self.alone = true;
            let message = message.trim_end_matches('.');
            updates.push(Update::Notice(format!(
                "A second worker that computed half of each step stopped ({message}). Training goes on without it; results are the same."
            )));
        }
        updates.push(Update::Event(run, event));
        if self.work.is_finished() {
            self.end();
            updates.push(Update::Finished);
            return updates;
        }
        let ready: Vec<WorkerId> = self.seats.iter().filter(|(_, s)| s.ready).map(|(id, _)| *id).collect();
        for id in ready {
            if let Some(command) = self.work.next(id) {
                if let Some(seat) = self.seats.get_mut(&id) {
                    seat.heard = Instant::now();
                }
                updates.extend(self.send(id, &command));
            }
        }
        updates.extend(self.spread());
        updates
    }

    /// Gives cores that nobody works on to workers in training, the first ones first, and takes back what is needed.
    fn spread(&mut self) -> Vec<Update> {
        let working = self.work.busy() + self.work.ready();
        let mut spare = if self.alone { 0 } else { cores().saturating_sub(working) };
        let mut told = Vec::new();
        for (id, seat) in self.seats.iter_mut().filter(|(_, s)| s.ready && s.kind == DeviceKind::Cpu) {
            let wanted = spare > 0 && self.work.is_training(*id);
            spare -= usize::from(wanted);
            if seat.spare != wanted {
                seat.spare = wanted;
                told.push((*id, wanted));
            }
        }
        told.into_iter().flat_map(|(id, spare)| self.send(id, &Command::Spare(spare))).collect()
    }

    fn send(&mut self, worker: WorkerId, command: &Command) -> Vec<Update> {
        match self.seats.get(&worker).map(|seat| seat.engine.send(command)) {
            Some(Err(message)) => self.lose(worker, &message),
            _ => Vec::new(),
        }
    }

    fn lose(&mut self, worker: WorkerId, message: &str) -> Vec<Update> {
        let Some(seat) = self.seats.remove(&worker) else { return Vec::new() };
        let seat_kind = seat.kind;
        seat.engine.retire();
        self.work.leave(worker);
        let message = message.trim_end_matches('.');
        if seat_kind == DeviceKind::WebGpu {
            self.kind = DeviceKind::Cpu;
            return vec![Update::Notice(format!(
                "The WebGPU engine stopped ({message}). The run goes on with the CPU engine; every finished stage is kept."
            ))];
        }
        self.failures += 1;
        if self.failures >= FAILURES {
            self.end();
            return vec![Update::Stopped(format!(
                "The run was stopped because its engine failed {FAILURES} times: {message}. What was measured is kept."
            ))];
        }
        vec![Update::Notice(format!(
            "An engine stopped ({message}). What it was on goes on in a new one from where it last said it was; what is finished is kept."
        ))]
    }

    fn end(&mut self) {
        self.over = true;
        for (_, seat) in std::mem::take(&mut self.seats) {
            seat.engine.retire();
        }
        if let Some(watch) = self.watch.take() {
            watch.clear();
        }
    }
}
