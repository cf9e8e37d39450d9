//! A Session: one device at work. It takes commands, advances in bounded slices and emits events.

use super::analysis_work::AnalysisWork;
use super::bench::Bench;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
use super::check::Check;
use super::device::Opened;
use super::message::{Command, Event};
use super::prompts::{Prompt, Prompts};
use super::remeasure::Unmeasured;
use super::stage_bench::StageBench;
use super::stage_work::StageWork;
use super::writing::Unwritten;
use super::writing_bench::WritingBench;
use crate::VERSION;
use crate::experiment::{JobId, Plan, Spec, StageId, StageState};
use crate::model::Weights;
use crate::setups::{HeldFile, hold};
use crate::train::{GradientWorker, LearnerError};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

/// One device at work on one thing at a time.
pub struct Session {
    opened: Opened,
    work: Work,
    paused: bool,
    single_step: bool,
    /// Prompts that wait to be answered.
    prompts: Prompts,
    /// Stories that wait to be written.
    unwritten: VecDeque<Unwritten>,
    /// Models that wait to be measured again.
    unmeasured: VecDeque<Unmeasured>,
    start_gradient_worker: StartGradientWorker,
    /// Whether there is a core to spare.
    spare: bool,
    /// Who computes half of each large step.
    gradient_worker: Option<Rc<dyn GradientWorker>>,
}

/// Where a [`GradientWorker`] comes from; none, with a sentence, where it cannot be had.
pub type StartGradientWorker = Box<dyn Fn() -> Result<Rc<dyn GradientWorker>, String>>;

enum Work {
    Idle,
    Stage(StageWork),
    Analysis(AnalysisWork),
    Bench(Box<Bench>),
    BenchStage(StageBench),
    BenchWriting(Box<WritingBench>),
    #[cfg(any(feature = "cpu", feature = "webgpu"))]
    Check(Check),
}

impl Session {
    /// A Session on an open device that works alone.
    pub fn new(opened: Opened) -> Self {
        Self::with_gradient_worker(opened, Box::new(|| Err("there is no second worker here".to_owned())))
    }

    /// A Session on an open device that may ask for a gradient worker.
    pub fn with_gradient_worker(opened: Opened, start_gradient_worker: StartGradientWorker) -> Self {
        let (work, prompts) = (Work::Idle, Prompts::default());
        Self {
            opened,
            work,
            paused: false,
            single_step: false,
            prompts,
            unwritten: VecDeque::new(),
            unmeasured: VecDeque::new(),
            start_gradient_worker,
            spare: false,
            gradient_worker: None,
        }
    }

    /// The first event: which version this is, and which device it has.
    pub fn ready(&self) -> Event {
        Event::Ready { version: VERSION.to_owned(), device: self.opened.name.clone() }
    }

