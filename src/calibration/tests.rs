//! Claims about the report as a whole, and the synthetic cells that this room's tests share.

use super::*;
use crate::gallery::{PaperCell, paper_cells, standing_for};
use std::collections::BTreeSet;

/// The learning rate of pretraining.
const ETA: f64 = 3e-3;

/// A cell of no particular meaning.
pub(super) fn cell(seed: u32, share: f64, c_tr: f64) -> Cell {
    Cell {
        prior: [0.9, 0.1, 0.0],
        c_tr,
        rate: 3e-4,
        rate_ratio: 3e-4 / 3e-3,
        seed,
        share,
        pretrained: [99.5, 98.0],
        accuracy: [60.0, 50.0, 90.0, 95.0],
    }
}

/// Cells that repeat the paper's Table 5 exactly, at a pretraining rate three times as large and the rates that stand for the
/// paper's, for each of `seeds`.
pub(super) fn like_the_paper(seeds: &[u32]) -> Vec<Cell> {
    let table: Vec<PaperCell> = paper_cells().unwrap().into_iter().filter(|c| c.table == 5).collect();
    let of = |seed: u32| {
        table.iter().map(move |paper| Cell {
            prior: match paper.p_a {
                0.999 => [0.999, 0.001, 0.0],
                0.9 => [0.9, 0.1, 0.0],
                _ => [0.5, 0.3, 0.2],
            },
            c_tr: paper.c_tr,
            rate: standing_for(paper.rate, ETA),
            rate_ratio: standing_for(paper.rate, ETA) / ETA,
            seed,
            share: paper.share(),
            pretrained: paper.pretrained,
            accuracy: paper.accuracy,
        })
    };
    seeds.iter().copied().flat_map(of).collect()
}

fn finding() -> FindingRow {
    FindingRow {
        preset: "quick".to_owned(),
        finding: "wrapper".to_owned(),
        rule: "O_FT holds ≥ 80 % | broken < 20 %".to_owned(),
        clear: vec![(3, true), (11, false), (27, true)],
        note: "a note".to_owned(),
    }
}

fn files(cells: &[Cell], findings: &[FindingRow]) -> Vec<(String, String)> {
    let made = Made { command: "unwrap calibrate --seeds 3".to_owned(), version: "9.8.7".to_owned() };
    Report { made: &made, cells, findings }.files().unwrap()
}

fn text<'a>(files: &'a [(String, String)], name: &str) -> &'a str {
    &files.iter().find(|(file, _)| file == name).unwrap().1
}

#[test]
fn a_report_states_what_made_it_its_mapping_and_every_seed() {
    let files = files(&like_the_paper(&[3, 5]), &[finding()]);
    let report = text(&files, "report.md");
    for part in [
        "unwrap calibrate --seeds 3",
        "9.8.7",
        "a tenth of its share",
        "Seeds: 3, 5, 11, 27.",
        "2 of 3",
        "| 3, 27 | 11 |",
    ] {
        assert!(report.contains(part), "{part} is missing from\n{report}");
    }
    assert!(
        report.contains("| O_PT, C_Te = 0 | 1.00 (1.00 to 1.00) | 0.81 (") && report.contains("288 of 288"),
        "{report}"
    );
}

#[test]
fn a_report_shows_each_cell_beside_the_papers_and_lists_what_disagrees() {
    let mut cells = like_the_paper(&[1, 2]);
    for cell in cells.iter_mut().filter(|c| c.prior[0] == 0.5 && c.c_tr == 0.0 && c.rate == 3e-3 && c.share == 1.0) {
        cell.accuracy[0] = if cell.seed == 1 { 88.0 } else { 92.0 };
    }
    let files = files(&cells, &[]);
    let report = text(&files, "report.md");
    // t(0.975, 1 degree of freedom) = 12.706, standard error 2.
    assert!(report.contains("O_PT, C_Te = 0 | 90.0 ± 25.4 (kept) | 14.7 (falls) |"), "{report}");
    assert!(report.contains("| 3e-3 | 1/1 | 1e-4 | 0 | 1 | 2 | 99.9 | 99.9 | 90.0 ± 25.4 | 14.7 |"), "{report}");
    assert!(report.contains("287 of 288 accuracies say the same in words (100 %), 1 disagree"));
    let paired = text(&files, "paired.csv");
    assert_eq!(paired.lines().count(), 1 + 288);
    assert_eq!(paired.lines().filter(|line| line.ends_with(",true")).count(), 1);
}

#[test]
fn the_folder_has_every_file_that_the_report_points_to_and_no_name_twice() {
    let files = files(&like_the_paper(&[1]), &[finding()]);
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    // Five texts, one figure for each prior and one for each accuracy.
    assert_eq!((names.len(), files.len()), (5 + 3 + 4, 5 + 3 + 4));
    assert!(
        ["report.md", "cells.csv", "paired.csv", "findings.csv", "made.json"].iter().all(|name| names.contains(name))
    );
    let report = text(&files, "report.md");
    assert!(names.iter().filter(|name| name.ends_with(".svg")).all(|name| report.contains(&format!("({name})"))));
    assert_eq!(from_csv(text(&files, "cells.csv")).unwrap(), like_the_paper(&[1]));
}

#[test]
fn equal_inputs_give_equal_files_and_no_cells_give_a_report_too() {
    let cells = like_the_paper(&[1, 2]);
    assert_eq!(files(&cells, &[finding()]), files(&cells, &[finding()]));
    let empty = files(&[], &[]);
    assert_eq!(empty.len(), 5);
    assert!(text(&empty, "report.md").contains("Seeds: none."));
}
