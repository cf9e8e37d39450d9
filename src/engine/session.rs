//! A Session: one device at work. It takes commands, advances in bounded slices and emits events.

use super::bench::Bench;
#[cfg(any(feature = "cpu", feature = "webgpu"))]
use super::check::Check;
use super::device::Opened;
use super::halfway::StageState;
use super::inquiry::Inquiry;
use super::message::{Command, Event};
use super::part::PartWork;
use crate::VERSION;
use crate::analysis::{AttentionMass, Reply, ask, attention_mass};
use crate::experiment::{Accuracy, JobId, Measure, Plan, Point, Role, Spec, Stage, StageId, Start};
use crate::model::{Gpt, Weights, initial_weights};
use crate::tasks::{Batch, Layout, Letter, Stream, Task};
use crate::train::{HeldOut, Helper, Learner, LearnerError, correct, is_large};
use burn::tensor::Device;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;
use web_time::Instant;

/// Samples that attention is averaged over.
const LOOKED_AT: usize = 64;

/// One device at work on one thing at a time.
pub struct Session {
    opened: Opened,
    work: Work,
    paused: bool,
    single_step: bool,
    /// Prompts that wait to be answered.
    prompts: VecDeque<Prompt>,
    helpers: Helpers,
    /// Whether there is a core to spare.
    spare: bool,
    /// Who computes half of each large step.
    helper: Option<Rc<dyn Helper>>,
}

/// Where a [`Helper`] comes from; none, with a sentence, where it cannot be had.
pub type Helpers = Box<dyn Fn() -> Result<Rc<dyn Helper>, String>>;

struct Prompt {
    ticket: u32,
    layout: Layout,
    tokens: Vec<u32>,
    models: Vec<Weights>,
}

enum Work {
    Idle,
    Stage(Box<StageWork>),
    Inquiry(Box<Inquiry>),
    Part(Box<PartWork>),
    Bench(Box<Bench>),
    #[cfg(any(feature = "cpu", feature = "webgpu"))]
    Check(Check),
}

struct StageWork {
    plan: Plan,
    id: StageId,
    learner: Learner,
    held_out: HeldOut,
    stream: Stream,
    step: u32,
    measured: usize,
    seconds: f64,
    device: Device,
    /// Samples at C_Te = 0 that attention is read on, asking for a and for b.
    looked_at: [Batch; 2],
    /// Whether its state is asked for.
    keep: bool,
}

impl Session {
    /// A Session on an open device that works alone.
    pub fn new(opened: Opened) -> Self {
        Self::with_helpers(opened, Box::new(|| Err("there is no second worker here".to_owned())))
    }

