//! Findings of a preset and on how many seeds each is clear.

use super::csv_text::rows_to_csv;
use super::error::CalibrationError;
use serde::{Deserialize, Serialize};

/// One finding that a preset is meant to show, and the seeds on which it shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow {
    /// The preset's name.
    pub preset: String,
    /// The finding in a few words.
    pub finding: String,
    /// The rule by which it counts as clear.
    pub rule: String,
    /// Each seed that was run, and whether the finding is clear on it.
    pub clear: Vec<(u32, bool)>,
    /// What a reader should know besides; may be empty.
    pub note: String,
}

impl FindingRow {
    /// The seeds on which it is clear, or those on which it is not.
    pub fn seeds(&self, clear: bool) -> Vec<u32> {
        self.clear.iter().filter(|(_, is)| *is == clear).map(|(seed, _)| *seed).collect()
    }
}

#[derive(Serialize, Deserialize)]
struct Row {
    preset: String,
    finding: String,
    rule: String,
    seeds: usize,
    clear: usize,
    clear_seeds: String,
    unclear_seeds: String,
    note: String,
}

/// Findings as CSV with a header row; seeds stand in one field with spaces between them.
///
/// # Errors
/// When the writer fails.
pub fn findings_csv(findings: &[FindingRow]) -> Result<String, CalibrationError> {
    rows_to_csv(findings.iter().map(|row| {
        let (clear, unclear) = (row.seeds(true), row.seeds(false));
        Row {
            preset: row.preset.clone(),
            finding: row.finding.clone(),
            rule: row.rule.clone(),
            seeds: row.clear.len(),
            clear: clear.len(),
            clear_seeds: listed(&clear, " "),
            unclear_seeds: listed(&unclear, " "),
            note: row.note.clone(),
        }
    }))
}

/// Reads what [`findings_csv`] wrote, seeds upwards.
///
/// # Errors
/// When a column is missing or a value is not possible, with the line it stands on.
pub fn findings_from_csv(text: &str) -> Result<Vec<FindingRow>, CalibrationError> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect::<Result<Vec<Row>, _>>()?;
    let row = |row: Row| {
        let seeds = |text: &str, is: bool| -> Vec<(u32, bool)> {
            text.split(' ').filter_map(|seed| Some((seed.parse().ok()?, is))).collect()
        };
        let mut clear = [seeds(&row.clear_seeds, true), seeds(&row.unclear_seeds, false)].concat();
        clear.sort_by_key(|(seed, _)| *seed);
        FindingRow { preset: row.preset, finding: row.finding, rule: row.rule, clear, note: row.note }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Seeds in one line.
pub(super) fn listed(seeds: &[u32], between: &str) -> String {
    seeds.iter().map(u32::to_string).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod finding_tests {
    use super::*;

    #[test]
    fn the_file_counts_the_seeds_that_are_clear_and_names_them() {
        let row = FindingRow {
            preset: "quick".to_owned(),
            finding: "the wrapper, as shown".to_owned(),
            rule: "≥ 80 %".to_owned(),
            clear: vec![(1, true), (2, false), (3, true)],
            note: String::new(),
        };
        let text = findings_csv(std::slice::from_ref(&row)).unwrap();
        assert!(text.ends_with("quick,\"the wrapper, as shown\",≥ 80 %,3,2,1 3,2,\n"), "{text}");
        assert_eq!(findings_from_csv(&text).unwrap(), [row]);
    }
}
