//! What a report is made from; `files` makes it.

use super::cell::Cell;
use super::finding::FindingRow;
use super::pairing::Pairing;
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
    /// Every seed of the cells and of the findings, upwards.
    pub fn seeds(&self) -> Vec<u32> {
        let of_findings = self.findings.iter().flat_map(|row| row.clear.iter().map(|(seed, _)| *seed));
        let seeds: BTreeSet<u32> = self.cells.iter().map(|c| c.seed).chain(of_findings).collect();
        seeds.into_iter().collect()
    }
}
