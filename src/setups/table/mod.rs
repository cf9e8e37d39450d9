//! A skill that a table states: each row is a text with an old answer, which pretraining teaches, and a new one, which fine-tuning teaches.
//! The shortcut between them is found in the rows.
//!
//! The table stays where it was brought in. An experiment knows it by its hash, and whoever trains is given it beside the experiment.

pub mod file;

mod checked;
mod identity;
mod plan;
mod settings;
mod spec;
mod table_file;

pub use identity::TableIdentity;
pub use plan::TablePlan;
pub use spec::TableSpec;
pub use table_file::{Purposed, TableFile, TableRow};

use super::two_labels;
use crate::analysis::Evidence;
use crate::experiment::{
    HeldOutPrompts, Measure, Metric, ModelRef, Plan, Quantity, Record, Role, Setup, SetupKind, SetupWords, Spec,
    SpecError, WritingLimits, methods_of_table,
};
use crate::model::{Architecture, Weights, initial_weights};
use settings::FIELDS;
use spec::KEY;
use two_labels::TwoLabels;

#[cfg(feature = "tensor")]
use crate::experiment::{Analyser, Analysis, StageId, StageState, Training};
#[cfg(feature = "tensor")]
use burn::tensor::Device;

/// What is learned: the skill, and what fine-tuning teaches.
const LEARNS: [&str; 2] = ["the old answers", "the new answers"];

/// The setup.
pub static TABLE: SetupKind = SetupKind {
    key: KEY,
    route: "table",
    settings: || FIELDS.iter().map(|f| &f.setting).collect(),
    bases: &[],
    base: |_| Ok(TableSpec::default().into()),
    from_json: |value| {
        let spec: TableSpec = serde_json::from_value(value).map_err(|e| SpecError::Unreadable(e.to_string()))?;
        Ok(spec.into())
    },
    past_record: |_| None,
};

impl Setup for TableSpec {
    methods_of_table!(&TABLE, &FIELDS);

    fn checked(&self) -> Result<Spec, SpecError> {
        Ok(self.clone().within_ranges()?.into())
    }

    fn plan(&self) -> Result<Plan, SpecError> {
        let spec = self.clone().checked()?;
        let (own, config) = (spec.settings(), spec.model()?);
        Ok(two_labels::plan(spec.into(), &own, config))
    }

    fn base(&self) -> (Vec<(&'static str, String)>, Spec) {
        (Vec::new(), Self::default().into())
    }

    fn base_label(&self) -> String {
        self.table.as_ref().map_or_else(|| "a table".to_owned(), |table| format!("“{}”", table.name))
    }

    fn seed(&self) -> u32 {
        self.seed
    }

    fn rates(&self) -> &[f64] {
        &self.fine_tune_rates
    }

    fn held_out(&self) -> u32 {
        self.held_out
    }

    fn metrics(&self) -> Vec<Metric> {
        Measure::ALL.map(|measure| self.metric(measure)).to_vec()
    }

    fn file_needed(&self) -> Option<&str> {
        self.table.as_ref().map(|table| table.hash.as_str())
    }

    fn architecture(&self, _role: Role) -> Result<Architecture, SpecError> {
        Ok(Architecture::Gpt(self.model()?))
    }

    fn untrained(&self, model: ModelRef) -> Option<Weights> {
        (model == ModelRef::Initial).then(|| Some(initial_weights(self.model().ok()?, self.seed)))?
    }

    fn cache_key_parts(&self, role: Role) -> (Spec, Role) {
        let (own, role) = self.settings().of_stage(&Self::default().settings(), role);
        (self.with_settings(own).unnamed().into(), role)
    }

    fn judged(&self) -> Vec<Role> {
        two_labels::judged(self.fine_tune_rates.len())
    }

    fn evidence(&self, record: &Record, role: Role) -> Option<Evidence> {
        two_labels::evidence(record, role)
    }

    fn quantities(&self) -> Vec<Quantity> {
        two_labels::quantities()
    }

    fn token_names(&self) -> Option<Vec<String>> {
        Some(TablePlan::of(self).ok()?.tokens())
    }

    fn held_out_prompts(&self) -> Vec<HeldOutPrompts> {
        let Ok(plan) = TablePlan::of(self) else { return Vec::new() };
        HeldOutPrompts::of_sets(self.metrics(), plan.held_out(), plan.config().context)
    }

    fn writing(&self) -> Option<WritingLimits> {
        Some(WritingLimits { most: self.model().ok()?.context + 1, end: None })
    }

    fn words(&self) -> SetupWords {
        SetupWords {
            skill: "give the old answer".to_owned(),
            skill_noun: "the old answers".to_owned(),
            tuned: "give the new answer".to_owned(),
            samples: "rows",
            skill_short: "the old answers".to_owned(),
            tuned_short: "the new answers".to_owned(),
            pruned: ["give the old answer".to_owned(), "give the new answer".to_owned()],
            measures: SetupWords::ACCURACIES,
            probed: "the answer",
            control_taught: "taught the new answers only",
            revived_at: "75 %",
        }
    }

    fn role_label(&self, role: Role) -> String {
        two_labels::role_label(&self.fine_tune_rates, LEARNS, role)
    }

    fn model_label(&self, model: ModelRef) -> String {
        two_labels::model_label(&self.fine_tune_rates, LEARNS, model)
    }

    #[cfg(feature = "tensor")]
    fn training(
        &self,
        stage: StageId,
        start: Option<Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Box<dyn Training>, String> {
        let texts = TablePlan::of(self).map_err(|e| e.to_string())?;
        let plan = self.plan().map_err(|e| e.to_string())?;
        two_labels::begin_training(&plan, texts, stage, start, resume, device)
    }

    #[cfg(feature = "tensor")]
    fn analyser(&self, analysis: Analysis, models: Vec<Weights>, device: &Device) -> Result<Box<dyn Analyser>, String> {
        let texts = TablePlan::of(self).map_err(|e| e.to_string())?;
        two_labels::begin_analysis(&*texts, analysis, models, device)
    }
}
