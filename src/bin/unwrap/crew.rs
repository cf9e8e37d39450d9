//! Threads with a Session each that work a Sweep off.

use crate::say;
use std::error::Error;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use unwrap_lab::engine::{
    Command, Companion, DeviceKind, Event, Opened, Session, Sweep, WorkerId, open, open_graphics,
};

/// Who works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crew {
    /// Trainings at the same time.
    pub(crate) threads: u32,
    /// What they train on.
    pub(crate) engine: Engine,
    /// How often the state of each stage under way is asked for.
    pub(crate) keep_every: Duration,
    /// Whether only models are pretrained, for the shards of another call.
    pub(crate) pretraining_only: bool,
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

/// What a thread reports.
type Report = (WorkerId, Event);

/// A thread as it is led.
struct Member {
    orders: Sender<Command>,
    /// Whether it answers questions only: beside a graphics processor somebody has to.
    questions_only: bool,
    /// When its stage's state was last asked for.
    asked: Instant,
}

impl Crew {
    /// Works `sweep` off. `watch` hears of every event after the sweep has taken it in, with the run that it belongs to.
    pub(crate) fn work_off(
        self,
        sweep: &mut Sweep,
        mut watch: impl FnMut(&Sweep, usize, &Event) -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        if self.pretraining_only {
            sweep.keep_to_pretraining();
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let shares = cores > self.threads as usize;
        let opened = pollster::block_on(self.engine.open())?;
        let many = if self.threads == 1 { "one training".to_owned() } else { format!("{} trainings", self.threads) };
        say(&format!("{many} at a time on {}", opened.name));
        std::thread::scope(|scope| {
            let (reports, heard) = channel::<Report>();
            let mut members: Vec<Member> = Vec::new();
            let spare = u32::from(!DeviceKind::is_cpu(&opened.name));
            for worker in 0..self.threads + spare {
                let (orders, taken) = channel::<Command>();
                let reports = reports.clone();
                let questions_only = worker == self.threads;
                members.push(Member { orders, questions_only, asked: Instant::now() });
                let opened = if questions_only { pollster::block_on(Engine::Cpu.open())? } else { opened.clone() };
                scope.spawn(move || work(worker, opened, shares, &taken, &reports));
            }
            drop(reports);
            // Dropping the members' channels ends their threads, whatever happens here.
            let outcome = self.lead(sweep, &mut members, &heard, &mut watch);
            drop(members);
            outcome
        })
    }

    fn lead(
        self,
        sweep: &mut Sweep,
        members: &mut [Member],
        heard: &Receiver<Report>,
        watch: &mut impl FnMut(&Sweep, usize, &Event) -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let stopped = "a thread has stopped";
        while !sweep.is_finished() {
            let (worker, event) = heard.recv().map_err(|_| "every thread has stopped")?;
            match &event {
                Event::Ready { device, .. } => sweep.join(worker, device),
                Event::Failed { message } => return Err(message.clone().into()),
                Event::Alone { message } => say(&format!("training in one thread: {message}")),
                _ => {}
            }
            if let Some(run) = sweep.apply(worker, &event)? {
                watch(sweep, run, &event)?;
            }
            for (worker, member) in (0..).zip(members.iter_mut()) {
                let next = match (member.questions_only, self.pretraining_only) {
                    (true, true) => None,
                    (true, false) => sweep.next_question(worker),
                    (false, _) => sweep.next(worker),
                };
                if let Some(command) = next {
                    member.orders.send(command).map_err(|_| stopped)?;
                    member.asked = Instant::now();
                } else if sweep.is_training(worker) && member.asked.elapsed() >= self.keep_every {
                    member.orders.send(Command::Keep).map_err(|_| stopped)?;
                    member.asked = Instant::now();
                }
            }
        }
        Ok(())
    }
}

/// One thread: obeys orders until there are no more.
fn work(worker: WorkerId, opened: Opened, shares: bool, orders: &Receiver<Command>, reports: &Sender<Report>) {
    let mut session = Session::with_helpers(opened, Box::new(|| Ok(Rc::new(Companion::start()?))));
    let tell = |event: Event| reports.send((worker, event)).is_ok();
    if !tell(session.ready()) {
        return;
    }
    session.command(Command::Spare(shares));
    while let Ok(command) = orders.recv() {
        if let Some(event) = session.command(command)
            && !tell(event)
        {
            return;
        }
        while !session.is_resting() {
            while let Ok(command) = orders.try_recv() {
                session.command(command);
            }
            for event in pollster::block_on(session.advance(Duration::from_millis(200))) {
                if !tell(event) {
                    return;
                }
            }
        }
    }
}
