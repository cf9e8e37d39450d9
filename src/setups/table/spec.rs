//! The specification of an experiment on a table: everything that decides its numbers.

use super::identity::TableIdentity;
use crate::experiment::{Measure, Metric, SpecError};
use crate::model::{ModelConfig, ModelSize};
use crate::setups::two_labels::{TwoLabelInstruments, two_label_settings};
use serde::{Deserialize, Serialize};

/// What links and files call the setup.
pub(super) const KEY: &str = "table";

/// An experiment on a table. Ranges stand in the table of settings; whether a table has enough rows is checked with its plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Decides initial weights, the order of rows, and which are measured.
    pub seed: u32,
    /// The table; none before one is brought in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableIdentity>,
    /// Share of fine-tuning rows that carry the shortcut, `C_Tr`.
    pub c_tr: f64,
    /// Size of the model.
    pub size: ModelSize,
    /// Steps of pretraining.
    pub pretrain_steps: u32,
    /// Peak learning rate of pretraining, η_PT.
    pub pretrain_rate: f64,
    /// Peak learning rates of fine-tuning, one run each.
    pub fine_tune_rates: Vec<f64>,
    /// Steps of each fine-tuning.
    pub fine_tune_steps: u32,
    /// Peak learning rate of reverse fine-tuning and of its controls.
    pub revive_rate: f64,
    /// Steps of each reverse fine-tuning and of its controls.
    pub revive_steps: u32,
    /// Rows of a step.
    pub batch: u32,
    /// Rows of each held-out set.
    pub held_out: u32,
    /// How many controls of different seeds a revival is compared with.
    pub controls: u32,
    /// Which instruments are applied after training.
    pub instruments: TwoLabelInstruments,
}

two_label_settings!(TableSpec);

impl Default for TableSpec {
    /// The experiment at the page's size, without a table.
    fn default() -> Self {
        Self {
            seed: 1,
            table: None,
            c_tr: 1.0,
            size: ModelSize::Mini,
            pretrain_steps: 700,
            pretrain_rate: 3e-3,
            fine_tune_rates: vec![1e-3, 3e-4, 1e-4],
            fine_tune_steps: 200,
            revive_rate: 3e-4,
            revive_steps: 400,
            batch: 64,
            held_out: 64,
            controls: 1,
            instruments: TwoLabelInstruments::Verdict,
        }
    }
}

impl TableSpec {
    /// The experiment on a table, with the share of the shortcut that it has, and as many measured rows as it holds back, if that is fewer.
    pub fn on(&self, table: TableIdentity) -> Self {
        let held_out = self.held_out.min(table.measurable());
        Self { c_tr: table.carried_share(), held_out, table: Some(table), ..self.clone() }
    }

    /// The model's sizes.
    ///
    /// # Errors
    /// When there is no table, or the sizes do not fit.
    pub(super) fn model(&self) -> Result<ModelConfig, SpecError> {
        let table = self.table.as_ref().ok_or_else(no_table)?;
        Ok(self.size.config(table.tokens(), table.longest as usize + 1)?)
    }

    /// What is measured; where too few rows are free of the shortcut, the skill is measured on all whose answers differ.
    pub(super) fn metric(&self, measure: Measure) -> Metric {
        let metric = measure.metric();
        match &self.table {
            Some(table) if !table.has_free_rows && !measure.correlated() => {
                let skill = if measure.is_of_skill() { "O_PT" } else { "O_FT" };
                Metric { label: format!("{skill}, answers differ"), ..metric }
            }
            _ => metric,
        }
    }

    /// The same with a table that has no name, which decides nothing.
    pub(super) fn unnamed(self) -> Self {
        Self { table: self.table.map(TableIdentity::unnamed), ..self }
    }
}

/// Said of an experiment without a table.
pub(super) fn no_table() -> SpecError {
    SpecError::Setup("this experiment learns from a table and names none; bring one in first".to_owned())
}
