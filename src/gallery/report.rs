//! The gallery as a table for the docs: each figure and table of the paper, its preset, and whether it was reproduced.

use super::exhibit::Exhibit;
use super::mapping::MAPPING;
use super::outcome::Outcome;
use super::paper::{PaperCell, paper_cells};
use super::reading::{RULE, agreeing, checked, overall};
use crate::experiment::{Grid, Quantity, Record, mean_at, placed, verdict_at};
use std::fmt::Write;

/// The report on `sections`: exhibits with the Records of their sweeps. `made_by` is the command that made them.
///
/// # Errors
/// When the paper's table in this build cannot be read or a grid is not possible; tests hold neither.
pub fn gallery_report(
    sections: &[(&Exhibit, Grid, Vec<Record>)],
    made_by: &str,
) -> Result<String, Box<dyn std::error::Error>> {
    let rows = paper_cells()?;
    let mut out = format!(
        "# The gallery beside the paper\n\nEach figure and table of the paper on PCFG (Jain et al., ICLR 2024, arXiv 2311.12786), \
         its preset, and what came of it at the demo's scale. Made with version {} by\n\n```text\n{made_by}\n```\n\n{RULE}\n\n\
         {MAPPING} Exhibits without findings have nothing to compare; what they measured stands below. In the tables, {}\n\n| of the paper | preset | findings | reading |\n| --- | --- | --- | --- |\n",
        crate::VERSION,
        Outcome::RULE
    );
    for (exhibit, grid, records) in sections {
        let checks = checked(exhibit, &rows, &placed(grid, records)?);
        let words: Vec<&str> = checks.iter().map(|c| c.reading.map_or("not measured", |r| r.label())).collect();
        let reading = match overall(&checks) {
            Some(reading) => format!("**{}**", reading.label()),
            None if checks.is_empty() => "nothing to compare".to_owned(),
            None => "not measured in full".to_owned(),
        };
        writeln!(
            out,
            "| {} | `{}` {} | {} | {reading} |",
            exhibit.source,
            exhibit.key,
            exhibit.title,
            if words.is_empty() { "–".to_owned() } else { words.join(", ") },
        )?;
    }
    for (exhibit, grid, records) in sections {
        section(&mut out, exhibit, grid, records, &rows)?;
    }
    Ok(out)
}

fn section(
    out: &mut String,
    exhibit: &Exhibit,
    grid: &Grid,
    records: &[Record],
    rows: &[PaperCell],
) -> Result<(), Box<dyn std::error::Error>> {
    let placed = placed(grid, records)?;
    writeln!(out, "\n## {} · {}\n\n{}\n", exhibit.source, exhibit.title, exhibit.look_for)?;
    let checks = checked(exhibit, rows, &placed);
    if !checks.is_empty() {
        writeln!(out, "| finding | ours | paper | reading |\n| --- | --- | --- | --- |")?;
        for check in &checks {
            let reading = check.reading.map_or("not measured", |r| r.label());
            writeln!(out, "| {} | {} | {} | {reading} |", check.claim.words, check.own_label(), check.paper_label())?;
        }
        writeln!(out)?;
    }
    let agreement = agreeing(exhibit, rows, &placed, grid.size());
    if agreement.all > 0 {
        writeln!(
            out,
            "Of {} accuracies in the paper's table {} say the same in words and {} the opposite.\n",
            agreement.all, agreement.same, agreement.opposite
        )?;
    }
    let values = |axis: usize| grid.axes().get(axis).map_or(&[][..], |a| a.values());
    let name = |axis: usize| grid.axes().get(axis).map_or("", |a| a.setting().name);
    let beside = if grid.shows == Quantity::Jailbroken { ", in brackets asked for by T_NJ" } else { "" };
    writeln!(
        out,
        "{}{beside}, mean over {} seeds; columns: {}, rows: {}.\n",
        grid.shows.label(),
        grid.seeds().len(),
        name(0),
        name(1)
    )?;
    writeln!(out, "| | {} |\n| --- |{}", values(0).join(" | "), " --- |".repeat(values(0).len()))?;
    for (y, label) in values(1).iter().enumerate() {
        let cell = |x| {
            let value = |quantity| mean_at(quantity, &placed, [x, y]).map(|m| format!("{:.1}", m.value));
            let shown = value(grid.shows).unwrap_or_else(|| "–".to_owned());
            // Beside the answers: what all seeds' instruments say of the same models, and what is left of the other skill.
            match verdict_at(&placed, [x, y]).zip(value(Quantity::TunedBroken)) {
                Some((verdict, kept)) => format!("{shown}; {}; O_FT {kept}", verdict.label()),
                None if grid.shows == Quantity::Jailbroken => {
                    format!("{shown} ({})", value(Quantity::SkillBroken).as_deref().unwrap_or("–"))
                }
                None => shown,
            }
        };
        let cells: Vec<String> = (0..values(0).len()).map(cell).collect();
        writeln!(out, "| {label} | {} |", cells.join(" | "))?;
    }
    Ok(())
}
