//! The messages between a Session and whoever drives it: commands in, events out, as compact bytes.

use super::workload::Workload;
use crate::analysis::Reply;
use crate::experiment::{Analysis, AnalysisResult, JobId, Point, Role, Spec, StageId, StageState, Values};
use crate::model::{Checked, Choice, Weights, Written};
use crate::setups::{FileKind, HeldFile};
use crate::tasks::{Letter, Task};
use serde::{Deserialize, Serialize};

/// A kind of engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceKind {
    /// burn-flex on the processor.
    Cpu,
    /// burn-wgpu on WebGPU.
    WebGpu,
}

/// The name of a processor that rounds after multiplying and again after adding, where others round once.
pub(crate) const ROUNDS_TWICE: &str = "cpu, rounding twice";

impl DeviceKind {
    /// The word that links, records and the JavaScript interface use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::WebGpu => "webgpu",
        }
    }

    /// Whether an open device of this `name` is a processor. Its name also tells how it rounds.
    pub fn is_cpu(name: &str) -> bool {
        [Self::Cpu.name(), ROUNDS_TWICE].contains(&name)
    }

    /// The kind called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Cpu, Self::WebGpu].into_iter().find(|k| k.name() == name)
    }
}

/// What a Session can be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Begin a stage of an experiment's plan.
    Begin {
        /// The experiment; the plan follows from it.
        spec: Box<Spec>,
        /// Which of its stages.
        stage: StageId,
        /// The weights of the stage before; none where the stage starts fresh.
        start: Option<Box<Weights>>,
        /// Where an earlier Session left the stage; none to begin it.
        resume: Option<Box<StageState>>,
    },
    /// Report the state of the stage under way, as [`Event::Snapshot`], after the next slice. It goes on.
    Snapshot,
    /// Hold a file for the trainings that need it.
    HoldFile(HeldFile),
    /// Read a file, at once.
    ReadFile {
        /// Comes back with what was read.
        ticket: u32,
        /// What it is read as.
        kind: FileKind,
        /// What the file is called.
        name: String,
        /// The file.
        bytes: Vec<u8>,
    },
    /// Analyse models of an experiment.
    Analyse {
        /// The experiment.
        spec: Box<Spec>,
        /// Which analysis.
        analysis: Analysis,
        /// The models it is about, in the order of [`Analysis::needs`].
        models: Vec<Weights>,
    },
    /// Let models answer one prompt, at once and beside whatever is under way.
    Ask {
        /// Comes back with the answer.
        ticket: u32,
        /// The experiment.
        spec: Box<Spec>,
        /// What is asked for.
        task: Task,
        /// The text, as long as the experiment's texts are.
        text: Vec<Letter>,
        /// The models.
        models: Vec<Weights>,
        /// The pretrained model, whose probes read along in every one of them; none to read by the heads alone.
        lens: Option<Box<Weights>>,
    },
    /// Measure a model again that the stage `role` of an experiment is said to have ended with, at once and beside whatever is under way.
    Remeasure {
        /// Comes back with the values.
        ticket: u32,
        /// The experiment.
        spec: Box<Spec>,
        /// The stage.
        role: Role,
        /// The model.
        weights: Weights,
    },
    /// Let models write on a story, at once and beside whatever is under way.
    Write {
        /// Comes back with the stories.
        ticket: u32,
        /// The experiment.
        spec: Box<Spec>,
        /// The beginning, as tokens.
        prompt: Vec<u32>,
        /// How tokens are chosen.
        choice: Choice,
        /// Whose stream sampled tokens come from.
        seed: u32,
        /// The models.
        models: Vec<Weights>,
    },
    /// Take no further step until [`Command::Resume`].
    Pause,
    /// Go on.
    Resume,
    /// Take a single step while paused.
    Step,
    /// There is a core to spare for half of each large step, or there is none any more. Results stay the same.
    GradientWorkerAvailability(bool),
    /// Drop the stage or benchmark under way.
    Cancel,
    /// Measure what a step of an experiment's first stage takes.
    BenchStage {
        /// The experiment.
        spec: Box<Spec>,
    },
    /// Measure the speed of a workload.
    Bench {
        /// Which one.
        workload: Workload,
        /// Steps that count.
        steps: u32,
        /// Steps before them that do not.
        warm_up: u32,
        /// Workers that share each step: 1, or 2.
        workers: u32,
    },
    /// Measure how fast stories are written.
    BenchWriting {
        /// How often each size is written.
        rounds: u32,
    },
    /// Check the operations against a reference in float64.
    Check {
        /// Also the tensor library's own operations in their place, which on WebGPU take minutes to compile.
        plain: bool,
    },
}

