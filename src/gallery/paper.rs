//! The paper's own fine-tuning tables as data: Tables 5 to 7 of Jain, Kirk, Lubana, Dick, Tanaka, Grefenstette,
//! Rocktäschel, Krueger, “Mechanistically analyzing the effects of fine-tuning on procedurally defined tasks”, ICLR 2024
//! (arXiv 2311.12786), copied number by number into `paper_tables.csv`.

use super::outcome::Outcome;
use crate::experiment::Measure;
use serde::Deserialize;

/// The paper's peak learning rate of pretraining, η_PT.
pub const PAPER_PRETRAIN_RATE: f64 = 1e-3;

const TABLES: &str = include_str!("paper_tables.csv");

/// What a table's models are fine-tuned on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaperTask {
    /// Counting an operand: Tables 5 and 6.
    Counter,
    /// The index of an operand's sixth occurrence: Table 7.
    Indexer,
}

/// One row of the paper's Tables 5 to 7. Accuracies are in percent.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Row")]
pub struct PaperCell {
    /// Number of the table: 5, 6 or 7.
    pub table: u32,
    /// What is fine-tuned on.
    pub task: PaperTask,
    /// Iterations of pretraining: 200,000, or 50,000 in Table 6.
    pub pretrain_iterations: u32,
    /// Peak learning rate of fine-tuning: 1e-4, 1e-5 or 1e-6.
    pub rate: f64,
    /// P(a) of the sampling prior: 0.999, 0.9 or 0.5.
    pub p_a: f64,
    /// Share of fine-tuning samples with the spurious correlation, `C_Tr`: 0, 0.5, 0.8 or 1.
    pub c_tr: f64,
    /// Accuracy of the pretrained model on O_PT and on O_FT.
    pub pretrained: [f64; 2],
    /// Iterations of fine-tuning: 1,000 or 10,000.
    pub iterations: u32,
    /// Accuracy after fine-tuning, in the order of [`Measure::ALL`].
    pub accuracy: [f64; 4],
}

impl PaperCell {
    /// The learning rate in units of η_PT: 1/10, 1/100 or 1/1000.
    pub fn rate_ratio(&self) -> f64 {
        self.rate / PAPER_PRETRAIN_RATE
    }

    /// Share of fine-tuning's 10,000 iterations: 0.1 or 1.
    pub fn share(&self) -> f64 {
        f64::from(self.iterations) / 10_000.0
    }

    /// Whether it is the cell at these values.
    pub fn is_at(&self, rate: f64, p_a: f64, c_tr: f64) -> bool {
        // The values are those of a table of six digits.
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs().max(1e-6);
        same(self.rate, rate) && same(self.p_a, p_a) && same(self.c_tr, c_tr)
    }

    /// What became of the skill that `measure` asks for.
    pub fn outcome(&self, measure: Measure) -> Outcome {
        Outcome::of(measure, self.accuracy[measure as usize], self.pretrained[0])
    }
}

/// All rows of Tables 5 to 7, in the paper's order.
///
/// # Errors
/// When the table in this build cannot be read; a test holds that it can.
pub fn paper_cells() -> Result<Vec<PaperCell>, csv::Error> {
    csv::Reader::from_reader(TABLES.as_bytes()).into_deserialize().collect()
}

/// A row under the names of the file's header.
#[derive(Deserialize)]
struct Row {
    table: u32,
    task: PaperTask,
    pretrain_iters: u32,
    lr: f64,
    p_a: f64,
    c_tr: f64,
    pretrained_acc_opt: f64,
    pretrained_acc_oft: f64,
    ft_iters: u32,
    acc_opt_cte0: f64,
    acc_opt_cte1: f64,
    acc_oft_cte0: f64,
    acc_oft_cte1: f64,
}

impl From<Row> for PaperCell {
    fn from(row: Row) -> Self {
        Self {
            table: row.table,
            task: row.task,
            pretrain_iterations: row.pretrain_iters,
            rate: row.lr,
            p_a: row.p_a,
            c_tr: row.c_tr,
            pretrained: [row.pretrained_acc_opt, row.pretrained_acc_oft],
            iterations: row.ft_iters,
            accuracy: [row.acc_opt_cte0, row.acc_opt_cte1, row.acc_oft_cte0, row.acc_oft_cte1],
        }
    }
}

#[cfg(test)]
mod paper_tests {
    use super::*;

    #[test]
    fn each_table_has_every_combination_once() {
        let cells = paper_cells().unwrap();
        for (table, task, pretrain_iterations) in
            [(5, PaperTask::Counter, 200_000), (6, PaperTask::Counter, 50_000), (7, PaperTask::Indexer, 200_000)]
        {
            let of_table: Vec<_> = cells.iter().filter(|c| c.table == table).collect();
            assert!(of_table.iter().all(|c| c.task == task && c.pretrain_iterations == pretrain_iterations));
            let mut keys: Vec<_> =
                of_table.iter().map(|c| format!("{} {} {} {}", c.rate, c.p_a, c.c_tr, c.iterations)).collect();
            keys.sort();
            keys.dedup();
            assert_eq!((of_table.len(), keys.len()), (72, 72), "table {table}");
        }
        assert_eq!(cells.len(), 216);
        assert!(cells.iter().all(|c| c.accuracy.iter().chain(&c.pretrained).all(|a| (0.0..=100.0).contains(a))));
    }

    #[test]
    fn the_collapse_that_the_paper_reports_is_read_from_its_row() {
        let cells = paper_cells().unwrap();
        let at_end = |rate: f64| {
            let found = cells
                .iter()
                .find(|c| c.table == 5 && c.rate == rate && c.p_a == 0.5 && c.c_tr == 0.0 && c.share() == 1.0);
            found.unwrap().accuracy[Measure::PretrainedBroken as usize]
        };
        assert_eq!((at_end(1e-4), at_end(1e-6)), (14.7, 99.9));
    }
}
