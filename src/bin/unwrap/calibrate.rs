//! `unwrap calibrate`: the whole table of priors, correlations and learning rates over seeds, and the paper's findings over
//! fresh seeds, as a report with the paper's Table 5 beside it.
//!
//! Every cell and every Record is kept in a folder as soon as it is there; a second call goes on from it.

use crate::run::to_the_end;
use crate::{Outcome, print, say};
use serde::de::DeserializeOwned;
use std::collections::VecDeque;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use unwrap_lab::VERSION;
use unwrap_lab::calibration::{Cell, KeptCells, Pairing, Report, finding_rows};
use unwrap_lab::engine::{Command, DeviceKind, Event, Session, open};
use unwrap_lab::experiment::{Measure, Plan, Point, Record, Role, Spec, Stage};
use unwrap_lab::model::{Weights, fuse_operations};
use unwrap_lab::setups::grammar::{GrammarSpec, Instruments, Preset};
use unwrap_lab::tasks::SamplingPrior;

/// The sampling priors of the table: P(b) = 0, and the paper's.
const PRIORS: [[f64; 3]; 5] =
    [[1.0, 0.0, 0.0], [0.999, 0.001, 0.0], [0.99, 0.01, 0.0], [0.9, 0.1, 0.0], [0.5, 0.3, 0.2]];
/// The correlations of the table, the paper's.
const CORRELATIONS: [f64; 4] = [0.0, 0.5, 0.8, 1.0];
/// The fine-tuning rates of the table as shares of η_PT, the paper's.
const RATIOS: [f64; 3] = [1e-1, 1e-2, 1e-3];
/// Steps of each fine-tuning of the table, where the paper has 10,000; measured after a tenth of them and at the end.
const STEPS: u32 = 1000;
/// After how many of those steps cells are measured, and the shares that these are.
const SHARES: [(u32, f64); 2] = [(STEPS / 10, 0.1), (STEPS, 1.0)];
/// Cells of one pretraining: fewer in a file were left by a call that went wrong.
const CELLS: usize = CORRELATIONS.len() * RATIOS.len() * SHARES.len();
/// The presets whose findings are checked.
const PRESETS: [Preset; 4] = [Preset::Quick, Preset::Clear, Preset::Relevant, Preset::Erase];

/// What to calibrate, and where.
pub(crate) struct Options {
    /// Where the report goes.
    pub(crate) out: PathBuf,
    /// Where cells and Records are kept.
    pub(crate) work: PathBuf,
    /// The first seed.
    pub(crate) first_seed: u32,
    /// Seeds of every cell of the table.
    pub(crate) table_seeds: u32,
    /// Seeds of every finding.
    pub(crate) finding_seeds: u32,
    /// Sessions at the same time.
    pub(crate) threads: u32,
}

enum Job {
    Table { prior: [f64; 3], seed: u32 },
    Findings { preset: Preset, seed: u32 },
}

impl Job {
    fn file(&self, work: &Path) -> PathBuf {
        work.join(match self {
            Self::Table { prior, seed } => format!("table-{}-{seed}.json", prior.map(|p| p.to_string()).join("-")),
            Self::Findings { preset, seed } => format!("{}-{seed}.json", preset.name()),
        })
    }
}

/// Works off every job and writes the report.
pub(crate) fn calibrate(options: &Options) -> Outcome {
    // The operations of the browser's engine, whatever was asked for: kept cells must not be of two kinds.
    fuse_operations(true);
    for folder in [&options.out, &options.work] {
        std::fs::create_dir_all(folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    }
    let seeds = |count: u32| options.first_seed..options.first_seed + count;
    let mut jobs = VecDeque::new();
    for seed in seeds(options.finding_seeds) {
        jobs.extend(PRESETS.map(|preset| Job::Findings { preset, seed }));
    }
    for seed in seeds(options.table_seeds) {
        jobs.extend(PRIORS.map(|prior| Job::Table { prior, seed }));
    }
    let count = jobs.len();
    let queue = Mutex::new(jobs);
    let failures = Mutex::new(Vec::<String>::new());
    std::thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                loop {
                    let job = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(job) = job else { break };
                    let file = job.file(&options.work);
                    if let Err(error) = work_off(&job, &file) {
                        failures.lock().unwrap_or_else(PoisonError::into_inner).push(error.to_string());
                    }
                    let left = queue.lock().unwrap_or_else(PoisonError::into_inner).len();
                    say(&format!("{} ({left} of {count} left)", file.display()));
                }
            });
        }
    });
    if let Some(error) = failures.into_inner().unwrap_or_else(PoisonError::into_inner).first() {
        return Err(error.clone().into());
    }
    report(options)
}

fn work_off(job: &Job, file: &Path) -> Outcome {
    match job {
        Job::Table { prior, seed } => {
            let base = base(*prior, *seed)?;
            if kept(file, &base).is_none() {
                let cells = cells(*prior, &base)?;
                std::fs::write(file, serde_json::to_string(&KeptCells::new(base.into(), cells))?)?;
            }
        }
        Job::Findings { preset, seed } => {
            let spec = Spec::from(preset.spec()).with_seed(*seed);
            let known = read::<Record>(file).is_some_and(|r| r.spec == spec && r.version == VERSION);
            if !known {
                let run = to_the_end(spec, |_| {})?;
                std::fs::write(file, serde_json::to_string(run.record())?)?;
            }
        }
    }
    Ok(())
}

