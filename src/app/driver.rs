//! Drives a Sweep, of one experiment or many, over web workers: carries commands out and events in, and goes on with the CPU when WebGPU fails.

use super::engine::{Engine, Said, cores};
use crate::engine::{Command, DeviceKind, Doing, Event, Progress, Sweep, WorkerId};
use crate::experiment::{Checkpoint, CheckpointError, Record, Role, Spec, StageId, StageKey};
use crate::model::Weights;
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

/// A sweep over workers. Clones drive the same one.
#[derive(Clone)]
pub(super) struct Driver(Rc<RefCell<Inner>>);

struct Inner {
    sweep: Sweep,
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

impl Driver {
    /// Starts one experiment on `kind`, with `adopted` stages taken as they are; updates go to `listener`, never from within
    /// this call.
    ///
    /// # Errors
    /// A sentence when the experiment is not possible or no worker can be started.
    pub(super) fn start(
        spec: Spec,
        kind: DeviceKind,
        adopted: Vec<(Role, Checkpoint)>,
        listener: impl Fn(Update) + 'static,
    ) -> Result<Self, String> {
        let mut sweep = Sweep::new(vec![spec]).map_err(|e| e.to_string())?;
        for (role, checkpoint) in adopted {
            sweep.adopt_into(0, checkpoint, role, "shipped with the page").map_err(|e| e.to_string())?;
        }
        Self::over(sweep, kind, listener)
    }

    /// Starts `sweep` on `kind`; one that is finished is over at once, and nothing is heard of it. Updates go to `listener`, never from within this call.
    ///
    /// # Errors
    /// A sentence when no worker can be started.
    pub(super) fn over(sweep: Sweep, kind: DeviceKind, listener: impl Fn(Update) + 'static) -> Result<Self, String> {
        let finished = sweep.is_finished();
        let driver = Self(Rc::new(RefCell::new(Inner {
            sweep,
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

    /// What came out of the first run so far; of a single experiment, its own.
    pub(super) fn record(&self) -> Option<Record> {
        self.record_of(0)
    }

    /// What came out of a run so far.
    pub(super) fn record_of(&self, run: usize) -> Option<Record> {
        self.0.borrow().sweep.record(run).cloned()
    }

    /// What came out of every run so far, in their order.
    pub(super) fn records(&self) -> Vec<Record> {
        self.0.borrow().sweep.runs().iter().map(|run| run.record().clone()).collect()
    }

    /// Every trained model of a run.
    pub(super) fn models(&self, run: usize) -> Vec<(Role, Weights)> {
        let inner = self.0.borrow();
        let Some(run) = inner.sweep.runs().get(run) else { return Vec::new() };
        run.plan().stages.iter().filter_map(|s| Some((s.role, run.weights(s.id)?.clone()))).collect()
    }

    /// Whether nothing more will be done.
    pub(super) fn is_over(&self) -> bool {
        self.0.borrow().over
    }

    /// The key and the checkpoint of a finished stage.
    pub(super) fn checkpoint(&self, run: usize, stage: StageId) -> Option<(StageKey, Checkpoint)> {
        self.0.borrow().sweep.checkpoint(run, stage)
    }

    /// Where a stage under way was last left, as the bytes of a file.
    pub(super) fn halfway(&self, run: usize, stage: StageId) -> Option<Vec<u8>> {
        self.0.borrow().sweep.halfway(run, stage)?.1.to_bytes().ok()
    }

    /// How many stages there are and how many of them are finished.
    pub(super) fn stages(&self) -> (usize, usize) {
        self.0.borrow().sweep.stages()
    }

    /// Files of everything that was trained in the first run: each stage's role and its checkpoint's bytes.
    pub(super) fn checkpoints(&self) -> Result<Vec<(Role, Vec<u8>)>, CheckpointError> {
        let inner = self.0.borrow();
        let Some(run) = inner.sweep.runs().first() else { return Ok(Vec::new()) };
        let all = run.plan().stages.iter().filter_map(|s| Some((s.role, run.checkpoint(s.id)?)));
        all.map(|(role, checkpoint)| Ok((role, checkpoint.to_bytes()?))).collect()
    }

    /// How far the run has come.
    pub(super) fn progress(&self) -> Progress {
        self.0.borrow().sweep.progress()
    }

    /// What is under way.
    pub(super) fn under_way(&self) -> Vec<Doing> {
        self.0.borrow().sweep.under_way().into_iter().map(|(_, doing)| doing).collect()
    }

    /// Stops every worker between two steps.
    pub(super) fn pause(&self) {
        self.0.borrow_mut().paused = true;
        self.broadcast(&Command::Pause);
    }

    /// Goes on after a pause.
    pub(super) fn resume(&self) {
        self.0.borrow_mut().paused = false;
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
            let training = inner.seats.iter().filter(|(id, seat)| seat.ready && inner.sweep.is_training(**id));
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
                .filter(|(id, seat)| (inner.sweep.is_busy(**id) || !seat.ready) && seat.heard.elapsed() > SILENCE)
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

impl Inner {
    /// The kind of worker that would have something to do; none when there are enough.
    fn wanted(&self) -> Option<DeviceKind> {
        if self.over {
            return None;
        }
        let of = |kind| self.seats.values().filter(|s| s.kind == kind).count();
        let idle = self.seats.len().saturating_sub(self.sweep.under_way().len());
        if self.kind == DeviceKind::WebGpu && !self.sweep.is_trained() {
            // Several workers would share the one GPU. Questions wait until it is done: a CPU worker would take stages too.
            return (of(DeviceKind::WebGpu) == 0).then_some(DeviceKind::WebGpu);
        }
        let idle = idle.saturating_sub(of(DeviceKind::WebGpu));
        let ready = self.sweep.stages_ready() + self.sweep.questions_ready();
        (of(DeviceKind::Cpu) < cores().min(MOST_WORKERS) && idle < ready).then_some(DeviceKind::Cpu)
    }

    fn take_in(&mut self, worker: WorkerId, event: Event) -> Vec<Update> {
        let Some(seat) = self.seats.get_mut(&worker) else { return Vec::new() };
        seat.heard = Instant::now();
        let mut updates = Vec::new();
        if let Event::Ready { device, .. } = &event {
            seat.ready = true;
            self.sweep.join(worker, device);
            if self.paused {
                updates.extend(self.send(worker, &Command::Pause));
            }
        }
        let run = match self.sweep.apply(worker, &event) {
            Ok(run) => run,
            Err(error) => {
                self.end();
                return vec![Update::Stopped(format!("The runs do not agree on a stage that they share: {error}."))];
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
        if self.sweep.is_finished() {
            self.end();
            updates.push(Update::Finished);
            return updates;
        }
        let ready: Vec<WorkerId> = self.seats.iter().filter(|(_, s)| s.ready).map(|(id, _)| *id).collect();
        for id in ready {
            if let Some(command) = self.sweep.next(id) {
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
        let working = self.sweep.under_way().len() + self.sweep.stages_ready() + self.sweep.questions_ready();
        let mut spare = if self.alone { 0 } else { cores().saturating_sub(working) };
        let mut told = Vec::new();
        for (id, seat) in self.seats.iter_mut().filter(|(_, s)| s.ready && s.kind == DeviceKind::Cpu) {
            let wanted = spare > 0 && self.sweep.is_training(*id);
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
        self.sweep.leave(worker);
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