    /// A Session on an open device that may ask for a helper.
    pub fn with_helpers(opened: Opened, helpers: Helpers) -> Self {
        let (work, prompts) = (Work::Idle, VecDeque::new());
        Self { opened, work, paused: false, single_step: false, prompts, helpers, spare: false, helper: None }
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
                | Command::Inquire { .. }
                | Command::BeginPart { .. }
                | Command::Bench { .. }
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
                        self.work = Work::Stage(Box::new(work));
                        return self.share();
                    }
                    Err(message) => return Some(Event::Failed { message }),
                }
            }
            Command::Inquire { spec, question, models } => {
                let plan = Plan::new(*spec).map_err(|e| e.to_string());
                match plan.and_then(|plan| Inquiry::begin(&plan, question, models, &self.opened.device)) {
                    Ok(inquiry) => self.work = Work::Inquiry(Box::new(inquiry)),
                    Err(message) => return Some(Event::Failed { message }),
                }
            }
            Command::BeginPart { spec, part, start } => {
                match PartWork::begin(*spec, part, start.map(|w| *w), &self.opened.device) {
                    Ok(work) => self.work = Work::Part(Box::new(work)),
                    Err(message) => return Some(Event::Failed { message }),
                }
            }
            Command::Ask { ticket, spec, task, text, models } => match prompt(ticket, *spec, task, &text, models) {
                Ok(prompt) => self.prompts.push_back(prompt),
                Err(message) => return Some(Event::Failed { message }),
            },
            Command::Bench { workload, steps, warm_up, workers } => {
                let mut bench = Bench::new(workload, steps, warm_up, &self.opened.device, &self.opened.name);
                if workers > 1 {
                    match (self.helpers)() {
                        Ok(helper) => bench = bench.with_helper(helper),
                        Err(message) => return Some(Event::Failed { message }),
                    }
                }
                self.work = Work::Bench(Box::new(bench));
            }
            #[cfg(any(feature = "cpu", feature = "webgpu"))]
            Command::Check { plain } => self.work = Work::Check(Check::new(&self.opened.device, plain)),
            #[cfg(not(any(feature = "cpu", feature = "webgpu")))]
            Command::Check { .. } => {}
            Command::Spare(spare) => {
                self.spare = spare;
                return self.share();
            }
            Command::Keep => {
                if let Work::Stage(work) = &mut self.work {
                    work.keep = true;
                }
            }
            Command::Pause => self.paused = true,
            Command::Resume => self.paused = false,
            Command::Step => self.single_step = self.paused,
            Command::Cancel => {}
        }
        None
    }

    /// Gets a helper for a stage of large steps if there is a core to spare, and lets it go when there is none.
    fn share(&mut self) -> Option<Event> {
        if !self.spare {
            self.helper = None;
        }
        let Work::Stage(work) = &mut self.work else { return None };
        let refused = if self.spare && self.helper.is_none() && work.has_large_steps() {
            match (self.helpers)() {
                Ok(helper) => {
                    self.helper = Some(helper);
                    None
                }
                Err(message) => Some(Event::Alone { message }),
            }
        } else {
            None
        };
        work.learner.set_helper(self.helper.clone());
        refused
    }

    /// Whether [`Session::advance`] would do nothing.
    pub fn is_resting(&self) -> bool {
        self.prompts.is_empty() && (matches!(self.work, Work::Idle) || (self.paused && !self.single_step))
    }

    /// Works for about `slice`, at least one step, and reports. Time spent resting is not counted.
    pub async fn advance(&mut self, slice: Duration) -> Vec<Event> {
        if self.is_resting() {
            return Vec::new();
        }
        let mut events = Vec::new();
        if let Some(prompt) = self.prompts.pop_front() {
            events.push(match prompt.answer(&self.opened.device).await {
                Ok(replies) => Event::Replied { ticket: prompt.ticket, replies },
                Err(error) => Event::Failed { message: error.to_string() },
            });
            return events;
        }
        let single = std::mem::take(&mut self.single_step);
        let outcome = match &mut self.work {
            Work::Idle => return events,
            Work::Stage(work) => work.advance(slice, single, &mut events).await,
            Work::Inquiry(inquiry) => inquiry.advance(slice, single).await.map(|found| {
                let (question, seconds) = (inquiry.question, inquiry.seconds);
                let ended = found.is_some();
                events.push(match found {
                    Some(finding) => Event::Found { question, finding: Box::new(finding), seconds },
                    None => Event::Inquired { question, share: inquiry.share(), seconds },
                });
                ended
            }),
            Work::Part(part) => part.advance(slice, single, &mut events).await,
            Work::Bench(bench) => match bench.step().await {
                Ok(Some(result)) => {
                    events.push(Event::Benched(result));
                    Ok(true)
                }
                Ok(None) => Ok(false),
                Err(error) => Err(error),
            },
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
            && let Some(message) = work.learner.lost_helper()
        {
            (self.spare, self.helper) = (false, None);
            events.push(Event::Alone { message });
        }
        match outcome {
            Ok(true) => self.work = Work::Idle,
            Ok(false) => {}
            Err(error) => {
                let message = error.to_string();
                // A device that stops is the engine's end; numbers that are none are this job's alone.
                let failed = if matches!(error, LearnerError::Diverged) { self.work.job() } else { None };
                self.work = Work::Idle;
                events.push(match failed {
                    Some(job) => Event::JobFailed { job, message },
                    None => Event::Failed { message },
                });
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
        let stage = plan.stage(id).ok_or_else(|| format!("the plan has no stage {}", id.0))?;
        let config = plan.spec.model().map_err(|e| e.to_string())?;
        let weights = match start {
            Some(weights) => Weights::new(weights.config, weights.parameters).map_err(|e| e.to_string())?,
            None if stage.start == Start::Fresh => initial_weights(config, plan.spec.seed),
            None => return Err(format!("stage {} goes on from another one, and its weights are missing", id.0)),
        };
        if weights.config != config {
            return Err("the weights to start from are of another model".to_owned());
        }
        let device = &self.opened.device;
        let (adamw, movement) = (plan.spec.adamw(), stage.movement);
        let mut stream = stage.data(plan.spec.seed);
        let (learner, measured, seconds) = match resume {
            None => (Learner::moving(&weights, adamw, movement, device), 0, 0.0),
            Some(state) => {
                if !state.learner.is_possible(stage.schedule.steps) {
                    return Err("the state to go on from cannot be of this stage".to_owned());
                }
                let learner = Learner::resumed(&weights, &state.learner, adamw, movement, device)
                    .ok_or("this engine cannot go on from the state that was kept")?;
                stream.seek(state.position);
                (learner, state.measured as usize, state.seconds)
            }
        };
        let step = learner.steps();
        let sets = plan.held_out();
        let held_out = HeldOut::new(&sets, device);
        let looked_at =
            [Measure::PretrainedBroken, Measure::FineTunedBroken].map(|m| sets[m as usize].first(LOOKED_AT));
        let device = device.clone();
        Ok(StageWork { id, learner, held_out, stream, step, measured, seconds, plan, device, looked_at, keep: false })
    }
}

impl Work {
    /// The stage or question under way.
    fn job(&self) -> Option<JobId> {
        match self {
            Self::Stage(work) => work.plan.stage(work.id).map(|stage| JobId::Stage(stage.role)),
            Self::Inquiry(inquiry) => Some(JobId::Question(inquiry.question)),
            _ => None,
        }
    }
}

impl StageWork {
    fn has_large_steps(&self) -> bool {
        let (batch, layout) = (self.plan.spec.batch as usize, self.plan.layout);
        self.plan.spec.model().is_ok_and(|config| is_large(&config, batch, layout.context()))
    }

    /// Advances; true when the stage has ended.
    async fn advance(&mut self, slice: Duration, single: bool, events: &mut Vec<Event>) -> Result<bool, LearnerError> {
        let Some(stage) = self.plan.stage(self.id).cloned() else { return Ok(true) };
        let begin = Instant::now();
        loop {
            if stage.measured_at.get(self.measured) == Some(&self.step) {
                self.measured += 1;
                let point = self.measure(&stage).await?;
                events.push(Event::Measured { stage: self.id, point });
            }
            if self.step >= stage.schedule.steps {
                let weights = Box::new(self.learner.weights().await?);
                self.seconds += begin.elapsed().as_secs_f64();
                events.push(Event::Finished { stage: self.id, weights, seconds: self.seconds });
                return Ok(true);
            }
            let spec = &self.plan.spec;
            let size = spec.batch as usize;
            let batch = Batch::draw(size, &stage.mixture, self.plan.domain, self.plan.layout, &mut self.stream);
            self.learner.step(&batch, stage.objective, stage.schedule.rate(self.step)).await?;
            self.step += 1;
            if single || begin.elapsed() >= slice {
                break;
            }
        }
        // Waiting for the last loss also keeps a device that works ahead from being given more than one slice.
        let loss = self.learner.last_loss().await?;
        self.seconds += begin.elapsed().as_secs_f64();
        events.push(Event::Progress { stage: self.id, step: self.step, loss, seconds: self.seconds });
        if std::mem::take(&mut self.keep)
            && let Some(learner) = self.learner.state().await?
        {
            let (measured, position, seconds) = (self.measured as u32, self.stream.position(), self.seconds);
            let state = Box::new(StageState { learner, measured, position, seconds });
            events.push(Event::Kept { stage: self.id, state });
        }
        Ok(false)
    }

    /// Where the answer position looks, on some of the held-out texts.
    async fn look(&self) -> Result<AttentionMass, LearnerError> {
        let model = self.learner.frozen();
        let [for_a, for_b] = &self.looked_at;
        let (layout, device) = (self.plan.layout, &self.device);
        Ok(AttentionMass {
            asked_for_a: attention_mass(&model, for_a, layout, device).await?,
            asked_for_b: attention_mass(&model, for_b, layout, device).await?,
        })
    }

    async fn measure(&mut self, stage: &Stage) -> Result<Point, LearnerError> {
        let loss = self.learner.mean_loss().await?;
        let right = correct(&self.learner.frozen(), &self.held_out).await?;
        let n = self.plan.spec.held_out;
        let mut accuracy = [Accuracy { correct: 0, n }; 4];
        for (slot, correct) in accuracy.iter_mut().zip(&right) {
            slot.correct = *correct;
        }
        let jailbroken = match right.get(4..) {
            Some([without, with]) => Some([*without, *with].map(|correct| Accuracy { correct, n })),
            _ => None,
        };
        let attention = match stage.role {
            Role::FineTune { .. } => Some(self.look().await?),
            _ => None,
        };
        Ok(Point { step: self.step, loss, accuracy, attention, jailbroken })
    }
}

impl Prompt {
    async fn answer(&self, device: &Device) -> Result<Vec<Reply>, LearnerError> {
        let mut replies = Vec::with_capacity(self.models.len());
        for weights in &self.models {
            replies.push(ask(&Gpt::from_weights(weights, device), &self.tokens, self.layout, device).await?);
        }
        Ok(replies)
    }
}

fn prompt(ticket: u32, spec: Spec, task: Task, text: &[Letter], models: Vec<Weights>) -> Result<Prompt, String> {
    let spec = spec.checked().map_err(|e| e.to_string())?;
    let layout = spec.layout().map_err(|e| e.to_string())?;
    let config = spec.model().map_err(|e| e.to_string())?;
    if text.len() != spec.text_length as usize {
        return Err(format!("the text has {} letters; this experiment's texts have {}", text.len(), spec.text_length));
    }
    if !layout.vocabulary().has(task) {
        return Err("this experiment's models have no token for that task".to_owned());
    }
    let mut checked = Vec::with_capacity(models.len());
    for weights in models {
        if weights.config != config {
            return Err("a model that is asked is of other sizes than the experiment's".to_owned());
        }
        checked.push(Weights::new(weights.config, weights.parameters).map_err(|e| e.to_string())?);
    }
    let mut tokens = Vec::with_capacity(layout.context());
    layout.write(task, text, &mut tokens);
    Ok(Prompt { ticket, layout, tokens, models: checked })
}

#[cfg(test)]
mod tests {
    use super::super::{DeviceKind, open};
    use super::*;
    use crate::experiment::Preset;

    fn session() -> Session {
        Session::new(pollster::block_on(open(DeviceKind::Cpu)).unwrap())
    }

    fn begin(stage: u32, start: Option<Box<Weights>>) -> Command {
        Command::Begin { spec: Box::new(Preset::Micro.spec()), stage: StageId(stage), start, resume: None }
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
