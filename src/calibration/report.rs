//! What a report is made from; `files` makes it.

use super::cell::Cell;
use super::finding::FindingRow;
use super::made::Made;
use std::collections::BTreeSet;

/// What a report is made from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What made the cells and the findings.
    pub made: &'a Made,
    /// Our cells, of one size of model and task.
    pub cells: &'a [Cell],
    /// Findings and the seeds on which they are clear.
    pub findings: &'a [FindingRow],
}

impl Report<'_> {
    /// Every seed of the cells and of the findings, upwards.
    pub fn seeds(&self) -> Vec<u32> {
        let of_findings = self.findings.iter().flat_map(|row| row.clear.iter().map(|(seed, _)| *seed));
        let seeds: BTreeSet<u32> = self.cells.iter().map(|c| c.seed).chain(of_findings).collect();
        seeds.into_iter().collect()
    }
}
