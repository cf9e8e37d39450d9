//! A cell of our sweep: one fine-tuning of one seed, measured at one share of its steps, and its CSV.

use super::csv_text::rows_to_csv;
use super::error::CalibrationError;
use crate::tasks::SamplingPrior;
use serde::{Deserialize, Serialize};

/// One measured fine-tuning. Accuracies are in percent. Reading a cell checks it; as JSON it is the row of the CSV.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Row", into = "Row")]
pub struct Cell {
    /// The sampling prior: P(a), P(b), P(c).
    pub prior: [f64; 3],
    /// Share of fine-tuning samples with the spurious correlation, `C_Tr`, 0 to 1.
    pub c_tr: f64,
    /// Peak learning rate of fine-tuning.
    pub rate: f64,
    /// The learning rate in units of that of pretraining: rate / η_PT.
    pub rate_ratio: f64,
    /// The seed.
    pub seed: u32,
    /// Share of fine-tuning's steps that were done: 0.1 or 1, as the paper's 1,000 and 10,000 iterations.
    pub share: f64,
    /// Accuracy of the pretrained model on O_PT and on O_FT.
    pub pretrained: [f64; 2],
    /// Accuracy after fine-tuning, in the order of [`crate::experiment::Measure::ALL`].
    pub accuracy: [f64; 4],
}

impl Cell {
    /// The cell, if every value lies in its range.
    ///
    /// # Errors
    /// The first value that does not.
    pub fn checked(self) -> Result<Self, CalibrationError> {
        SamplingPrior::new(self.prior)?;
        let within = |name, value: f64, possible: bool, expected| {
            if possible { Ok(()) } else { Err(CalibrationError::Value { name, value, expected }) }
        };
        for (name, rate) in [("rate", self.rate), ("rate_ratio", self.rate_ratio)] {
            within(name, rate, rate.is_finite() && rate > 0.0, "above 0")?;
        }
        within("c_tr", self.c_tr, (0.0..=1.0).contains(&self.c_tr), "between 0 and 1")?;
        within("share", self.share, self.share > 0.0 && self.share <= 1.0, "above 0 and at most 1")?;
        for percent in self.pretrained.into_iter().chain(self.accuracy) {
            within("an accuracy", percent, (0.0..=100.0).contains(&percent), "between 0 and 100 percent")?;
        }
        Ok(self)
    }
}

/// Writes cells as CSV with a header row; no cells give an empty text. Every number reads back as it was.
///
/// # Errors
/// When the writer fails.
pub fn to_csv(cells: &[Cell]) -> Result<String, CalibrationError> {
    rows_to_csv(cells)
}

/// Reads what [`to_csv`] wrote.
///
/// # Errors
/// When a column is missing or a value is not possible, with the line it stands on.
pub fn from_csv(text: &str) -> Result<Vec<Cell>, CalibrationError> {
    Ok(csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect::<Result<_, _>>()?)
}

/// Whether two settings are the same but for rounding: `3e-4 / 3e-3` is a tenth.
pub(super) fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(other.abs())
}

/// A cell under the names of the CSV's header; lists of numbers have no place in a header.
#[derive(Serialize, Deserialize)]
struct Row {
    p_a: f64,
    p_b: f64,
    p_c: f64,
    c_tr: f64,
    rate: f64,
    rate_ratio: f64,
    seed: u32,
    share: f64,
    pretrained_o_pt: f64,
    pretrained_o_ft: f64,
    o_pt_c_te_0: f64,
    o_pt_c_te_1: f64,
    o_ft_c_te_0: f64,
    o_ft_c_te_1: f64,
}

impl From<Cell> for Row {
    fn from(cell: Cell) -> Self {
        let [p_a, p_b, p_c] = cell.prior;
        let [pretrained_o_pt, pretrained_o_ft] = cell.pretrained;
        let [o_pt_c_te_0, o_pt_c_te_1, o_ft_c_te_0, o_ft_c_te_1] = cell.accuracy;
        let Cell { c_tr, rate, rate_ratio, seed, share, .. } = cell;
        Self {
            p_a,
            p_b,
            p_c,
            c_tr,
            rate,
            rate_ratio,
            seed,
            share,
            pretrained_o_pt,
            pretrained_o_ft,
            o_pt_c_te_0,
            o_pt_c_te_1,
            o_ft_c_te_0,
            o_ft_c_te_1,
        }
    }
}

impl TryFrom<Row> for Cell {
    type Error = CalibrationError;

    fn try_from(row: Row) -> Result<Self, CalibrationError> {
        let Row { c_tr, rate, rate_ratio, seed, share, .. } = row;
        let cell = Self {
            prior: [row.p_a, row.p_b, row.p_c],
            c_tr,
            rate,
            rate_ratio,
            seed,
            share,
            pretrained: [row.pretrained_o_pt, row.pretrained_o_ft],
            accuracy: [row.o_pt_c_te_0, row.o_pt_c_te_1, row.o_ft_c_te_0, row.o_ft_c_te_1],
        };
        cell.checked()
    }
}

#[cfg(test)]
mod cell_tests {
    use super::super::tests::cell;
    use super::*;
    use crate::experiment::Measure;

    #[test]
    fn cells_read_back_from_csv_as_they_were_written() {
        let mut odd = cell(2, 0.1, 1.0 / 3.0);
        odd.rate_ratio = 3e-4 / 3e-3;
        odd.accuracy = [100.0 / 3.0, 0.1 + 0.2, 0.0, 100.0];
        let cells = vec![cell(1, 1.0, 0.5), odd];
        let text = to_csv(&cells).unwrap();
        assert_eq!(from_csv(&text).unwrap(), cells);
        let header = text.lines().next().unwrap();
        assert!(header.ends_with(&Measure::ALL.map(Measure::key).join(",")), "{header}");
        assert_eq!(from_csv(&to_csv(&[]).unwrap()).unwrap(), []);
    }

    #[test]
    fn an_impossible_value_is_refused_with_its_line_and_its_range() {
        let text = to_csv(&[cell(1, 1.0, 0.5), Cell { share: 1.5, ..cell(2, 1.0, 0.5) }]).unwrap();
        let said = from_csv(&text).unwrap_err().to_string();
        assert!(said.contains("line: 3") && said.contains("at most 1"), "{said}");
        let checked = |change: fn(&mut Cell)| {
            let mut bad = cell(1, 1.0, 0.5);
            change(&mut bad);
            bad.checked()
        };
        assert!(checked(|c| c.prior = [0.5, 0.6, 0.0]).is_err());
        assert!(checked(|c| c.accuracy[2] = f64::NAN).is_err());
        assert!(checked(|c| c.rate = 0.0).is_err());
        assert!(checked(|_| ()).is_ok());
    }

    #[test]
    fn a_missing_column_is_named() {
        let text = to_csv(&[cell(1, 1.0, 0.5)]).unwrap().replacen("rate_ratio", "ratio", 1);
        let said = from_csv(&text).unwrap_err().to_string();
        assert!(said.contains("rate_ratio"), "{said}");
    }
}
