//! `unwrap`: the engine on the command line, for experiments, calibration and benchmarks.

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use unwrap_lab::analysis::Interval;
use unwrap_lab::engine::{Bench, DeviceKind, Doing, Event, Run, Session, Workload, open};
use unwrap_lab::experiment::{Spec, Subject, judged, role_in_words, spec_from_json, to_csv, verdict};
use unwrap_lab::model::{fuse_operations, to_safetensors};

/// Trains small transformers and shows whether fine-tuning deletes a skill or only wraps it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Use the fused operations of the browser's CPU engine instead of Burn's own: faster, and other last digits.
    #[arg(long, global = true)]
    fused: bool,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run an experiment and write its Record as JSON and CSV.
    Run {
        /// A JSON file with the settings that differ from a preset, for instance {"preset": "quick", "seed": 2}.
        spec: PathBuf,
        /// The folder to write record.json, record.csv and checkpoints into; made if missing.
        #[arg(long)]
        out: PathBuf,
        /// Also write the weights each stage ended with, as safetensors.
        #[arg(long)]
        checkpoints: bool,
    },
    /// Print milliseconds a step and effective GFLOP/s (6 · parameters · tokens / time), on one thread.
    Bench {
        /// Workloads to measure; all but micro when none is named.
        #[arg(value_parser = ["micro", "tiny", "small", "paper"])]
        workloads: Vec<String>,
        /// Steps that count.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        steps: u32,
        /// Steps before them that do not.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=100_000))]
        warm_up: u32,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    fuse_operations(arguments.fused);
    let outcome = match arguments.task {
        Task::Run { spec, out, checkpoints } => read_spec(&spec).and_then(|spec| run(spec, &out, checkpoints)),
        Task::Bench { workloads, steps, warm_up } => bench(&workloads, steps, warm_up),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("unwrap: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stderr)]
fn say(line: &str) {
    eprintln!("{line}");
}

#[allow(clippy::print_stdout)]
fn print(line: &str) {
    println!("{line}");
}

fn read_spec(path: &Path) -> Result<Spec, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    let json = serde_json::from_str(&text).map_err(|e| format!("{} is not JSON: {e}", path.display()))?;
    Ok(spec_from_json(&json)?)
}

fn run(spec: Spec, out: &Path, checkpoints: bool) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(out).map_err(|e| format!("{} cannot be made: {e}", out.display()))?;
    let opened = pollster::block_on(open(DeviceKind::Cpu))?;
    let mut run = Run::new(spec)?;
    run.join(0, opened.name.clone());
    let mut session = Session::new(opened);
    let bar = ProgressBar::new(1000);
    bar.set_style(ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}")?);
    while let Some(command) = run.next(0) {
        if let Some(Event::Failed { message }) = session.command(command) {
            return Err(message.into());
        }
        while !session.is_resting() {
            for event in pollster::block_on(session.advance(Duration::from_millis(100))) {
                if let Event::Failed { message } = event {
                    return Err(message.into());
                }
                run.apply(0, &event);
            }
            let progress = run.progress();
            bar.set_position((1000.0 * progress.share) as u64);
            let spec = &run.plan().spec;
            let stage = match run.under_way().first() {
                Some(Doing::Stage(role, step)) => format!("{}, step {step}", role_in_words(*role, spec)),
                Some(Doing::Question(question, _)) => question.words(spec),
                None => String::new(),
            };
            let eta = progress.eta_seconds.map(|s| format!(", {s:.0} s left")).unwrap_or_default();
            bar.set_message(format!("{stage}{eta}"));
        }
    }
    bar.finish_and_clear();
    let record = run.record();
    std::fs::write(out.join("record.json"), serde_json::to_string_pretty(record)?)?;
    std::fs::write(out.join("record.csv"), to_csv(record)?)?;
    if checkpoints {
        for stage in &run.plan().stages {
            if let Some(weights) = run.weights(stage.id) {
                std::fs::write(out.join(format!("stage-{}.safetensors", stage.id.0)), to_safetensors(weights)?)?;
            }
        }
    }
    for role in judged(record) {
        if let Some(judgement) = verdict(&[record], role) {
            let score = |(name, score): (&str, Option<Interval>)| {
                score.map(|s| format!("{name} {:.2} ({:.2} to {:.2})", s.value, s.low, s.high)).unwrap_or_default()
            };
            let scores = judgement.scores.named().map(score).join("  ");
            let name = Subject::After(role).words(&record.spec);
            print(&format!("{name}: {}  O_PT {:.1} %  {scores}", judgement.verdict.words(), judgement.after.value));
        }
    }
    let seconds = record.wall_seconds.unwrap_or_default();
    let fingerprint = record.fingerprint.clone().unwrap_or_default();
    print(&format!("{} in {seconds:.1} s, fingerprint {fingerprint}", out.display()));
    Ok(())
}

fn bench(names: &[String], steps: u32, warm_up: u32) -> Result<(), Box<dyn Error>> {
    let workloads: Vec<Workload> = if names.is_empty() {
        vec![Workload::Tiny, Workload::Small, Workload::Paper]
    } else {
        names.iter().filter_map(|n| Workload::named(n)).collect()
    };
    let opened = pollster::block_on(open(DeviceKind::Cpu))?;
    print("workload  ms/step  fastest  GFLOP/s  first loss  last loss");
    for workload in workloads {
        let mut bench = Bench::new(workload, steps, warm_up, &opened.device, &opened.name);
        let result = loop {
            if let Some(result) = pollster::block_on(bench.step())? {
                break result;
            }
        };
        let fastest = bench.fastest().unwrap_or_default().as_secs_f64() * 1e3;
        let (first, last) = (result.losses.first(), result.losses.last());
        print(&format!(
            "{:8} {:8.2} {fastest:8.2} {:8.2} {:11.4} {:10.4}",
            workload.name(),
            result.ms_per_step,
            result.gflops,
            first.copied().unwrap_or(f32::NAN),
            last.copied().unwrap_or(f32::NAN),
        ));
    }
    Ok(())
}
