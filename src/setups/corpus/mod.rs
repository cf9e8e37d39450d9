//! Stories of a visitor's own: a file of TinyStories-Instruct text or JSON lines takes the place of the grammar of the third setup.
//!
//! The text stays where it was brought in. An experiment knows the file by its hash, and whoever trains is given it beside the experiment.

pub mod file;
pub mod words;

mod cache_key;
mod checked;
mod classifier;
mod encoding;
mod estimate;
mod findings;
mod identity;
mod labels;
mod metrics;
mod plan;
mod settings;
mod size;
mod spec;
mod story_file;

#[cfg(feature = "tensor")]
mod corpora;
#[cfg(feature = "tensor")]
mod measure;
#[cfg(feature = "tensor")]
mod training;

pub use classifier::{CLASSIFIER_WORDS, Judged, JudgedFeatures, LEAST_JUDGED, READABLE, StoryClassifier};
pub use encoding::Encoding;
pub use estimate::Estimate;
pub use identity::{FileIdentity, NoFile};
pub use metrics::{CalledShare, StoryLoss};
pub use size::StoryModelSize;
pub use spec::CorpusSpec;
pub use story_file::{RankedRecord, StoryFile};

use crate::experiment::{
    Curves, Metric, ModelRef, Plan, Quantity, Record, Role, Setup, SetupKind, SetupWords, Spec, SpecError, Unit,
    methods_of_table,
};
use crate::model::{Architecture, Weights, initial_weights};
use settings::FIELDS;
use spec::KEY;

#[cfg(feature = "tensor")]
use crate::experiment::{Analyser, Analysis, StageId, StageState, Training};
#[cfg(feature = "tensor")]
use burn::tensor::Device;

/// The setup. Its links share the first words of the grammar's stories, and name it.
pub static STORY_FILE: SetupKind = SetupKind {
    key: KEY,
    route: "stories",
    settings: || FIELDS.iter().map(|f| &f.setting).collect(),
    bases: &[],
    base: |_| Ok(CorpusSpec::default().into()),
    from_json: |value| {
        let spec: CorpusSpec = serde_json::from_value(value).map_err(|e| SpecError::Unreadable(e.to_string()))?;
        Ok(spec.into())
    },
    past_record: |_| None,
};

impl Setup for CorpusSpec {
    methods_of_table!(&STORY_FILE, &FIELDS);

    fn checked(&self) -> Result<Spec, SpecError> {
        Ok(self.clone().within_ranges()?.into())
    }

    fn plan(&self) -> Result<Plan, SpecError> {
        self.stages()
    }

    fn base(&self) -> (Vec<(&'static str, String)>, Spec) {
        (Vec::new(), Self::default().into())
    }

    fn base_label(&self) -> String {
        self.file.as_ref().map_or_else(|| "a file of stories".to_owned(), |file| format!("“{}”", file.name))
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
        metrics::metrics(self)
    }

    fn file_needed(&self) -> Option<&str> {
        self.file.as_ref().map(|file| file.hash.as_str())
    }

    fn architecture(&self, _role: Role) -> Result<Architecture, SpecError> {
        Ok(Architecture::Gpt(self.model()?))
    }

    fn untrained(&self, model: ModelRef) -> Option<Weights> {
        (model == ModelRef::Initial).then(|| Some(initial_weights(self.model().ok()?, self.seed)))?
    }

    fn cache_key_parts(&self, role: Role) -> (Spec, Role) {
        let (spec, role) = cache_key::cache_key_parts(self, role);
        (spec.into(), role)
    }

    fn quantities(&self) -> Vec<Quantity> {
        let losses = [Quantity::SkillLoss, Quantity::OtherLoss];
        let shares: &[Quantity] = if self.is_readable() { &[Quantity::SkillBroken, Quantity::Pretrained] } else { &[] };
        losses.iter().chain(shares).copied().collect()
    }

    fn words(&self) -> SetupWords {
        labels::words(self)
    }

    fn curves(&self) -> Curves {
        labels::curves(self)
    }

    fn drawn(&self) -> Unit {
        Unit::Nats
    }

    fn share_columns(&self) -> Vec<(String, usize)> {
        labels::share_columns(self)
    }

    fn own_findings(&self, record: &Record) -> Option<Vec<String>> {
        Some(findings::findings(self, record))
    }

    fn role_label(&self, role: Role) -> String {
        labels::role_label(self, role)
    }

    fn model_label(&self, model: ModelRef) -> String {
        labels::model_label(self, model)
    }

    #[cfg(feature = "tensor")]
    fn training(
        &self,
        stage: StageId,
        start: Option<Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Box<dyn Training>, String> {
        Ok(Box::new(training::CorpusTraining::begin(self, stage, start, resume, device)?))
    }

    #[cfg(feature = "tensor")]
    fn analyser(&self, _: Analysis, _: Vec<Weights>, _: &Device) -> Result<Box<dyn Analyser>, String> {
        Err("nothing is asked of models that learn from a file".to_owned())
    }
}
