//! A driver with its fake workers and a clock that tests turn.

use super::super::{Action, Driver, Rules, Update};
use super::fake::{Fake, Handle, Job};
use crate::engine::{DeviceKind, Event};
use crate::experiment::{Plan, Record, Spec};
use crate::schedule::{LOSSES_IN_A_ROW, LOSSES_OF_A_JOB, Sweep, UNREADY_IN_A_ROW, WorkerId, WorkerPool};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::time::Duration;

pub(super) struct World {
    pub(super) driver: Driver,
    pub(super) fakes: BTreeMap<WorkerId, Rc<RefCell<Fake>>>,
    pub(super) updates: Vec<Update>,
    pub(super) now: Duration,
    pool: WorkerPool<Handle>,
    plans: Rc<Vec<Plan>>,
    /// Workers lost on each stage since its snapshot moved, and the steps of the snapshot.
    struck: HashMap<String, (u32, u32)>,
    /// Workers whose loss is counted.
    counted: BTreeSet<WorkerId>,
}

fn key(job: Job) -> String {
    match job {
        Job::Stage { plan, id, .. } => format!("{plan} {id:?}"),
        Job::Analysis(analysis) => format!("{analysis:?}"),
    }
}

impl World {
    pub(super) fn new(specs: &[Spec], kind: DeviceKind, cores: usize) -> Self {
        let plans = Rc::new(specs.iter().map(|spec| Plan::new(spec.clone()).unwrap()).collect());
        let driver = Driver::new(Sweep::new(specs.to_vec()).unwrap(), Rules::in_a_browser(kind, cores));
        let (fakes, updates, now) = (BTreeMap::new(), Vec::new(), Duration::ZERO);
        let mut world = Self {
            driver,
            fakes,
            updates,
            now,
            pool: WorkerPool::default(),
            plans,
            struck: HashMap::new(),
            counted: BTreeSet::new(),
        };
        world.input(|driver, now| driver.start(now));
        world
    }

    /// Gives the driver an input and carries out what it wants. Afterwards somebody is at work or being started.
    pub(super) fn input(&mut self, input: impl FnOnce(&mut Driver, Duration) -> Vec<Action>) {
        let actions = input(&mut self.driver, self.now);
        let (fakes, plans) = (&mut self.fakes, &self.plans);
        let hire = |worker, kind| {
            let fake = Rc::new(RefCell::new(Fake::new(kind, plans.clone())));
            fakes.insert(worker, fake.clone());
            Ok(Handle(fake))
        };
        self.updates.extend(self.pool.carry_out(&mut self.driver, actions, self.now, hire));
        for (worker, fake) in self.fakes.iter().filter(|(_, fake)| fake.borrow().retired) {
            if let (true, Some(job)) = (self.counted.insert(*worker), fake.borrow().job) {
                self.struck.entry(key(job)).or_default().0 += 1;
            }
        }
        let hopeful = |fake: &Rc<RefCell<Fake>>| {
            let fake = fake.borrow();
            !fake.retired && (!fake.ready || fake.job.is_some())
        };
        assert!(self.driver.is_over() || self.fakes.values().any(hopeful), "nobody has anything to do: it hangs");
        let (driver, work) = (&self.driver, self.driver.work());
        let idle = driver.workers.iter().any(|(worker, state)| state.ready && !work.is_busy(*worker));
        let ready = work.stages_ready() + work.analyses_ready() > 0;
        let all_may = driver.kind == DeviceKind::Cpu;
        assert!(driver.is_over() || !(all_may && idle && ready), "a worker is idle, and there is something for it");
    }

    /// Lets a worker say what it has to say, even if it is late.
    pub(super) fn hear(&mut self, worker: WorkerId) {
        let Some(fake) = self.fakes.get(&worker).cloned() else { return };
        let (job, event) = {
            let mut fake = fake.borrow_mut();
            if fake.silent && !fake.retired {
                return;
            }
            (fake.job, fake.say())
        };
        let Some(event) = event else { return };
        let late = fake.borrow().retired;
        if let (Some(job), Event::Snapshot { state, .. }, false) = (job, &event, late) {
            let own = self.struck.entry(key(job)).or_default();
            if state.learner.steps > own.1 {
                *own = (0, 0);
            }
            own.1 = state.learner.steps;
        }
        self.input(|driver, now| driver.on_event(worker, event, now));
    }

    /// Everybody who lives says something, and time passes.
    pub(super) fn round(&mut self, passes: Duration) {
        for worker in self.alive() {
            self.hear(worker);
        }
        self.now += passes;
        self.input(|driver, now| driver.tick(now));
    }

    pub(super) fn alive(&self) -> Vec<WorkerId> {
        self.fakes.iter().filter(|(_, f)| !f.borrow().retired && !f.borrow().silent).map(|(id, _)| *id).collect()
    }

    /// A worker ends, by an error or by falling silent.
    pub(super) fn lose(&mut self, worker: WorkerId, silent: bool) {
        if silent {
            self.fakes[&worker].borrow_mut().silent = true;
        } else {
            self.input(|driver, now| driver.ended(worker, "it was closed", now));
        }
    }

    /// The same where it is not one loss too many: then the run has to end as if nothing had been.
    pub(super) fn lose_if_bearable(&mut self, worker: WorkerId, silent: bool) -> bool {
        let pending = |ready: bool| {
            let lost = |f: &&Rc<RefCell<Fake>>| f.borrow().silent && !f.borrow().retired && f.borrow().ready == ready;
            self.fakes.values().filter(lost).count() as u32
        };
        let (ready, job) = {
            let fake = self.fakes[&worker].borrow();
            (fake.ready, fake.job)
        };
        // Whoever has nothing to do may be given any job before its silence is noticed.
        let struck = match job {
            Some(job) => self.struck.get(&key(job)).map_or(0, |own| own.0),
            None => self.struck.values().map(|own| own.0).max().unwrap_or_default(),
        };
        let bearable = if ready {
            self.driver.losses + pending(true) + 1 < LOSSES_IN_A_ROW && struck + pending(true) + 1 < LOSSES_OF_A_JOB
        } else {
            self.driver.unready + pending(false) + 1 < UNREADY_IN_A_ROW
        };
        if bearable {
            self.lose(worker, silent);
        }
        bearable
    }

    /// Goes on undisturbed until it is over.
    pub(super) fn until_over(&mut self) {
        self.input(|driver, now| driver.resume(now));
        for _ in 0..2000 {
            if self.driver.is_over() {
                return;
            }
            self.round(Duration::from_secs(5));
        }
        panic!("it does not end");
    }

    /// The Records without what may differ: devices, times, and the order of analyses.
    pub(super) fn records(&self) -> Vec<Record> {
        let plain = |run: &crate::schedule::Run| {
            let mut record = run.record().clone();
            record.wall_seconds = None;
            for stage in &mut record.stages {
                (stage.device, stage.seconds) = (String::new(), stage.seconds.map(|_| 0.0));
            }
            record.analyses.iter_mut().for_each(|found| found.device.clear());
            record.analyses.sort_by_key(|found| format!("{:?}", found.analysis));
            record
        };
        self.driver.work().runs().iter().map(plain).collect()
    }
}
