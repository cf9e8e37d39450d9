//! The one pool of threads that every command trains on: a thin shell around the driver, with a Session in each thread.

use crate::terminal::{CommandResult, say};
use std::error::Error;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};
use unwrap_lab::engine::{Command, DeviceKind, Event, GradientThread, Opened, Session, open, open_graphics};
use unwrap_lab::experiment::{Record, Spec};
use unwrap_lab::schedule::{Driver, Rules, Sweep, Update, WorkerHandle, WorkerId, WorkerPool};

/// How often the driver is told that time passes.
const TICK: Duration = Duration::from_secs(1);
/// About how long a thread works before it reports and looks for commands.
const SLICE: Duration = Duration::from_millis(200);

/// Who works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThreadPool {
    /// Trainings at the same time.
    pub(crate) threads: u32,
    /// What they train on.
    pub(crate) engine: Engine,
    /// How often the state of each stage under way is asked for.
    pub(crate) snapshot_every: Duration,
}

/// What stages are trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// The graphics processor where there is one, else the processor.
    Auto,
    /// The processor.
    Cpu,
    /// Whatever wgpu finds, a program that stands in for a graphics processor included.
    Gpu,
}

impl Engine {
    async fn open(self) -> Result<Opened, String> {
        let kind = match self {
            Self::Auto => match open_graphics().await {
                Some(opened) => return Ok(opened),
                None => DeviceKind::Cpu,
            },
            Self::Cpu => DeviceKind::Cpu,
            Self::Gpu => DeviceKind::WebGpu,
        };
        open(kind).await.map_err(|e| e.to_string())
    }
}

/// What is heard of a thread.
enum WorkerEvent {
    Event(Event),
    /// It has ended.
    Ended,
}

/// A thread as the pool has it. Dropping it ends the thread after the slice that it is in.
struct Orders(Sender<Command>);

impl WorkerHandle for Orders {
    fn send(&self, command: Command) -> Result<(), String> {
        self.0.send(command).map_err(|_| "its thread has ended".to_owned())
    }

    fn retire(self) {}
}

impl ThreadPool {
    /// Threads on the processor, so that results are the same on every machine.
    pub(crate) fn on_processors(threads: u32) -> Self {
        Self { threads, engine: Engine::Cpu, snapshot_every: Duration::from_secs(300) }
    }

    /// Runs one experiment to its end.
    pub(crate) fn to_the_end(self, spec: Spec) -> Result<Record, Box<dyn Error>> {
        let sweep = self.work_off(Sweep::new(vec![spec])?, |_, _, _| Ok(()))?;
        Ok(sweep.record(0).ok_or("the run is missing")?.clone())
    }

    /// Works `work` off and gives it back. `watch` hears of every event after the work has taken it in, with the run that it belongs
    /// to.
    pub(crate) fn work_off(
        self,
        work: Sweep,
        mut watch: impl FnMut(&Sweep, usize, &Event) -> CommandResult,
    ) -> Result<Sweep, Box<dyn Error>> {
        let trained_on = pollster::block_on(self.engine.open())?;
        let kind = if DeviceKind::is_cpu(&trained_on.name) { DeviceKind::Cpu } else { DeviceKind::WebGpu };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let rules = Rules::on_threads(kind, self.threads as usize, cores, self.snapshot_every);
        let (reports, heard) = channel::<(WorkerId, WorkerEvent)>();
        let hire = |worker: WorkerId, wanted: DeviceKind| -> Result<Orders, String> {
            let opened = if wanted == kind { trained_on.clone() } else { pollster::block_on(Engine::Cpu.open())? };
            let (orders, taken) = channel::<Command>();
            let reports = reports.clone();
            let work = move || {
                let farewell = Farewell(worker, reports);
                serve(opened, &taken, |event| farewell.1.send((worker, WorkerEvent::Event(event))).is_ok());
            };
            Builder::new().spawn(work).map_err(|e| format!("no thread: {e}"))?;
            Ok(Orders(orders))
        };
        let (began, mut driver, mut pool) = (Instant::now(), Driver::new(work, rules), WorkerPool::default());
        let (mut actions, mut ticked) = (driver.start(Duration::ZERO), Duration::ZERO);
        loop {
            for update in pool.carry_out(&mut driver, actions, began.elapsed(), hire) {
                match update {
                    Update::Event(Some(run), event) => watch(driver.work(), run, &event)?,
                    Update::Event(None, _) | Update::Finished => {}
                    Update::Notice(text) => say(&text),
                    Update::Stopped(text) => return Err(text.into()),
                }
            }
            if driver.is_over() {
                return Ok(driver.into_work());
            }
            actions = match heard.recv_timeout(TICK) {
                Ok((worker, WorkerEvent::Event(event))) => driver.on_event(worker, event, began.elapsed()),
                Ok((worker, WorkerEvent::Ended)) => driver.ended(worker, "its thread has ended", began.elapsed()),
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => return Err("every thread has ended".into()),
            };
            let now = began.elapsed();
            if now - ticked >= TICK {
                ticked = now;
                actions.extend(driver.tick(now));
            }
        }
    }
}

/// Says that a thread has ended, however it does.
struct Farewell(WorkerId, Sender<(WorkerId, WorkerEvent)>);

impl Drop for Farewell {
    fn drop(&mut self) {
        // Once the work is over nobody is left to hear it.
        let _ = self.1.send((self.0, WorkerEvent::Ended));
    }
}

/// A thread's Session: obeys orders until there are no more, or until nobody hears its reports.
fn serve(opened: Opened, orders: &Receiver<Command>, tell: impl Fn(Event) -> bool) {
    let mut session = Session::with_gradient_worker(opened, Box::new(|| Ok(Rc::new(GradientThread::start()?))));
    let mut heard = tell(session.ready());
    while heard {
        let order = if session.is_resting() {
            orders.recv().map_err(|_| TryRecvError::Disconnected)
        } else {
            orders.try_recv()
        };
        match order {
            Ok(command) => heard = session.command(command).is_none_or(&tell),
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                let events = pollster::block_on(session.advance(SLICE));
                heard = events.into_iter().all(&tell);
            }
        }
    }
}
