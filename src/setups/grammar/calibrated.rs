//! What the calibration found for a preset: on how many fresh seeds each finding of the paper is clear.
//!
//! The numbers are those that `unwrap calibrate` wrote into the report in `docs/calibration`.

use super::preset::Preset;
use serde::Deserialize;

const FINDINGS: &str = include_str!("../../../docs/calibration/findings.csv");

/// A finding of the paper and on how many seeds it is clear.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Calibrated {
    /// The preset's name.
    preset: String,
    /// The finding in a few words.
    pub finding: String,
    /// The rule by which it counts as clear.
    pub rule: String,
    /// Seeds that were run.
    pub seeds: u32,
    /// Seeds on which it is clear.
    pub clear: u32,
    /// Those on which it is not, with spaces between.
    pub unclear_seeds: String,
}

/// The findings that were looked for in `preset`; none where it was not calibrated.
pub fn calibrated(preset: Preset) -> Vec<Calibrated> {
    let mut reader = csv::Reader::from_reader(FINDINGS.as_bytes());
    let rows = reader.deserialize::<Calibrated>().filter_map(Result::ok);
    rows.filter(|row| row.preset == preset.name()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_report_is_read_and_belongs_to_a_preset() {
        let rows = FINDINGS.lines().count() - 1;
        assert_eq!(Preset::ALL.into_iter().map(|p| calibrated(p).len()).sum::<usize>(), rows);
        for preset in [Preset::Quick, Preset::Clear, Preset::Relevant, Preset::Erase] {
            let own = calibrated(preset);
            assert!(!own.is_empty() && own.iter().all(|row| row.clear <= row.seeds && row.seeds > 0), "{own:?}");
        }
    }
}
