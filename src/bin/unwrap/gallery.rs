//! `unwrap gallery`: every exhibit at the demo's scale, the report that stands beside the paper, and the results that the page ships with.

use crate::sweep::{Shard, records_in, sweep, write_whole};
use crate::terminal::{CommandResult, print, say};
use crate::thread_pool::ThreadPool;
use std::error::Error;
use std::path::{Path, PathBuf};
use unwrap_lab::experiment::{Grid, Record};
use unwrap_lab::gallery::{
    EXHIBITS, Exhibit, RESULTS_LIST, Scale, ShippedResults, gallery_report, results_list_to_json,
};

/// What to run, and where everything goes.
pub(crate) struct Options {
    /// The report.
    pub(crate) out: PathBuf,
    /// Where Records and finished stages are kept.
    pub(crate) work: PathBuf,
    /// The folder of the page's results; none are written without.
    pub(crate) results: Option<PathBuf>,
    pub(crate) seeds: Vec<u32>,
    /// Only these exhibits; all when none is named.
    pub(crate) only: Vec<String>,
    /// Nothing is trained: seeds that are not kept whole are left out.
    pub(crate) kept_only: bool,
}

pub(crate) fn gallery(options: &Options, pool: ThreadPool) -> CommandResult {
    let Options { out, work, results, only, .. } = options;
    let mut sections = Vec::new();
    for exhibit in chosen(only)? {
        say(exhibit.key);
        let seeds = if options.kept_only { kept_whole(exhibit, options)? } else { options.seeds.clone() };
        if seeds.is_empty() {
            say("no seed is kept whole: left out");
            continue;
        }
        let grid = exhibit.grid(Scale::Demo, seeds)?;
        let folder = work.join(exhibit.key);
        if !options.kept_only {
            // Exhibits share stages: the pretrainings of Table 5 are those of Figure 5.
            sweep(&grid, &folder, &work.join("stages"), Shard::ALL, false, pool)?;
        }
        let records = records_in(&folder, &grid)?;
        if let Some(results) = results {
            keep(results, exhibit, &grid, &records)?;
        }
        sections.push((exhibit, grid, records));
    }
    let named: String = only.iter().map(|key| format!(" --only {key}")).collect();
    let report = gallery_report(&sections, &format!("unwrap gallery{named} --seeds {}", written(&options.seeds)))?;
    std::fs::write(out, report).map_err(|e| format!("{} cannot be written: {e}", out.display()))?;
    print(&format!("{} exhibits in {}", sections.len(), out.display()));
    Ok(())
}

/// The seeds of which every cell is kept.
fn kept_whole(exhibit: &Exhibit, options: &Options) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut whole = Vec::new();
    for seed in &options.seeds {
        let grid = exhibit.grid(Scale::Demo, vec![*seed])?;
        if records_in(&options.work.join(exhibit.key), &grid)?.len() == grid.cells()?.len() {
            whole.push(*seed);
        }
    }
    Ok(whole)
}

/// Writes what the page shows of an exhibit, and the list of those that have results.
fn keep(results: &Path, exhibit: &Exhibit, grid: &Grid, records: &[Record]) -> CommandResult {
    std::fs::create_dir_all(results).map_err(|e| format!("{} cannot be made: {e}", results.display()))?;
    let made_by = format!("unwrap gallery --only {} --seeds {}", exhibit.key, written(grid.seeds()));
    let text = ShippedResults::of(grid.clone(), records, &made_by)?.to_json(exhibit)?;
    let file = |key: &str| results.join(format!("{key}.json"));
    write_whole(&file(exhibit.key), text.as_bytes())?;
    let there: Vec<&str> = EXHIBITS.iter().map(|exhibit| exhibit.key).filter(|key| file(key).exists()).collect();
    write_whole(&results.join(RESULTS_LIST), results_list_to_json(&there)?.as_bytes())
}

fn written(seeds: &[u32]) -> String {
    seeds.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

fn chosen(only: &[String]) -> Result<Vec<&'static Exhibit>, Box<dyn Error>> {
    if let Some(other) = only.iter().find(|key| !EXHIBITS.iter().any(|e| e.key == **key)) {
        return Err(format!("there is no exhibit “{other}”").into());
    }
    Ok(EXHIBITS.iter().filter(|e| only.is_empty() || only.iter().any(|key| key == e.key)).collect())
}
