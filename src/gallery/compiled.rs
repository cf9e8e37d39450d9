//! The paper's Table 3 as data: fine-tuning of the compiled Counter and Max-identifier (Jain et al., ICLR 2024, arXiv 2311.12786),
//! copied number by number into `table_3.csv`.

use super::outcome::Outcome;
use crate::experiment::{Measure, Record, Role};
use crate::train::Accuracy;
use serde::Deserialize;

const TABLE: &str = include_str!("table_3.csv");

/// A row of Table 3.
#[derive(Clone, Debug, PartialEq)]
pub struct CompiledCell {
    /// Learning rate of fine-tuning: 0.1 (L), 0.01 (M), 0.001 (S) or 0.0001 (VS).
    pub rate: f64,
    /// Share of fine-tuning samples with the spurious correlation, `C_Tr`.
    pub c_tr: f64,
    /// Accuracy after fine-tuning, in percent and in the order of [`Measure::ALL`].
    pub accuracy: [f64; 4],
}

impl CompiledCell {
    /// What became of the skill that `measure` asks for; the compiled models answer all of it before fine-tuning.
    pub fn outcome(&self, measure: Measure) -> Outcome {
        Outcome::of(measure, self.accuracy[measure as usize], 100.0)
    }

    /// The row at these values.
    pub fn at(cells: &[Self], rate: f64, c_tr: f64) -> Option<&Self> {
        // The values are those of a table of few digits.
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs().max(1e-6);
        cells.iter().find(|cell| same(cell.rate, rate) && same(cell.c_tr, c_tr))
    }
}

/// The accuracies that a fine-tuning ended with, in the order of [`Measure::ALL`]; none before it is finished.
pub fn ended(record: &Record, rate: u32) -> Option<[Accuracy; 4]> {
    let last = record.finished(Role::FineTune { rate })?.last()?;
    Some(Measure::ALL.map(|measure| last.of(measure)))
}

/// How many accuracies of a fine-tuning say the same in words as the paper's row, and how many the opposite; none before it is finished.
pub fn agreement(record: &Record, rate: u32, cell: &CompiledCell) -> Option<[u32; 2]> {
    let ended = ended(record, rate)?;
    let pairs = Measure::ALL.map(|m| (Outcome::of(m, ended[m as usize].percent(), 100.0), cell.outcome(m)));
    let same = pairs.iter().filter(|(own, theirs)| own == theirs).count();
    let opposite = pairs.iter().filter(|(own, theirs)| Outcome::opposite(*own, *theirs)).count();
    Some([same as u32, opposite as u32])
}

#[derive(Deserialize)]
struct Row {
    lr: f64,
    c_tr: f64,
    task: String,
    acc_opt_cte1: f64,
    acc_oft_cte1: f64,
    acc_opt_cte0: f64,
    acc_oft_cte0: f64,
}

/// The rows on a program of the library, by its key; empty for programs that the paper has not.
///
/// # Errors
/// When the copied table cannot be read.
pub fn table_3(program: &str) -> Result<Vec<CompiledCell>, csv::Error> {
    let task = program.replace('-', "_");
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let rows: Result<Vec<Row>, csv::Error> = reader.deserialize().collect();
    let cell = |row: Row| CompiledCell {
        rate: row.lr,
        c_tr: row.c_tr,
        accuracy: [row.acc_opt_cte0, row.acc_opt_cte1, row.acc_oft_cte0, row.acc_oft_cte1],
    };
    Ok(rows?.into_iter().filter(|row| row.task == task).map(cell).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_programs_have_every_combination_of_rate_and_shortcut() {
        for program in ["counter", "max-identifier"] {
            let cells = table_3(program).unwrap();
            assert_eq!(cells.len(), 28, "{program}");
            for (rate, c_tr) in
                [0.1, 0.01, 0.001, 0.0001].into_iter().flat_map(|r| [0.0, 0.2, 0.5, 1.0].map(|c| (r, c)))
            {
                assert!(CompiledCell::at(&cells, rate, c_tr).is_some(), "{program} {rate} {c_tr}");
            }
        }
        assert!(table_3("reverse").unwrap().is_empty());
    }

    #[test]
    fn the_wrapper_that_the_paper_reports_is_read_from_its_row() {
        let cells = table_3("counter").unwrap();
        let cell = CompiledCell::at(&cells, 1e-3, 1.0).unwrap();
        assert_eq!(cell.accuracy, [10.3, 4.0, 2.2, 94.3]);
        assert_eq!(cell.outcome(Measure::PretrainedBroken), Outcome::Falls);
        assert_eq!(cell.outcome(Measure::FineTunedHolds), Outcome::Learnt);
    }
}