    /// Takes a command. A command that cannot be obeyed comes back as an event.
    pub fn command(&mut self, command: Command) -> Option<Event> {
        if matches!(
            command,
            Command::Begin { .. }
                | Command::Analyse { .. }
                | Command::Bench { .. }
                | Command::BenchStage { .. }
                | Command::BenchWriting { .. }
                | Command::Check { .. }
                | Command::Cancel
        ) {
            // What was under way ends here, even if what is asked for now turns out to be impossible; so does a step asked of it.
            self.work = Work::Idle;
            self.single_step = false;
        }
        match command {
            Command::Begin { spec, stage, start, resume } => {
                match self.begin(*spec, stage, start.map(|w| *w), resume) {
                    Ok(work) => {
                        self.work = Work::Stage(work);
                        return self.update_gradient_worker();
                    }
                    Err(message) => return Some(Event::Failed { message }),
                }
            }
            Command::Analyse { spec, analysis, models } => match spec.analyser(analysis, models, &self.opened.device) {
                Ok(analyser) => self.work = Work::Analysis(AnalysisWork { analysis, analyser, seconds: 0.0 }),
                Err(message) => return Some(Event::Failed { message }),
            },
            Command::Ask { ticket, spec, task, text, models, lens } => {
                match Prompt::new(ticket, *spec, task, &text, models, lens.map(|w| *w)) {
                    Ok(prompt) => self.prompts.push(prompt),
                    Err(message) => return Some(Event::Failed { message }),
                }
            }
            Command::Remeasure { ticket, spec, role, weights } => match Unmeasured::new(ticket, *spec, role, weights) {
                Ok(unmeasured) => self.unmeasured.push_back(unmeasured),
                Err(message) => return Some(Event::Remeasured { ticket, outcome: Err(message) }),
            },
            Command::Write { ticket, spec, prompt, choice, seed, models } => {
                match Unwritten::new(ticket, &spec, prompt, (choice, seed), models) {
                    Ok(unwritten) => self.unwritten.push_back(unwritten),
                    Err(message) => return Some(Event::Failed { message }),
                }
            }
            Command::Bench { workload, steps, warm_up, workers } => {
                let mut bench = Bench::new(workload, steps, warm_up, &self.opened.device, &self.opened.name);
                if workers > 1 {
                    match (self.start_gradient_worker)() {
                        Ok(gradient_worker) => bench = bench.with_gradient_worker(gradient_worker),
                        Err(message) => return Some(Event::Failed { message }),
                    }
                }
                self.work = Work::Bench(Box::new(bench));
            }
            Command::BenchStage { spec } => match StageBench::of(*spec, &self.opened.device) {
                Ok(bench) => self.work = Work::BenchStage(bench),
                Err(message) => return Some(Event::Failed { message }),
            },
            Command::BenchWriting { rounds } => {
                match WritingBench::new(rounds, &self.opened.device, &self.opened.name) {
                    Ok(bench) => self.work = Work::BenchWriting(Box::new(bench)),
                    Err(message) => return Some(Event::Failed { message }),
                }
            }
            #[cfg(any(feature = "cpu", feature = "webgpu"))]
            Command::Check { plain } => self.work = Work::Check(Check::new(&self.opened.device, plain)),
            #[cfg(not(any(feature = "cpu", feature = "webgpu")))]
            Command::Check { .. } => {}
            Command::GradientWorkerAvailability(spare) => {
                self.spare = spare;
                return self.update_gradient_worker();
            }
            Command::HoldFile(file) => hold(file),
            Command::ReadFile { ticket, kind, name, bytes } => {
                return Some(Event::FileRead { ticket, outcome: HeldFile::read(kind, &name, &bytes) });
            }
            Command::Snapshot => {
                if let Work::Stage(work) = &mut self.work {
                    work.request_snapshot();
                }
            }
            Command::Pause => self.paused = true,
            Command::Resume => self.paused = false,
            Command::Step => self.single_step = self.paused,
            Command::Cancel => {}
        }
        None
    }

    /// Gets a gradient worker for a stage of large steps if there is a core to spare, and lets it go when there is
    /// none.
    fn update_gradient_worker(&mut self) -> Option<Event> {
        if !self.spare {
            self.gradient_worker = None;
        }
        let Work::Stage(work) = &mut self.work else { return None };
        let refused = if self.spare && self.gradient_worker.is_none() && work.training.has_large_steps() {
            match (self.start_gradient_worker)() {
                Ok(gradient_worker) => {
                    self.gradient_worker = Some(gradient_worker);
                    None
                }
                Err(message) => Some(Event::GradientWorkerLost { message }),
            }
        } else {
            None
        };
        work.training.set_gradient_worker(self.gradient_worker.clone());
        refused
    }

    /// Whether [`Session::advance`] would do nothing.
    pub fn is_resting(&self) -> bool {
        self.prompts.is_empty()
            && self.unwritten.is_empty()
            && self.unmeasured.is_empty()
            && (matches!(self.work, Work::Idle) || (self.paused && !self.single_step))
    }

    /// Works for about `slice`, at least one step, and reports. Time spent resting is not counted.
    pub async fn advance(&mut self, slice: Duration) -> Vec<Event> {
        if self.is_resting() {
            return Vec::new();
        }
        let mut events = Vec::new();
        if let Some(unwritten) = self.unwritten.pop_front() {
            events.push(unwritten.written(&self.opened.device).await);
            return events;
        }
        if let Some(unmeasured) = self.unmeasured.pop_front() {
            events.push(unmeasured.measured(&self.opened.device).await);
            return events;
        }
        if !self.prompts.is_empty() {
            events.extend(self.prompts.advance(slice, &self.opened.device).await);
            return events;
        }
        let single = std::mem::take(&mut self.single_step);
        let outcome = match &mut self.work {
            Work::Idle => return events,
            Work::Stage(work) => work.advance(slice, single, &mut events).await,
            Work::Analysis(work) => work.advance(slice, single, &mut events).await,
            Work::Bench(bench) => match bench.step().await {
                Ok(Some(result)) => {
                    events.push(Event::Benched(result));
                    Ok(true)
                }
                Ok(None) => Ok(false),
                Err(error) => Err(error),
            },
            Work::BenchStage(bench) => bench.step().await.map(|found| {
                let is_over = found.is_some();
                events.extend(found.map(Event::StageBenched));
                is_over
            }),
            Work::BenchWriting(bench) => bench.step().await.map(|found| match found {
                Some(speeds) => {
                    events.push(Event::BenchedWriting(speeds));
                    true
                }
                None => false,
            }),
            #[cfg(any(feature = "cpu", feature = "webgpu"))]
            Work::Check(check) => match check.step().await {
                Ok(Some(checked)) => {
                    events.push(Event::Checked(checked));
                    Ok(true)
                }
                Ok(None) => Ok(false),
                Err(message) => Err(LearnerError::Device(message)),
            },
        };
        if let Work::Stage(work) = &mut self.work
            && let Some(message) = work.training.lost_gradient_worker()
        {
            (self.spare, self.gradient_worker) = (false, None);
            events.push(Event::GradientWorkerLost { message });
        }
        match outcome {
            Ok(true) => self.work = Work::Idle,
            Ok(false) => {}
            Err(error) => {
                let message = error.to_string();
                // A loss that is no number is the job's own fault; anything else may be the engine's.
                events.push(match (error, self.work.job()) {
                    (LearnerError::Diverged, Some(job)) => Event::JobFailed { job, message },
                    _ => Event::Failed { message },
                });
                self.work = Work::Idle;
            }
        }
        events
    }

