//! The report's folder: words, tables and figures as named texts. Writing them to a disk is the caller's.

use super::agreement::agree;
use super::cell::to_csv;
use super::error::CalibrationError;
use super::figures;
use super::finding::findings_csv;
use super::markdown;
use super::mean::means;
use super::pairing::Matching;
use super::report::Report;
use super::table::paired_csv;
use crate::gallery::paper_cells;

impl Report<'_> {
    /// The files as name and text: `report.md`, `cells.csv`, `paired.csv`, `findings.csv`, `made.json` and the SVG
    /// figures. Equal inputs give equal files: no date is written. A CSV without rows is empty.
    ///
    /// # Errors
    /// When a value of a cell is not possible, a seed is there twice in one mean, or a file cannot be written.
    pub fn files(&self) -> Result<Vec<(String, String)>, CalibrationError> {
        let means = means(self.cells)?;
        let paper = paper_cells()?;
        let agreement = agree(&means, &paper, Matching::Mapped);
        let mut drawn = figures::by_correlation(&means)?;
        drawn.extend(figures::beside_the_paper(&agreement)?);
        let mut files = vec![
            ("report.md".to_owned(), markdown::text(self, &means, &paper, &agreement, &drawn)),
            ("cells.csv".to_owned(), to_csv(self.cells)?),
            ("paired.csv".to_owned(), paired_csv(&agreement)?),
            ("findings.csv".to_owned(), findings_csv(self.findings)?),
            ("made.json".to_owned(), serde_json::to_string_pretty(self.made)? + "\n"),
        ];
        files.extend(drawn.into_iter().map(|figure| (figure.file, figure.svg)));
        Ok(files)
    }
}
