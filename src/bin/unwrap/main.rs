//! `unwrap`: the engine on the command line, for experiments, calibration and benchmarks.

mod bench;
mod bench_writing;
mod calibrate;
mod compiled;
mod export;
mod gallery;
mod run;
mod schema;
mod shown;
mod sweep;
mod terminal;
mod thread_pool;
mod truth;
mod visitor_file;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use terminal::say;
use thread_pool::{Engine, ThreadPool};
use unwrap_lab::experiment::{Spec, spec_from_json};
use unwrap_lab::gallery::Scale;
use unwrap_lab::model::fuse_operations;

/// A step makes and drops some dozens of arrays of megabytes; this allocator keeps their pages, and the system's does not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Trains small transformers and shows whether fine-tuning deletes a skill or only wraps it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Use Burn's own operations instead of the fused ones: slower, and other last digits.
    #[arg(long, global = true)]
    plain: bool,
    #[command(subcommand)]
    task: UnwrapCommand,
}

#[derive(Subcommand)]
enum UnwrapCommand {
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
        /// A file of stories for the setup “story-file”, or a table for the setup “table”. Finished stages are then kept in the folder, and a
        /// second call goes on from them.
        #[arg(long, visible_alias = "stories")]
        file: Option<PathBuf>,
        /// Trainings at the same time, with a file.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
        /// What to train on, with a file. A graphics processor needs a build with the feature webgpu.
        #[arg(long, value_enum, default_value_t = Engine::Cpu)]
        engine: Engine,
        /// Seconds after which the state of a stage under way is kept again, with a file.
        #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=86_400))]
        keep_every: u32,
    },
    /// Train the cells of a grid, or a share of them, and write their Records. A second call goes on from what is there.
    Sweep {
        /// An exhibit of the gallery, or a JSON file, for instance
        /// {"base": {"preset": "quick"}, "axes": [{"setting": "c_tr", "values": [0, 1]}], "seeds": [1, 2]}.
        grid: String,
        /// The size of an exhibit's experiments.
        #[arg(long, default_value = "demo", value_parser = scale_named)]
        scale: Scale,
        /// An exhibit's seeds.
        #[arg(long, value_delimiter = ',', default_value = "1")]
        seeds: Vec<u32>,
        /// A file of stories for a base of the setup “story-file”, or a table for one of the setup “table”.
        #[arg(long, visible_alias = "stories")]
        file: Option<PathBuf>,
        /// The folder to write Records and finished stages into; made if missing. Shards may share it.
        #[arg(long)]
        out: PathBuf,
        /// Only pretrain the models, for other calls that share the folder.
        #[arg(long)]
        pretraining: bool,
        /// Which share of the cells, as i/n.
        #[arg(long, default_value = "1/1")]
        shard: sweep::Shard,
        /// Trainings at the same time.
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
        /// What to train on. A graphics processor needs a build with the feature webgpu; one training at a time is best there.
        #[arg(long, value_enum, default_value_t = Engine::Auto)]
        engine: Engine,
        /// Seconds after which the state of a stage under way is kept again.
        #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=86_400))]
        keep_every: u32,
    },
    /// Write the JSON schemas of a specification and of a Record, and TypeScript declarations of the page's functions.
    Schema {
        /// The folder to write spec.schema.json and record.schema.json into; made if missing.
        #[arg(long, default_value = "docs/schema")]
        out: PathBuf,
        /// The file to write the declarations to.
        #[arg(long, default_value = "www/unwrap-lab.d.ts")]
        types: PathBuf,
    },
    /// Write checkpoints as folders that Hugging Face's transformers and TransformerLens open.
    Export {
        /// Files that `unwrap run --checkpoints` or the page wrote (.safetensors).
        #[arg(required = true)]
        checkpoints: Vec<PathBuf>,
        /// The folder to write into; made if missing.
        #[arg(long)]
        out: PathBuf,
    },
    /// Join the Records that shards of one grid wrote.
    Merge {
        /// The folders that the shards wrote into.
        #[arg(required = true)]
        folders: Vec<PathBuf>,
        /// The folder to write records.json and sweep.csv into; made if missing.
        #[arg(long)]
        out: PathBuf,
    },
    /// Run every exhibit of the gallery at the demo's scale and write the report that stands beside the paper.
    Gallery {
        /// The file to write the report into.
        #[arg(long, default_value = "docs/gallery.md")]
        out: PathBuf,
        /// The folder that Records and finished stages are kept in; a second call goes on from them.
        #[arg(long, default_value = "target/gallery")]
        work: PathBuf,
        /// Seeds of every cell.
        #[arg(long, value_delimiter = ',', default_value = "1,2,3")]
        seeds: Vec<u32>,
        /// Only these exhibits; all when none is named.
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
        /// The folder to write the results into that the page shows, www/gallery; a file for each exhibit.
        #[arg(long)]
        results: Option<PathBuf>,
        /// Train nothing: take the seeds that are kept whole from earlier calls.
        #[arg(long)]
        kept_only: bool,
        /// Trainings at the same time.
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
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
        /// Only write the report again, from the cells and findings that the folder has.
        #[arg(long)]
        report_only: bool,
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
    /// Run an experiment on a compiled skill and write its Record as JSON and CSV.
    Compiled {
        /// A program of the library (counter, max-identifier, reverse, …), or a file with one.
        program: String,
        /// Settings as key=value, for instance c_tr=0.
        settings: Vec<String>,
        /// The folder to write record.json and record.csv into; made if missing.
        #[arg(long)]
        out: PathBuf,
        /// Trainings at the same time.
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
    },
    /// Run the paper's Table 3 on compiled skills and write docs/compiled-table.md.
    CompiledTable {
        /// Settings of every cell as key=value.
        settings: Vec<String>,
        /// The file to write.
        #[arg(long, default_value = "docs/compiled-table.md")]
        out: PathBuf,
        /// The folder that keeps finished cells.
        #[arg(long, default_value = "target/compiled")]
        work: PathBuf,
        /// Trainings at the same time.
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
    },
    /// Hold the verdict against models whose truth is known, and write truth.csv, truth-confusion.csv and truth.md.
    Truth {
        /// Seeds, for instance 101-120 or 1,2,5.
        #[arg(long, default_value = "101-120")]
        seeds: String,
        /// Only these setups: grammar, compiled, stories.
        #[arg(long, value_delimiter = ',')]
        setups: Vec<String>,
        /// The folder to write into; made if missing.
        #[arg(long)]
        out: PathBuf,
        /// The folder that finished experiments are kept in; a second call goes on from them.
        #[arg(long, default_value = "target/truth")]
        work: PathBuf,
        /// Trainings at the same time.
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
    },
    /// Train the run that the page shows before a visitor has trained anything, and write its files into the folder of the page.
    Shown {
        /// The folder that is copied to the page.
        #[arg(long, default_value = "www")]
        site: PathBuf,
        /// Trainings at the same time.
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
        threads: u32,
    },
    /// Print milliseconds a step and effective GFLOP/s (6 · parameters · tokens / time).
    Bench {
        /// Workloads to measure; all but micro and writing when none is named. Writing is measured alone.
        #[arg(value_parser = ["micro", "tiny", "small", "paper", "writing"])]
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
    unwrap_lab::setups::install();
    let arguments = Arguments::parse();
    fuse_operations(!arguments.plain);
    let outcome = match arguments.task {
        UnwrapCommand::Run { spec, out, checkpoints, file: Some(file), threads, engine, keep_every } => {
            let pool = ThreadPool { threads, engine, snapshot_every: Duration::from_secs(u64::from(keep_every)) };
            read_spec(&spec)
                .and_then(|spec| visitor_file::with_file(spec, &file))
                .and_then(|spec| run::run_kept(&spec, &out, checkpoints, pool))
        }
        UnwrapCommand::Run { spec, out, checkpoints, .. } => {
            read_spec(&spec).and_then(|spec| run::run(spec, &out, checkpoints, ThreadPool::on_processors(1)))
        }
        UnwrapCommand::Sweep { grid, scale, seeds, file, out, pretraining, shard, threads, engine, keep_every } => {
            let pool = ThreadPool { threads, engine, snapshot_every: Duration::from_secs(u64::from(keep_every)) };
            file.as_deref()
                .map_or_else(|| sweep::grid_named(&grid, scale, seeds), |file| visitor_file::grid(&grid, file))
                .and_then(|grid| sweep::sweep(&grid, &out, &out.join("stages"), shard, pretraining, pool))
        }
        UnwrapCommand::Gallery { out, work, seeds, only, results, kept_only, threads } => {
            let options = gallery::Options { out, work, results, seeds, only, kept_only };
            gallery::gallery(&options, ThreadPool::on_processors(threads))
        }
        UnwrapCommand::Schema { out, types } => schema::schema(&out, &types),
        UnwrapCommand::Export { checkpoints, out } => export::export(&checkpoints, &out),
        UnwrapCommand::Merge { folders, out } => sweep::merge(&folders, &out),
        UnwrapCommand::Calibrate { out, report_only: true, .. } => calibrate::report_again(&out),
        UnwrapCommand::Calibrate { out, work, first_seed, table_seeds, finding_seeds, threads, .. } => {
            let options = calibrate::Options { out, work, first_seed, table_seeds, finding_seeds, threads };
            calibrate::calibrate(&options)
        }
        UnwrapCommand::Compiled { program, settings, out, threads } => compiled::spec(&program, &settings)
            .and_then(|spec| run::run(spec, &out, false, ThreadPool::on_processors(threads))),
        UnwrapCommand::CompiledTable { settings, out, work, threads } => {
            compiled::table(&settings, &out, &work, ThreadPool::on_processors(threads))
        }
        UnwrapCommand::Truth { seeds, setups, out, work, threads } => {
            truth::truth(&setups, &seeds, &out, &work, ThreadPool::on_processors(threads))
        }
        UnwrapCommand::Shown { site, threads } => shown::shown(&site, ThreadPool::on_processors(threads)),
        UnwrapCommand::Bench { workloads, rounds, .. } if workloads.iter().any(|name| name == "writing") => {
            bench_writing::bench_writing(rounds)
        }
        UnwrapCommand::Bench { workloads, steps, warm_up, threads, against, python, rounds, csv } => {
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

fn scale_named(text: &str) -> Result<Scale, String> {
    Scale::from_name(text).ok_or_else(|| format!("“{text}” is no scale: demo or paper"))
}

fn read_spec(path: &Path) -> Result<Spec, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    let json = serde_json::from_str(&text).map_err(|e| format!("{} is not JSON: {e}", path.display()))?;
    Ok(spec_from_json(&json)?)
}
