//! A skill of one's own: a RASP program labels strings, a GPT learns its answers from them, is fine-tuned to answer as another program does,
//! and is asked for the first again. The same program compiled is its twin.

mod cache_key;
mod checked;
mod plan;
mod settings;
mod spec;

pub use plan::LearnedPlan;
pub use spec::LearnedSpec;

use super::two_labels::{self, TwoLabels};
use crate::analysis::Evidence;
use crate::experiment::{
    HeldOutPrompts, Measure, Metric, ModelRef, Plan, Quantity, Record, Role, Setup, SetupKind, SetupWords, Spec,
    SpecError, WritingLimits, field, methods_of_table,
};
use crate::model::{Architecture, Weights, initial_weights};
use crate::setups::compiled::{program_title, program_words};
use settings::FIELDS;
use spec::KEY;

#[cfg(feature = "tensor")]
use crate::experiment::{Analyser, Analysis, StageId, StageState, Training};
#[cfg(feature = "tensor")]
use burn::tensor::Device;

/// What is learned: the skill, and what fine-tuning teaches.
const LEARNS: [&str; 2] = ["the program", "the target"];

/// The setup.
pub static LEARNED: SetupKind = SetupKind {
    key: KEY,
    route: "compiled",
    settings: || FIELDS.iter().map(|f| &f.setting).collect(),
    bases: &["program", "source"],
    base: |value| {
        Ok(match (value("program"), value("source")) {
            (Some(key), None) => LearnedSpec::of_listed(&key)?,
            (_, Some(source)) => field(&FIELDS, "source")?.with(&LearnedSpec::counter(), &source)?,
            (None, None) => LearnedSpec::counter(),
        }
        .into())
    },
    from_json: |value| {
        let spec: LearnedSpec = serde_json::from_value(value).map_err(|e| SpecError::Unreadable(e.to_string()))?;
        Ok(spec.into())
    },
    past_record: |_| None,
};

impl Setup for LearnedSpec {
    methods_of_table!(&LEARNED, &FIELDS);

    fn checked(&self) -> Result<Spec, SpecError> {
        Ok(self.clone().within_ranges()?.into())
    }

    fn plan(&self) -> Result<Plan, SpecError> {
        Ok(LearnedPlan::of(self)?.plan())
    }

    fn base(&self) -> (Vec<(&'static str, String)>, Spec) {
        let listed = self.program_key().and_then(|key| Some((key, Self::of_listed(key).ok()?)));
        match listed {
            Some((key, base)) => (vec![("program", key.to_owned())], base.into()),
            None => {
                let base = Self { source: self.source.clone(), ..Self::counter() };
                (vec![("source", self.source.clone())], base.into())
            }
        }
    }

    fn base_label(&self) -> String {
        format!("{}, learned", program_title(&self.source))
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
        Measure::ALL.map(Measure::metric).to_vec()
    }

    fn architecture(&self, _role: Role) -> Result<Architecture, SpecError> {
        Ok(Architecture::Gpt(LearnedPlan::of(self)?.config))
    }

    fn untrained(&self, model: ModelRef) -> Option<Weights> {
        match model {
            ModelRef::Initial => Some(initial_weights(LearnedPlan::of(self).ok()?.config, self.seed)),
            ModelRef::After(_) | ModelRef::NeverHad | ModelRef::Random => None,
        }
    }

    fn cache_key_parts(&self, role: Role) -> (Spec, Role) {
        let (spec, role) = cache_key::cache_key_parts(self, role);
        (spec.into(), role)
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
        LearnedPlan::of(self).ok().map(|plan| plan.tokens.clone())
    }

    fn held_out_prompts(&self) -> Vec<HeldOutPrompts> {
        let Ok(plan) = LearnedPlan::of(self) else { return Vec::new() };
        HeldOutPrompts::of_sets(self.metrics(), plan.held_out(), plan.config.context)
    }

    fn writing(&self) -> Option<WritingLimits> {
        let plan = LearnedPlan::of(self).ok()?;
        Some(WritingLimits { most: plan.config.context + 1, end: None })
    }

    fn words(&self) -> SetupWords {
        program_words()
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
        let plan = LearnedPlan::of(self).map_err(|e| e.to_string())?;
        two_labels::begin_training(&plan.plan(), plan, stage, start, resume, device)
    }

    #[cfg(feature = "tensor")]
    fn analyser(&self, analysis: Analysis, models: Vec<Weights>, device: &Device) -> Result<Box<dyn Analyser>, String> {
        let plan = LearnedPlan::of(self).map_err(|e| e.to_string())?;
        two_labels::begin_analysis(&*plan, analysis, models, device)
    }
}
