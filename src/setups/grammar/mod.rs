//! The paper's first setup: a GPT learns to count or to find letters in texts of a probabilistic grammar, is fine-tuned to do so with another
//! letter, and is asked for the first again.

mod cache_key;
mod calibrated;
mod checked;
mod cost;
mod evidence;
mod inspection;
mod past;
mod plan;
mod preset;
mod protocol;
mod settings;
mod spec;
mod words;

#[cfg(feature = "tensor")]
mod analyser;
#[cfg(feature = "tensor")]
mod training;

pub use calibrated::{Calibrated, calibrated};
pub use inspection::{LABELS, Shown, TokenRole, first_samples, inspected, label_spread, samples_label};
pub use plan::{GrammarPlan, GrammarStage};
pub use preset::Preset;
pub use protocol::Protocol;
pub use spec::{GrammarSpec, Instruments, ReviveOn, TaskTokens};
pub use words::{answer_label, skill_label, skill_noun};

use crate::analysis::Evidence;
use crate::experiment::{
    HeldOutPrompts, Measure, Metric, ModelRef, Plan, Record, Role, Setup, SetupKind, SetupWords, Spec, SpecError, Unit,
    methods_of_table, shortened,
};
use crate::model::{Architecture, Weights, initial_weights};
use settings::FIELDS;

#[cfg(feature = "tensor")]
use crate::experiment::{Analyser, Analysis, StageId, StageState, Training};
#[cfg(feature = "tensor")]
use burn::tensor::Device;

/// The setup.
pub static GRAMMAR: SetupKind = SetupKind {
    key: "grammar",
    route: "run",
    settings: || FIELDS.iter().map(|f| &f.setting).collect(),
    bases: &["preset"],
    base: |value| {
        let name = value("preset").unwrap_or_else(|| Preset::Quick.name().to_owned());
        Ok(Preset::from_name(&name).ok_or_else(|| SpecError::Preset(shortened(&name)))?.spec().into())
    },
    from_json: |value| {
        let spec: GrammarSpec =
            serde_json::from_value(past::completed(value)).map_err(|e| SpecError::Unreadable(e.to_string()))?;
        Ok(spec.into())
    },
    past_record: |_| None,
};

impl GrammarSpec {
    /// The preset from which it differs in the fewest settings.
    fn nearest_preset(&self) -> Preset {
        let differing = |preset: &Preset| {
            let base = preset.spec();
            FIELDS.iter().filter(|f| (f.get)(self) != (f.get)(&base)).count()
        };
        Preset::ALL.into_iter().min_by_key(differing).unwrap_or(Preset::Quick)
    }
}

impl Setup for GrammarSpec {
    methods_of_table!(&GRAMMAR, &FIELDS);

    fn checked(&self) -> Result<Spec, SpecError> {
        Ok(Self::checked(self.clone())?.into())
    }

    fn plan(&self) -> Result<Plan, SpecError> {
        Ok(GrammarPlan::new(self.clone())?.plan())
    }

    fn base(&self) -> (Vec<(&'static str, String)>, Spec) {
        let nearest = self.nearest_preset();
        (vec![("preset", nearest.name().to_owned())], nearest.spec().into())
    }

    fn base_label(&self) -> String {
        self.nearest_preset().name().to_owned()
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
        let jailbroken = [("t_j_c_te_0", "T_J, C_Te = 0"), ("t_j_c_te_1", "T_J, C_Te = 1")]
            .map(|(key, label)| Metric { key, label: label.to_owned(), unit: Unit::Share });
        let three = self.task_tokens == TaskTokens::Three;
        Measure::ALL.map(Measure::metric).into_iter().chain(jailbroken.into_iter().filter(|_| three)).collect()
    }

    fn architecture(&self, _role: Role) -> Result<Architecture, SpecError> {
        Ok(Architecture::Gpt(self.model()?))
    }

    fn untrained(&self, model: ModelRef) -> Option<Weights> {
        match model {
            ModelRef::Initial => Some(initial_weights(self.model().ok()?, self.seed)),
            ModelRef::After(_) | ModelRef::NeverHad | ModelRef::Random => None,
        }
    }

    fn cache_key_parts(&self, role: Role) -> (Spec, Role) {
        let (spec, role) = cache_key::cache_key_parts(self, role);
        (spec.into(), role)
    }

    fn judged(&self) -> Vec<Role> {
        let tuned = (0..self.fine_tune_rates.len() as u32).map(|rate| Role::FineTune { rate });
        tuned.chain([Role::Pretrain, Role::PretrainControl]).collect()
    }

    fn evidence(&self, record: &Record, role: Role) -> Option<Evidence> {
        evidence::evidence(record, role)
    }

    fn token_names(&self) -> Option<Vec<String>> {
        let vocabulary = GrammarPlan::new(self.clone()).ok()?.layout.vocabulary();
        (0..vocabulary.size() as u32).map(|number| Some(vocabulary.token(number)?.label())).collect()
    }

    fn held_out_prompts(&self) -> Vec<HeldOutPrompts> {
        let Ok(plan) = GrammarPlan::new(self.clone()) else { return Vec::new() };
        HeldOutPrompts::of_sets(self.metrics(), plan.held_out(), plan.layout.context())
    }

    fn words(&self) -> SetupWords {
        words::words(self)
    }

    fn role_label(&self, role: Role) -> String {
        words::role_label(self, role)
    }

    fn model_label(&self, model: ModelRef) -> String {
        words::model_label(self, model)
    }

    #[cfg(feature = "tensor")]
    fn training(
        &self,
        stage: StageId,
        start: Option<Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Box<dyn Training>, String> {
        training::begin(self, stage, start, resume, device)
    }

    #[cfg(feature = "tensor")]
    fn analyser(&self, analysis: Analysis, models: Vec<Weights>, device: &Device) -> Result<Box<dyn Analyser>, String> {
        analyser::begin(self, analysis, models, device)
    }
}
