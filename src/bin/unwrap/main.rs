//! `unwrap`: the engine on the command line, for experiments, calibration and benchmarks.

mod bench;
mod calibrate;
mod run;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use unwrap_lab::experiment::{Spec, spec_from_json};
use unwrap_lab::model::fuse_operations;

/// A step makes and drops some dozens of arrays of megabytes; this allocator keeps their pages, and the system's does not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a command ends with.
type Outcome = Result<(), Box<dyn Error>>;

/// Trains small transformers and shows whether fine-tuning deletes a skill or only wraps it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Use Burn's own operations instead of the fused ones: slower, and other last digits.
    #[arg(long, global = true)]
    plain: bool,
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
    /// Make the calibration report: priors x correlations x learning rates x seeds beside the paper's Table 5, and the
    /// paper's findings on fresh seeds.
    Calibrate {
        /// The folder to write the report into; made if missing.
        #[arg(long, default_value = "docs/calibration")]
        out: PathBuf,
        /// The folder that finished cells and Records are kept in; a second call goes on from them.
        #[arg(long, default_value = "target/calibration")]
        work: PathBuf,
        /// The first seed.
        #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
        first_seed: u32,
        /// Seeds of every cell of the table.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
        table_seeds: u32,
        /// Seeds of every finding.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
        finding_seeds: u32,
        /// Trainings at the same time.
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
    },
    /// Print milliseconds a step and effective GFLOP/s (6 · parameters · tokens / time).
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
        /// Threads that share each large step.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=2))]
        threads: u32,
        /// Measure another program on the same workloads too, in turn with this one.
        #[arg(long, value_parser = ["pytorch"])]
        against: Option<String>,
        /// The Python that has PyTorch.
        #[arg(long, default_value = "python3")]
        python: String,
        /// How often each is measured; the median counts.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
        rounds: u32,
        /// Print comma-separated values.
        #[arg(long)]
        csv: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    fuse_operations(!arguments.plain);
    let outcome = match arguments.task {
        Task::Run { spec, out, checkpoints } => read_spec(&spec).and_then(|spec| run::run(spec, &out, checkpoints)),
        Task::Calibrate { out, work, first_seed, table_seeds, finding_seeds, threads } => {
            let options = calibrate::Options { out, work, first_seed, table_seeds, finding_seeds, threads };
            calibrate::calibrate(&options)
        }
        Task::Bench { workloads, steps, warm_up, threads, against, python, rounds, csv } => {
            let python = against.map(|_| python);
            bench::bench(&bench::Options { workloads, steps, warm_up, threads, python, rounds, csv })
        }
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