/// What a Session reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine is loaded and its device open.
    Ready {
        /// Version of the program; it must be the listener's own.
        version: String,
        /// The device, for instance `cpu`.
        device: String,
    },
    /// A stage has come this far.
    Progress {
        /// Which stage.
        stage: StageId,
        /// Steps taken.
        step: u32,
        /// Loss of the last step, in nats.
        loss: Option<f32>,
        /// Seconds of work on this stage so far, pauses left out.
        seconds: f64,
    },
    /// A stage was measured.
    Measured {
        /// Which stage.
        stage: StageId,
        /// What was measured.
        point: Point,
    },
    /// What it takes to go on with the stage from here; asked for by [`Command::Snapshot`].
    Snapshot {
        /// Which stage.
        stage: StageId,
        /// Where it is.
        state: Box<StageState>,
    },
    /// A stage has ended.
    Finished {
        /// Which stage.
        stage: StageId,
        /// The weights it ended with.
        weights: Box<Weights>,
        /// Seconds of work.
        seconds: f64,
    },
    /// An analysis has come this far.
    Analysing {
        /// Which analysis.
        analysis: Analysis,
        /// The share of the work that is done, in `[0, 1]`.
        share: f64,
        /// Seconds of work so far.
        seconds: f64,
    },
    /// An analysis is done.
    Analysed {
        /// Which analysis.
        analysis: Analysis,
        /// The answer.
        result: Box<AnalysisResult>,
        /// Seconds of work.
        seconds: f64,
    },
    /// What models made of a prompt, in the order of [`Command::Ask`].
    Replied {
        /// That of the command.
        ticket: u32,
        /// What each model made of it.
        replies: Vec<Reply>,
    },
    /// What models wrote after a beginning, in the order of [`Command::Write`].
    Written {
        /// That of the command.
        ticket: u32,
        /// What each model wrote.
        texts: Vec<Written>,
    },
    /// What a model that was measured again does, or why it cannot be measured.
    Remeasured {
        /// That of the command.
        ticket: u32,
        /// The values, or a sentence without its full stop.
        outcome: Result<Values, String>,
    },
    /// What a file of stories holds, or why it is none.
    FileRead {
        /// That of the command.
        ticket: u32,
        /// The file, ready to be learnt from, or a sentence without its full stop.
        outcome: Result<HeldFile, String>,
    },
    /// The benchmark has ended.
    Benched(BenchResult),
    /// Milliseconds of a step of an experiment's first stage.
    StageBenched(f64),
    /// So fast are stories written.
    BenchedWriting(Vec<WritingSpeed>),
    /// The operations are checked.
    Checked(Vec<Checked>),
    /// The gradient worker of this one is lost; the engine goes on without it.
    GradientWorkerLost {
        /// Why, in a sentence.
        message: String,
    },
    /// A job cannot be done. The engine can do others.
    JobFailed {
        /// Which one.
        job: JobId,
        /// Why, in a sentence without its full stop.
        message: String,
    },
    /// The engine cannot go on; what was under way is lost.
    Failed {
        /// Why, in a sentence.
        message: String,
    },
}

/// How fast stories are written, in words a second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WritingSpeed {
    /// The device.
    pub device: String,
    /// Stories side by side.
    pub stories: u32,
    /// With a key-value cache.
    pub cached: f64,
    /// With a whole forward pass for each word.
    pub whole: f64,
}

impl WritingSpeed {
    /// How many times as fast the cache makes it.
    pub fn ratio(&self) -> f64 {
        self.cached / self.whole
    }
}

/// What a benchmark measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchResult {
    /// The workload.
    pub workload: Workload,
    /// The device.
    pub device: String,
    /// Mean milliseconds of a step, the warm-up left out.
    pub ms_per_step: f64,
    /// 6 · parameters · tokens / time, in GFLOP/s.
    pub gflops: f64,
    /// Loss of every step, warm-up first, in nats.
    pub losses: Vec<f32>,
    /// Bytes of WebAssembly memory after the warm-up and after the last step; none outside a browser.
    pub memory: Option<[u64; 2]>,
}

impl Event {
    /// The ticket of the command that it answers, where that has one.
    pub fn ticket(&self) -> Option<u32> {
        match self {
            Self::Replied { ticket, .. }
            | Self::Written { ticket, .. }
            | Self::FileRead { ticket, .. }
            | Self::Remeasured { ticket, .. } => Some(*ticket),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Values, decode, encode};
    use crate::model::{ModelSize, initial_weights};
    use crate::setups::compiled::CompiledSpec;
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;
    use proptest::prelude::*;

    #[test]
    fn messages_survive_the_way() {
        let weights = Box::new(initial_weights(ModelSize::Micro.config(20, 7).unwrap(), 1));
        let spec = Box::new(Spec::from(Preset::Quick.spec()));
        let compiled = Box::new(Spec::from(CompiledSpec::counter()));
        for command in [
            Command::Begin { spec, stage: StageId(3), start: Some(weights.clone()), resume: None },
            Command::Begin { spec: compiled, stage: StageId(0), start: None, resume: None },
            Command::Bench { workload: Workload::Tiny, steps: 5, warm_up: 1, workers: 2 },
            Command::Pause,
        ] {
            assert_eq!(decode::<Command>(&encode(&command).unwrap()), Ok(command));
        }
        let values = Values::of_shares([Accuracy { correct: 1, n: 2 }; 4]);
        let point = Point { step: 4, loss: None, values };
        let checked = Checked { what: "matmul".to_owned(), fused: vec![1e-7], plain: Vec::new() };
        for event in [
            Event::Measured { stage: StageId(0), point },
            Event::Finished { stage: StageId(1), weights, seconds: 2.5 },
            Event::Checked(vec![checked]),
        ] {
            assert_eq!(decode::<Event>(&encode(&event).unwrap()), Ok(event));
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode::<Command>(&bytes);
            let _ = decode::<Event>(&bytes);
        }
    }
}
