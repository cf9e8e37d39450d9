//! `unwrap calibrate`: the whole table of priors, correlations and learning rates over seeds, and the paper's findings over
//! fresh seeds, as a report with the paper's Table 5 beside it.
//!
//! Every cell and every Record is kept in a folder as soon as it is there; a second call goes on from it.

use crate::sweep::tell_failures;
use crate::terminal::{CommandResult, print, say};
use crate::thread_pool::ThreadPool;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use unwrap_lab::calibration::{Cell, FindingRow, Made, Report, StoredCells, finding_rows, findings_from_csv, from_csv};
use unwrap_lab::engine::Event;
use unwrap_lab::experiment::{Measure, Point, Record, Role, Spec};
use unwrap_lab::gallery::six_digits;
use unwrap_lab::model::fuse_operations;
use unwrap_lab::schedule::{Run, Sweep};
use unwrap_lab::setups::grammar::{GrammarSpec, Instruments, Preset};
use unwrap_lab::tasks::SamplingPrior;
use unwrap_lab::{VERSION, has_same_results};

/// The sampling priors of the table: P(b) = 0, and the paper's.
const PRIORS: [[f64; 3]; 5] =
    [[1.0, 0.0, 0.0], [0.999, 0.001, 0.0], [0.99, 0.01, 0.0], [0.9, 0.1, 0.0], [0.5, 0.3, 0.2]];
/// The correlations of the table, the paper's.
const CORRELATIONS: [f64; 4] = [0.0, 0.5, 0.8, 1.0];
/// The fine-tuning rates of the table as shares of η_PT: the paper's own, and the one more that its largest asks for by the
/// gallery's mapping. It stands last, so that files and streams of the others stay as they were.
const RATIOS: [f64; 4] = [1e-1, 1e-2, 1e-3, 1.0];
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

impl Options {
    fn finding(&self, preset: Preset, seed: u32) -> PathBuf {
        self.work.join(format!("{}-{seed}.json", preset.name()))
    }

    fn table(&self, prior: [f64; 3], seed: u32) -> PathBuf {
        self.work.join(format!("table-{}-{seed}.json", prior.map(|p| p.to_string()).join("-")))
    }

    fn seeds(&self, count: u32) -> std::ops::Range<u32> {
        self.first_seed..self.first_seed + count
    }
}

