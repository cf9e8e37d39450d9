//! Claims about the report as a whole, and the synthetic cells that this room's tests share.

use super::*;
use crate::gallery::{PAPER_PRETRAIN_RATE, PaperCell, paper_cells};
use std::collections::BTreeSet;

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

/// Cells that repeat the paper's Table 5 exactly, at a pretraining rate three times as large, for each of `seeds`.
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
            rate: paper.rate,
            rate_ratio: 3.0 * paper.rate / (3.0 * PAPER_PRETRAIN_RATE),
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

fn files(cells: &[Cell], findings: &[FindingRow], pairing: Pairing) -> Vec<(String, String)> {
    Report { command: "unwrap calibrate --seeds 3", version: "9.8.7", cells, findings, pairing }.files().unwrap()
}

fn text<'a>(files: &'a [(String, String)], name: &str) -> &'a str {
    &files.iter().find(|(file, _)| file == name).unwrap().1
}

#[test]
fn a_report_states_what_made_it_its_pairing_and_every_seed() {
    let files = files(&like_the_paper(&[3, 5]), &[finding()], Pairing::ByOrder);
    let report = text(&files, "report.md");
    for part in ["unwrap calibrate --seeds 3", "9.8.7", "by order", "Seeds: 3, 5, 11, 27.", "2 of 3", "| 3, 27 | 11 |"]
    {
        assert!(report.contains(part), "{part} is missing from\n{report}");
    }
    assert!(report.contains("| all four, ranked together | 288 | 1.000 |") && report.contains("0 of 288"), "{report}");
}

#[test]
fn a_report_shows_each_cell_beside_the_papers_and_lists_what_disagrees() {
    let mut cells = like_the_paper(&[1, 2]);
    for cell in cells.iter_mut().filter(|c| c.prior[0] == 0.5 && c.c_tr == 0.0 && c.rate == 1e-4 && c.share == 1.0) {
        cell.accuracy[0] = if cell.seed == 1 { 88.0 } else { 92.0 };
    }
    let files = files(&cells, &[], Pairing::ByRatio);
    let report = text(&files, "report.md");
    // t(0.975, 1 degree of freedom) = 12.706, standard error 2.
    assert!(report.contains("O_PT, C_Te = 0 | 90.0 ± 25.4 (kept) | 14.7 (falls) |"), "{report}");
    assert!(report.contains("| 1e-4 | 1/10 | 1e-4 | 0 | 1 | 2 | 99.9 | 99.9 | 90.0 ± 25.4 | 14.7 |"), "{report}");
    assert!(report.contains("1 of 288"));
    let paired = text(&files, "paired.csv");
    assert_eq!(paired.lines().count(), 1 + 288);
    assert_eq!(paired.lines().filter(|line| line.ends_with(",true")).count(), 1);
}

#[test]
fn the_folder_has_every_file_that_the_report_points_to_and_no_name_twice() {
    let files = files(&like_the_paper(&[1]), &[finding()], Pairing::ByRatio);
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    // Four texts, one figure for each prior and one for each accuracy.
    assert_eq!((names.len(), files.len()), (4 + 3 + 4, 4 + 3 + 4));
    assert!(["report.md", "cells.csv", "paired.csv", "findings.csv"].iter().all(|name| names.contains(name)));
    let report = text(&files, "report.md");
    assert!(names.iter().filter(|name| name.ends_with(".svg")).all(|name| report.contains(&format!("({name})"))));
    assert_eq!(from_csv(text(&files, "cells.csv")).unwrap(), like_the_paper(&[1]));
}

#[test]
fn equal_inputs_give_equal_files_and_no_cells_give_a_report_too() {
    let cells = like_the_paper(&[1, 2]);
    assert_eq!(files(&cells, &[finding()], Pairing::ByRatio), files(&cells, &[finding()], Pairing::ByRatio));
    let empty = files(&[], &[], Pairing::ByRatio);
    assert_eq!(empty.len(), 4);
    assert!(text(&empty, "report.md").contains("Seeds: none."));
}