fn read<T: DeserializeOwned>(file: &Path) -> Option<T> {
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}

/// The cells of an earlier call, if this version made them from `base`.
fn kept(file: &Path, base: &GrammarSpec) -> Option<Vec<Cell>> {
    KeptCells::read(&std::fs::read_to_string(file).ok()?, &base.clone().into(), CELLS)
}

/// The settings of all cells of one pretraining, but for the correlation.
fn base(prior: [f64; 3], seed: u32) -> Result<GrammarSpec, Box<dyn Error>> {
    let quick = Preset::Quick.spec();
    Ok(GrammarSpec {
        seed,
        prior: SamplingPrior::new(prior)?,
        fine_tune_steps: STEPS,
        fine_tune_rates: RATIOS.map(|ratio| six_digits(ratio * quick.pretrain_rate)).to_vec(),
        instruments: Instruments::None,
        ..quick
    })
}

/// One pretraining, and from it a fine-tuning for every correlation and rate.
fn cells(prior: [f64; 3], base: &GrammarSpec) -> Result<Vec<Cell>, Box<dyn Error>> {
    let mut session = Session::new(pollster::block_on(open(DeviceKind::Cpu))?);
    let mut pretrained: Option<(Box<Weights>, Point)> = None;
    let mut all = Vec::new();
    for c_tr in CORRELATIONS {
        let plan = Plan::new(GrammarSpec { c_tr, ..base.clone() })?;
        for stage in &plan.stages {
            match stage.role {
                Role::Pretrain if pretrained.is_none() => {
                    let (weights, points) = train(&mut session, &plan, stage, None)?;
                    pretrained = points.last().map(|point| (weights, point.clone()));
                }
                Role::FineTune { .. } => {
                    let Some((start, before)) = &pretrained else { continue };
                    let (_, points) = train(&mut session, &plan, stage, Some(start.clone()))?;
                    for (step, share) in SHARES {
                        let Some(point) = points.iter().find(|p| p.step == step) else { continue };
                        let percent = |point: &Point, m: Measure| point.of(m).percent();
                        all.push(Cell {
                            prior,
                            c_tr,
                            rate: stage.schedule.peak,
                            rate_ratio: six_digits(stage.schedule.peak / base.pretrain_rate),
                            seed: base.seed,
                            share,
                            pretrained: [Measure::PretrainedBroken, Measure::FineTunedBroken]
                                .map(|m| percent(before, m)),
                            accuracy: Measure::ALL.map(|m| percent(point, m)),
                        });
                    }
                }
                _ => {}
            }
        }
    }
    Ok(all)
}

/// A product of decimal numbers without the dust of its last binary digit.
fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

fn train(
    session: &mut Session,
    plan: &Plan,
    stage: &Stage,
    start: Option<Box<Weights>>,
) -> Result<(Box<Weights>, Vec<Point>), Box<dyn Error>> {
    let spec = Box::new(plan.spec.clone());
    if let Some(Event::Failed { message }) =
        session.command(Command::Begin { spec, stage: stage.id, start, resume: None })
    {
        return Err(message.into());
    }
    let mut points = Vec::new();
    loop {
        for event in pollster::block_on(session.advance(Duration::from_secs(1))) {
            match event {
                Event::Measured { point, .. } => points.push(point),
                Event::Finished { weights, .. } => return Ok((weights, points)),
                Event::Failed { message } => return Err(message.into()),
                _ => {}
            }
        }
    }
}

fn report(options: &Options) -> Outcome {
    let mut cells = Vec::new();
    for seed in options.first_seed..options.first_seed + options.table_seeds {
        for prior in PRIORS {
            let file = Job::Table { prior, seed }.file(&options.work);
            let own = kept(&file, &base(prior, seed)?).ok_or_else(|| format!("{} cannot be read", file.display()))?;
            cells.extend(own.into_iter().map(|cell| Cell { rate: six_digits(cell.rate), ..cell }));
        }
    }
    let mut records = Vec::new();
    for preset in PRESETS {
        for seed in options.first_seed..options.first_seed + options.finding_seeds {
            let file = Job::Findings { preset, seed }.file(&options.work);
            records.push((preset, read::<Record>(&file).ok_or_else(|| format!("{} cannot be read", file.display()))?));
        }
    }
    let findings = finding_rows(&records);
    let command = format!(
        "unwrap calibrate --first-seed {} --table-seeds {} --finding-seeds {}",
        options.first_seed, options.table_seeds, options.finding_seeds
    );
    let report =
        Report { command: &command, version: VERSION, cells: &cells, findings: &findings, pairing: Pairing::ByRatio };
    for (name, text) in report.files()? {
        std::fs::write(options.out.join(name), text)?;
    }
    print(&format!("{}", options.out.join("report.md").display()));
    Ok(())
}