/// Trains everything that is not kept from an earlier call, and writes the report.
pub(crate) fn calibrate(options: &Options) -> CommandResult {
    // The operations of the browser's engine, whatever was asked for: kept cells must not be of two kinds.
    fuse_operations(true);
    for folder in [&options.out, &options.work] {
        std::fs::create_dir_all(folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    }
    find(options)?;
    fill_table(options)?;
    report(options)
}

/// Runs every preset on every fresh seed and keeps the Records.
fn find(options: &Options) -> CommandResult {
    let mut open = Vec::new();
    for seed in options.seeds(options.finding_seeds) {
        for preset in PRESETS {
            let (file, spec) = (options.finding(preset, seed), Spec::from(preset.spec()).with_seed(seed));
            if !read::<Record>(&file).is_some_and(|r| r.spec == spec && has_same_results(&r.version)) {
                open.push((file, spec));
            }
        }
    }
    let sweep = Sweep::new(open.iter().map(|(_, spec)| spec.clone()).collect())?;
    let mut done = BTreeSet::new();
    work_off(options, sweep, |sweep| {
        for (index, (run, (file, _))) in sweep.runs().iter().zip(&open).enumerate() {
            if run.is_finished() && done.insert(index) {
                std::fs::write(file, serde_json::to_string(run.record())?)?;
                say(&format!("{} ({} of {} left)", file.display(), open.len() - done.len(), open.len()));
            }
        }
        Ok(())
    })
}

/// Trains the cells of every pretraining and keeps them.
fn fill_table(options: &Options) -> CommandResult {
    let mut open = Vec::new();
    for seed in options.seeds(options.table_seeds) {
        for prior in PRIORS {
            let (file, base) = (options.table(prior, seed), base(prior, seed)?);
            if kept(&file, &base).is_none() {
                open.push((file, prior, base));
            }
        }
    }
    let cells_of = |base: &GrammarSpec| CORRELATIONS.map(|c_tr| Spec::from(GrammarSpec { c_tr, ..base.clone() }));
    let mut sweep = Sweep::new(open.iter().flat_map(|(_, _, base)| cells_of(base)).collect())?;
    sweep.keep_to(|role| matches!(role, Role::Pretrain | Role::FineTune { .. }));
    let mut done = BTreeSet::new();
    work_off(options, sweep, |sweep| {
        for (index, (runs, (file, prior, base))) in sweep.runs().chunks(CORRELATIONS.len()).zip(&open).enumerate() {
            let records: Vec<&Record> = runs.iter().map(Run::record).collect();
            if let (false, Some(cells)) = (done.contains(&index), cells(*prior, &records)) {
                done.insert(index);
                std::fs::write(file, serde_json::to_string(&StoredCells::new(base.clone().into(), cells))?)?;
                say(&format!("{} ({} of {} left)", file.display(), open.len() - done.len(), open.len()));
            }
        }
        Ok(())
    })
}

/// Works a sweep off; `keep` keeps what is new in it.
fn work_off(options: &Options, sweep: Sweep, mut keep: impl FnMut(&Sweep) -> CommandResult) -> CommandResult {
    let sweep = ThreadPool::on_processors(options.threads).work_off(sweep, |sweep, _, event| match event {
        Event::Finished { .. } | Event::Analysed { .. } | Event::JobFailed { .. } => keep(sweep),
        _ => Ok(()),
    })?;
    sweep.runs().iter().for_each(|run| tell_failures(run.record()));
    keep(&sweep)
}

fn read<T: DeserializeOwned>(file: &Path) -> Option<T> {
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}

/// The cells of an earlier call, if this version made them from `base`.
fn kept(file: &Path, base: &GrammarSpec) -> Option<Vec<Cell>> {
    StoredCells::read(&std::fs::read_to_string(file).ok()?, &base.clone().into(), CELLS)
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

/// The cells of one pretraining, from the experiments of its correlations; none before all of them are trained.
fn cells(prior: [f64; 3], records: &[&Record]) -> Option<Vec<Cell>> {
    let mut all = Vec::new();
    for record in records {
        let spec: &GrammarSpec = record.spec.of()?;
        let before = record.finished(Role::Pretrain)?.last()?;
        for rate in 0..spec.fine_tune_rates.len() as u32 {
            let stage = record.finished(Role::FineTune { rate })?;
            for (step, share) in SHARES {
                let Some(point) = stage.points.iter().find(|p| p.step == step) else { continue };
                let percent = |point: &Point, m: Measure| point.of(m).percent();
                all.push(Cell {
                    prior,
                    c_tr: spec.c_tr,
                    rate: stage.rate,
                    rate_ratio: six_digits(stage.rate / spec.pretrain_rate),
                    seed: spec.seed,
                    share,
                    pretrained: [Measure::PretrainedBroken, Measure::FineTunedBroken].map(|m| percent(before, m)),
                    accuracy: Measure::ALL.map(|m| percent(point, m)),
                });
            }
        }
    }
    Some(all)
}

fn report(options: &Options) -> CommandResult {
    let mut cells = Vec::new();
    for seed in options.seeds(options.table_seeds) {
        for prior in PRIORS {
            let file = options.table(prior, seed);
            let own = kept(&file, &base(prior, seed)?).ok_or_else(|| format!("{} cannot be read", file.display()))?;
            cells.extend(own.into_iter().map(|cell| Cell { rate: six_digits(cell.rate), ..cell }));
        }
    }
    let mut records = Vec::new();
    for preset in PRESETS {
        for seed in options.seeds(options.finding_seeds) {
            let file = options.finding(preset, seed);
            records.push((preset, read::<Record>(&file).ok_or_else(|| format!("{} cannot be read", file.display()))?));
        }
    }
    let findings = finding_rows(&records);
    let command = format!(
        "unwrap calibrate --first-seed {} --table-seeds {} --finding-seeds {}",
        options.first_seed, options.table_seeds, options.finding_seeds
    );
    write(&options.out, &Made { command, version: VERSION.to_owned() }, &cells, &findings)
}

/// Writes the report again from the cells and findings that stand beside it.
pub(crate) fn report_again(out: &Path) -> CommandResult {
    let text = |name: &str| {
        let file = out.join(name);
        std::fs::read_to_string(&file).map_err(|e| format!("{} cannot be read: {e}", file.display()))
    };
    let made: Made = serde_json::from_str(&text("made.json")?)?;
    write(out, &made, &from_csv(&text("cells.csv")?)?, &findings_from_csv(&text("findings.csv")?)?)
}

fn write(out: &Path, made: &Made, cells: &[Cell], findings: &[FindingRow]) -> CommandResult {
    for (name, text) in (Report { made, cells, findings }).files()? {
        std::fs::write(out.join(name), text)?;
    }
    print(&format!("{}", out.join("report.md").display()));
    Ok(())
}
