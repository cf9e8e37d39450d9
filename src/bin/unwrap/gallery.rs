//! `unwrap gallery`: every exhibit at the demo's scale, and the report that stands beside the paper.

use crate::sweep::{Shard, records_in, sweep};
use crate::terminal::{Outcome, print, say};
use crate::thread_pool::ThreadPool;
use std::error::Error;
use std::path::Path;
use unwrap_lab::gallery::{EXHIBITS, Exhibit, Scale, gallery_report};

pub(crate) fn gallery(out: &Path, work: &Path, seeds: &[u32], only: &[String], pool: ThreadPool) -> Outcome {
    let chosen = chosen(only)?;
    let mut sections = Vec::new();
    for exhibit in chosen {
        say(exhibit.key);
        let grid = exhibit.grid(Scale::Demo, seeds.to_vec())?;
        let folder = work.join(exhibit.key);
        // Exhibits share stages: the pretrainings of Table 5 are those of Figure 5.
        sweep(&grid, &folder, &work.join("stages"), Shard::ALL, false, pool)?;
        let records = records_in(&folder, &grid)?;
        sections.push((exhibit, grid, records));
    }
    let words: Vec<String> = seeds.iter().map(u32::to_string).collect();
    let named: String = only.iter().map(|key| format!(" --only {key}")).collect();
    let report = gallery_report(&sections, &format!("unwrap gallery{named} --seeds {}", words.join(",")))?;
    std::fs::write(out, report).map_err(|e| format!("{} cannot be written: {e}", out.display()))?;
    print(&format!("{} exhibits in {}", sections.len(), out.display()));
    Ok(())
}

fn chosen(only: &[String]) -> Result<Vec<&'static Exhibit>, Box<dyn Error>> {
    if let Some(other) = only.iter().find(|key| !EXHIBITS.iter().any(|e| e.key == **key)) {
        return Err(format!("there is no exhibit “{other}”").into());
    }
    Ok(EXHIBITS.iter().filter(|e| only.is_empty() || only.iter().any(|key| key == e.key)).collect())
}
