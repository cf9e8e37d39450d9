//! `unwrap sweep` and `unwrap merge`: the cells of a grid, or a share of them, and their Records joined.
//!
//! Every finished stage is kept in the folder; a second call, or another shard that shares the folder, goes on from it.

use crate::terminal::{CommandResult, print, say};
use crate::thread_pool::ThreadPool;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use unwrap_lab::engine::Event;
use unwrap_lab::experiment::{
    CacheKey, Cell, Checkpoint, Grid, Record, Role, Spec, TrainingSnapshot, mean_at, placed, record_from_json,
    seconds_label, sweep_csv,
};
use unwrap_lab::gallery::{EXHIBITS, Scale, checked, exhibit, paper_tables};
use unwrap_lab::has_same_results;
use unwrap_lab::schedule::Sweep;

/// Which share of a grid's cells: the `index`-th of `count`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    index: usize,
    count: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is no shard: write i/n, for instance 1/4 to 4/4");
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let (index, count): (usize, usize) = (index.parse().map_err(|_| wrong())?, count.parse().map_err(|_| wrong())?);
        if index == 0 || index > count || count > 100_000 { Err(wrong()) } else { Ok(Self { index, count }) }
    }
}

impl Shard {
    /// All cells.
    pub(crate) const ALL: Self = Self { index: 1, count: 1 };

    /// Its cells. Cells of one pretraining stand together, so that few shards train the same one.
    fn of(self, mut cells: Vec<Cell>) -> Vec<Cell> {
        cells.sort_by_cached_key(|cell| CacheKey::new(&cell.spec, Role::Pretrain));
        let bound = |shard: usize| cells.len() * shard / self.count;
        cells[bound(self.index - 1)..bound(self.index)].to_vec()
    }
}

/// An exhibit of the gallery, or the grid that a file holds.
pub(crate) fn grid_named(what: &str, scale: Scale, seeds: Vec<u32>) -> Result<Grid, Box<dyn Error>> {
    match exhibit(what) {
        Some(exhibit) => Ok(exhibit.grid(scale, seeds)?),
        None if Path::new(what).exists() => read_grid(Path::new(what)),
        None => {
            let all: Vec<&str> = EXHIBITS.iter().map(|e| e.key).collect();
            Err(format!("“{what}” is no file and none of the exhibits {}", all.join(", ")).into())
        }
    }
}

fn read_grid(path: &Path) -> Result<Grid, Box<dyn Error>> {
    Ok(Grid::from_json(&read_json(path)?)?)
}

/// A file of JSON.
pub(crate) fn read_json(path: &Path) -> Result<Value, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    Ok(serde_json::from_str(&text).map_err(|e| format!("{} is not JSON: {e}", path.display()))?)
}

fn file_of(out: &Path, spec: &Spec) -> PathBuf {
    // A Spec is told by what its last revival depends on, and by the instruments.
    let key = CacheKey::new(spec, Role::Revive { rate: 0 });
    out.join(format!("cell-{}-{}.json", &key.as_str()[..16], spec.seed()))
}

/// A Record that an earlier call, or anybody, put there finished; none where there is none of this version's results.
///
/// # Errors
/// A sentence when there is a file that is no possible Record of this experiment.
fn finished(out: &Path, spec: &Spec) -> Result<Option<Record>, String> {
    let file = file_of(out, spec);
    if !file.exists() {
        return Ok(None);
    }
    let refused = |error: &dyn std::fmt::Display| format!("{} is not taken: {error}", file.display());
    let record =
        record_from_json(&std::fs::read_to_string(&file).map_err(|e| refused(&e))?).map_err(|e| refused(&e))?;
    if record.spec != *spec {
        return Err(refused(&"it is of another experiment than its name says"));
    }
    Ok(Some(record).filter(|r| has_same_results(&r.version) && r.fingerprint.is_some()))
}

