//! The report's folder: words, tables and figures as named texts. Writing them to a disk is the caller's.

use super::agreement::agree;
use super::cell::{self, Cell};
use super::error::CalibrationError;
use super::figures;
use super::finding::{FindingRow, findings_csv};
use super::markdown;
use super::mean::means;
use super::pairing::Pairing;
use super::table::paired_csv;
use crate::gallery::paper_cells;
use std::collections::BTreeSet;

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The command that made the cells, as a reader would type it.
    pub command: &'a str,
    /// The version of the program, as [`crate::VERSION`].
    pub version: &'a str,
    /// Our cells, of one size of model and task.
    pub cells: &'a [Cell],
    /// Findings and the seeds on which they are clear.
    pub findings: &'a [FindingRow],
    /// How our learning rates are matched with the paper's.
    pub pairing: Pairing,
}

impl Report<'_> {
    /// The files as name and text: `report.md`, `cells.csv`, `paired.csv`, `findings.csv` and the SVG figures. Equal
    /// inputs give equal files: no date is written. A CSV without rows is empty.
    ///
    /// # Errors
    /// When a value of a cell is not possible, a seed is there twice in one mean, or a file cannot be written.
    pub fn files(&self) -> Result<Vec<(String, String)>, CalibrationError> {
        let means = means(self.cells)?;
        let agreement = agree(&means, &paper_cells()?, self.pairing);
        let mut drawn = figures::by_correlation(&means)?;
        drawn.extend(figures::beside_the_paper(&agreement)?);
        let mut files = vec![
            ("report.md".to_owned(), markdown::text(self, &means, &agreement, &drawn)),
            ("cells.csv".to_owned(), cell::to_csv(self.cells)?),
            ("paired.csv".to_owned(), paired_csv(&agreement)?),
            ("findings.csv".to_owned(), findings_csv(self.findings)?),
        ];
        files.extend(drawn.into_iter().map(|figure| (figure.file, figure.svg)));
        Ok(files)
    }

    /// Every seed of the cells and of the findings, upwards.
    pub fn seeds(&self) -> Vec<u32> {
        let of_findings = self.findings.iter().flat_map(|row| row.clear.iter().map(|(seed, _)| *seed));
        let seeds: BTreeSet<u32> = self.cells.iter().map(|c| c.seed).chain(of_findings).collect();
        seeds.into_iter().collect()
    }
}
