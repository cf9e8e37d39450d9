//! Drives work over web workers: a thin shell around [`schedule::Driver`], which decides. This one starts workers, carries commands out and
//! events in, and tells the time.

mod experiments;

use super::engine::{Engine, WorkerEvent, cores};
use crate::engine::{Command, DeviceKind};
use crate::schedule::{self, Action, Rules, Sweep, WorkerHandle, WorkerId, WorkerPool};
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::set_interval_with_handle;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use web_time::Instant;

pub(super) use crate::schedule::Update;

/// How often the driver is told that time passes.
const TICK: Duration = Duration::from_secs(5);

/// Work over workers. Clones drive the same.
#[derive(Clone)]
pub(super) struct Driver(Rc<RefCell<Inner>>);

struct Inner {
    driver: schedule::Driver,
    pool: WorkerPool<Engine>,
    began: Instant,
    listener: Rc<dyn Fn(Update)>,
    watch: Option<IntervalHandle>,
}

impl WorkerHandle for Engine {
    fn send(&self, command: Command) -> Result<(), String> {
        Self::send(self, &command)
    }

    fn retire(self) {
        Self::retire(self);
    }
}

impl Driver {
    /// Starts `work` on `kind`; what is finished is over at once, and nothing is heard of it. Updates go to `listener`, never from within
    /// this call.
    ///
    /// # Errors
    /// A sentence when no worker can be started.
    pub(super) fn over(work: Sweep, kind: DeviceKind, listener: impl Fn(Update) + 'static) -> Result<Self, String> {
        let driver = Self(Rc::new(RefCell::new(Inner {
            driver: schedule::Driver::new(work, Rules::in_a_browser(kind, cores())),
            pool: WorkerPool::default(),
            began: Instant::now(),
            listener: Rc::new(listener),
            watch: None,
        })));
        if driver.is_over() {
            return Ok(driver);
        }
        let updates = driver.carry_out(schedule::Driver::start);
        if let Some(Update::Stopped(message)) = updates.iter().find(|update| matches!(update, Update::Stopped(_))) {
            return Err(message.clone());
        }
        if !updates.is_empty() {
            let listening = driver.clone();
            spawn_local(async move { listening.tell(updates) });
        }
        let watching = driver.clone();
        let watch = set_interval_with_handle(move || watching.act(schedule::Driver::tick), TICK);
        driver.0.borrow_mut().watch = Some(watch.map_err(|e| super::engine::error_text(&e))?);
        Ok(driver)
    }

    /// Whether nothing more will be done.
    pub(super) fn is_over(&self) -> bool {
        self.0.borrow().driver.is_over()
    }

    /// What `read` reads off the work.
    pub(super) fn with<T>(&self, read: impl FnOnce(&Sweep) -> T) -> T {
        read(self.0.borrow().driver.work())
    }

    /// Stops every worker between two steps.
    pub(super) fn pause(&self) {
        self.act(schedule::Driver::pause);
    }

    /// Goes on after a pause.
    pub(super) fn resume(&self) {
        self.act(schedule::Driver::resume);
    }

    /// One step on every worker, while paused.
    pub(super) fn step(&self) {
        self.act(schedule::Driver::step);
    }

    /// Ends the run at once; the Record keeps what was measured.
    pub(super) fn cancel(&self) {
        self.act(|driver, _| driver.cancel());
    }

    fn hear(&self, worker: WorkerId, event: WorkerEvent) {
        self.act(|driver, now| match event {
            WorkerEvent::Event(event) => driver.on_event(worker, event, now),
            WorkerEvent::Ended(message) => driver.ended(worker, &message, now),
        });
    }

    /// Gives the driver an input and does what it says.
    fn act(&self, input: impl FnOnce(&mut schedule::Driver, Duration) -> Vec<Action>) {
        let updates = self.carry_out(input);
        self.tell(updates);
    }

    fn carry_out(&self, input: impl FnOnce(&mut schedule::Driver, Duration) -> Vec<Action>) -> Vec<Update> {
        let mut inner = self.0.borrow_mut();
        let Inner { driver, pool, began, watch, .. } = &mut *inner;
        let now = began.elapsed();
        let actions = input(driver, now);
        let updates = pool.carry_out(driver, actions, now, |worker, kind| {
            let own = self.clone();
            Engine::start(kind, move |event| own.hear(worker, event))
        });
        if driver.is_over()
            && let Some(watch) = watch.take()
        {
            watch.clear();
        }
        updates
    }

    /// Tells the listener, which may read the work or end it.
    fn tell(&self, updates: Vec<Update>) {
        let listener = self.0.borrow().listener.clone();
        updates.into_iter().for_each(|update| listener(update));
    }
}