    fn begin(
        &self,
        spec: Spec,
        id: StageId,
        start: Option<Weights>,
        resume: Option<Box<StageState>>,
    ) -> Result<StageWork, String> {
        let plan = Plan::new(spec).map_err(|e| e.to_string())?;
        let stage = plan.stage(id).cloned().ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        if resume.as_ref().is_some_and(|state| !state.learner.is_possible(stage.schedule.steps)) {
            return Err("the state to go on from cannot be of this stage".to_owned());
        }
        let training = plan.spec.training(id, start, resume.as_deref(), &self.opened.device)?;
        Ok(StageWork::new(stage, training, resume.as_deref()))
    }
}

impl Work {
    /// The experiment's job that it is, if it is one.
    fn job(&self) -> Option<JobId> {
        match self {
            Self::Stage(work) => Some(JobId::Stage(work.role())),
            Self::Analysis(work) => Some(JobId::Analysis(work.analysis)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DeviceKind, open};
    use super::*;
    use crate::model::initial_weights;
    use crate::setups::FileKind;
    use crate::setups::corpus::file::synthetic_text;
    use crate::setups::grammar::Preset;

    fn session() -> Session {
        Session::new(pollster::block_on(open(DeviceKind::Cpu)).unwrap())
    }

    fn begin(stage: u32, start: Option<Box<Weights>>) -> Command {
        Command::Begin { spec: Box::new(Preset::Micro.spec().into()), stage: StageId(stage), start, resume: None }
    }

    fn advance(session: &mut Session) -> Vec<Event> {
        pollster::block_on(session.advance(Duration::from_nanos(1)))
    }

    #[test]
    fn a_stage_that_goes_on_from_another_is_refused_without_its_weights() {
        let mut session = session();
        let refused = session.command(begin(2, None));
        assert!(matches!(&refused, Some(Event::Failed { message }) if message.contains("missing")), "{refused:?}");
        let weights = initial_weights(Preset::Micro.spec().model().unwrap(), 1);
        assert_eq!(session.command(begin(2, Some(Box::new(weights)))), None);
    }

    #[test]
    fn what_was_under_way_ends_when_something_impossible_is_asked_for() {
        let mut session = session();
        assert_eq!(session.command(begin(0, None)), None);
        assert!(session.command(begin(99, None)).is_some());
        assert!(session.is_resting());
    }

    #[test]
    fn a_file_of_stories_is_read_beside_what_is_under_way_or_refused_in_a_sentence() {
        let mut session = session();
        assert_eq!(session.command(begin(0, None)), None);
        let mut read = |bytes: Vec<u8>| {
            session.command(Command::ReadFile { ticket: 3, kind: FileKind::Stories, name: "a".to_owned(), bytes })
        };
        let made = synthetic_text(31, 60, false).unwrap();
        let Some(Event::FileRead { ticket: 3, outcome: Ok(HeldFile::Stories(file)) }) = read(made.bytes) else {
            panic!()
        };
        assert_eq!(file.identity().records, 60);
        let refused = read(b"step,loss".to_vec());
        assert!(
            matches!(&refused, Some(Event::FileRead { outcome: Err(why), .. }) if why.contains("no story")),
            "{refused:?}"
        );
        assert!(!session.is_resting());
    }

    #[test]
    fn a_single_step_is_not_taken_over_into_the_next_stage() {
        let mut session = session();
        assert_eq!(session.command(begin(0, None)), None);
        for command in [Command::Pause, Command::Step, Command::Cancel, begin(1, None)] {
            assert_eq!(session.command(command), None);
        }
        assert!(session.is_resting(), "the stage is paused and no step was asked of it");
        assert_eq!(session.command(Command::Step), None);
        assert!(!advance(&mut session).is_empty());
        assert!(session.is_resting());
    }
}