/// Trains `shard` of the cells of `grid`, or only pretrains their models, and writes their Records into `out`; finished stages are kept
/// in `stages`.
pub(crate) fn sweep(
    grid: &Grid,
    out: &Path,
    stages: &Path,
    shard: Shard,
    pretraining_only: bool,
    pool: ThreadPool,
) -> CommandResult {
    for folder in [out, stages] {
        std::fs::create_dir_all(folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    }
    std::fs::write(out.join("grid.json"), serde_json::to_string_pretty(&grid.to_json())?)?;
    let specs: Vec<Spec> = shard.of(grid.cells()?).into_iter().map(|cell| cell.spec).collect();
    let count = specs.len();
    train(specs, out, stages, pretraining_only, pool)?;
    let what = if pretraining_only { "the pretraining of " } else { "" };
    print(&format!("{what}{count} cells in {}", out.display()));
    Ok(())
}

/// Runs `specs` to their ends, keeps Records in `out` and finished stages in `stages`, and gives the Records.
pub(crate) fn train_all(
    specs: &[Spec],
    out: &Path,
    stages: &Path,
    pool: ThreadPool,
) -> Result<Vec<Record>, Box<dyn Error>> {
    for folder in [out, stages] {
        std::fs::create_dir_all(folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    }
    train(specs.to_vec(), out, stages, false, pool)?;
    Ok(specs.iter().filter_map(|spec| finished(out, spec).transpose()).collect::<Result<_, _>>()?)
}

/// Runs those of `specs` that are not finished yet.
fn train(specs: Vec<Spec>, out: &Path, stages: &Path, pretraining_only: bool, pool: ThreadPool) -> CommandResult {
    let count = specs.len();
    let mut open = Vec::new();
    for spec in specs {
        match finished(out, &spec) {
            Ok(Some(_)) => {}
            Ok(None) => open.push(spec),
            Err(sentence) => {
                let file = file_of(out, &spec);
                let aside = file.with_extension("json.refused");
                std::fs::rename(&file, &aside).map_err(|e| format!("{} stays: {e}", file.display()))?;
                say(&format!("{sentence}. It lies at {} now, and the cell is trained again", aside.display()));
                open.push(spec);
            }
        }
    }
    say(&format!("{count} cells, {} of them finished before", count - open.len()));
    if open.is_empty() {
        return Ok(());
    }
    let mut sweep = Sweep::new(open)?;
    if pretraining_only {
        sweep.keep_to_pretraining();
    }
    let taken = adopt_kept(&mut sweep, stages)?;
    let (all, done) = sweep.stages();
    say(&format!("{all} stages, {done} of them finished before ({taken} uses)"));
    let mut kept = BTreeSet::new();
    keep_finished(&sweep, &mut kept, out)?;
    let bar = ProgressBar::new(1000);
    bar.set_style(ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}")?);
    let sweep = pool.work_off(sweep, |sweep, run, event| {
        let progress = sweep.progress();
        bar.set_position((1000.0 * progress.share) as u64);
        bar.set_message(progress.eta_seconds.map(|s| format!("{} left", seconds_label(s))).unwrap_or_default());
        if let Event::Finished { stage, .. } = event
            && let Some((key, checkpoint)) = sweep.checkpoint(run, *stage)
        {
            write_whole(&finished_file(stages, &key), &checkpoint.to_bytes()?)?;
            drop_if_there(&snapshot_file(stages, &key))?;
        }
        if let Event::Snapshot { stage, .. } = event
            && let Some((key, snapshot)) = sweep.snapshot(run, *stage)
        {
            write_whole(&snapshot_file(stages, &key), &snapshot.to_bytes()?)?;
        }
        if matches!(event, Event::Finished { .. } | Event::Analysed { .. } | Event::JobFailed { .. }) {
            keep_finished(sweep, &mut kept, out)?;
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    // The last job may have failed without a word of its own, by the loss of its threads.
    keep_finished(&sweep, &mut kept, out)?;
    for run in sweep.runs() {
        tell_failures(run.record());
    }
    Ok(())
}

/// Says which jobs of an experiment failed, and why.
pub(crate) fn tell_failures(record: &Record) {
    for failed in &record.failed {
        say(&format!("{}: {}", failed.job.label(&record.spec), failed.why));
    }
}

/// Takes every stage that an earlier call, or another shard, has finished. A file that cannot be used is told of and trained anew.
fn adopt_kept(sweep: &mut Sweep, stages: &Path) -> Result<usize, Box<dyn Error>> {
    let mut taken = 0;
    for key in sweep.wanted() {
        let file = finished_file(stages, &key);
        if !file.exists() {
            adopt_snapshot(sweep, &key, &snapshot_file(stages, &key))?;
            continue;
        }
        let outcome = Checkpoint::from_bytes(&std::fs::read(&file)?).and_then(|c| {
            let device = c.history.stage.device.clone();
            sweep.adopt(&key, &c, &device)
        });
        match outcome {
            Ok(uses) => taken += uses,
            Err(error) => say(&format!("{} cannot be used ({error}): trained anew", file.display())),
        }
    }
    Ok(taken)
}

/// Lets a stage go on from where an earlier call left it.
fn adopt_snapshot(sweep: &mut Sweep, key: &CacheKey, file: &Path) -> CommandResult {
    if !file.exists() {
        return Ok(());
    }
    match TrainingSnapshot::from_bytes(&std::fs::read(file)?).and_then(|snapshot| {
        let step = snapshot.state.learner.steps;
        sweep.adopt_snapshot(key, snapshot).map(|()| step)
    }) {
        Ok(step) => say(&format!("a stage goes on after step {step}")),
        Err(error) => say(&format!("{} cannot be used ({error}): its stage begins anew", file.display())),
    }
    Ok(())
}

pub(crate) fn finished_file(stages: &Path, key: &CacheKey) -> PathBuf {
    stages.join(format!("{}.safetensors", key.as_str()))
}

fn snapshot_file(stages: &Path, key: &CacheKey) -> PathBuf {
    stages.join(format!("{}.halfway", key.as_str()))
}

fn drop_if_there(file: &Path) -> CommandResult {
    match std::fs::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(format!("{} stays: {e}", file.display()).into()),
        _ => Ok(()),
    }
}

/// Writes the Record of every run that has finished since it was last asked; `kept` are the runs before. Another shard may have been faster.
fn keep_finished(sweep: &Sweep, kept: &mut BTreeSet<usize>, out: &Path) -> CommandResult {
    for (index, run) in sweep.runs().iter().enumerate().filter(|(_, run)| run.is_finished()) {
        let record = run.record();
        if kept.insert(index) && finished(out, &record.spec)?.is_none() {
            write_whole(&file_of(out, &record.spec), serde_json::to_string(record)?.as_bytes())?;
        }
    }
    Ok(())
}

/// Writes a file that is there whole or not at all, whoever else writes it.
pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> CommandResult {
    let part = file.with_extension(format!("part-{}", std::process::id()));
    std::fs::write(&part, bytes).map_err(|e| format!("{} cannot be written: {e}", part.display()))?;
    std::fs::rename(&part, file).map_err(|e| format!("{} cannot be written: {e}", file.display()))?;
    Ok(())
}

/// Joins the Records in `folders`, which are of one grid, into `records.json` and `sweep.csv` in `out`.
pub(crate) fn merge(folders: &[PathBuf], out: &Path) -> CommandResult {
    let Some(first) = folders.first() else { return Err("no folder to merge was named".into()) };
    let grid = read_grid(&first.join("grid.json"))?;
    let mut records: Vec<Record> = Vec::new();
    for folder in folders {
        if read_grid(&folder.join("grid.json"))? != grid {
            return Err(format!("{} is of another grid than {}", folder.display(), first.display()).into());
        }
        let known = records_in(folder, &grid)?;
        records.extend(known.into_iter().filter(|r| !records.iter().any(|own| own.spec == r.spec)).collect::<Vec<_>>());
    }
    std::fs::create_dir_all(out).map_err(|e| format!("{} cannot be made: {e}", out.display()))?;
    std::fs::write(out.join("grid.json"), serde_json::to_string_pretty(&grid.to_json())?)?;
    std::fs::write(out.join("records.json"), serde_json::to_string(&records)?)?;
    std::fs::write(out.join("sweep.csv"), sweep_csv(&grid, &records).map_err(|e| e.to_string())?)?;
    tell(&grid, &records)?;
    let missing = grid.cells()?.len() - records.len();
    print(&format!("{} Records in {}; {missing} cells are missing", records.len(), out.display()));
    Ok(())
}

/// The Records of `grid` that are finished in `folder`, in the grid's order.
///
/// # Errors
/// A sentence when one of the files is no possible Record of its cell.
pub(crate) fn records_in(folder: &Path, grid: &Grid) -> Result<Vec<Record>, Box<dyn Error>> {
    Ok(grid.cells()?.iter().filter_map(|cell| finished(folder, &cell.spec).transpose()).collect::<Result<_, _>>()?)
}

/// Prints the grid: the mean over seeds of what it shows.
fn tell(grid: &Grid, records: &[Record]) -> CommandResult {
    let placed = placed(grid, records)?;
    let [columns, rows] = grid.size();
    let values = |axis: usize| grid.axes().get(axis).map_or(&[][..], |a| a.values());
    print(&grid.base().quantity_label(grid.shows));
    let head: Vec<String> = values(0).iter().map(|v| format!("{v:>12}")).collect();
    print(&format!("{:>16}{}", "", head.concat()));
    for row in 0..rows {
        let mean = |column| {
            mean_at(grid.shows, &placed, [column, row]).map_or("–".to_owned(), |m| format!("{:.1}", m.value))
        };
        let cells: Vec<String> = (0..columns).map(|c| format!("{:>12}", mean(c))).collect();
        print(&format!("{:>16}{}", values(1).get(row).map_or("", String::as_str), cells.concat()));
    }
    if let Some(exhibit) = EXHIBITS.iter().find(|e| e.scale_of(grid).is_some()) {
        for check in checked(exhibit, &paper_tables()?, &placed) {
            print(&format!("{}: {}", check.claim.words, check.reading_label()));
        }
    }
    Ok(())
}
