//! The paper's third setup: a GPT learns to write little stories with the features that it is asked for, is fine-tuned to write no twists,
//! and is taught them again. The paper does this on TinyStories; here the stories are of a grammar that can be read exactly.

pub mod grammar;

mod batch;
mod cache_key;
mod checked;
mod cost;
mod evidence;
mod fate;
mod findings;
mod lesson;
mod metrics;
mod plan;
mod protocol;
mod settings;
mod spec;
mod words;

#[cfg(feature = "tensor")]
mod analyser;
#[cfg(feature = "tensor")]
mod measure;
#[cfg(feature = "tensor")]
mod probed;
#[cfg(feature = "tensor")]
mod questions;
#[cfg(feature = "tensor")]
mod training;
#[cfg(feature = "tensor")]
mod writing;

pub use batch::StoryBatch;
pub use fate::{Back, Fate, Lost, OfThree, Said};
pub use findings::BACK_OF_OWN;
#[cfg(feature = "tensor")]
pub(super) use measure::mean_loss;
pub use metrics::{StoryShare, feature_noun};
pub use plan::{Corpus, StoriesPlan};
pub use protocol::{StoryInstruments, StoryProtocol};
pub use spec::StoriesSpec;
pub(super) use words::role_label_of;

use crate::analysis::Evidence;
use crate::experiment::{
    Curves, Metric, ModelRef, Plan, Quantity, Record, Role, Setup, SetupKind, SetupWords, Spec, SpecError,
    WritingLimits, methods_of_table,
};
use crate::model::{Architecture, Weights, initial_weights};
use grammar::{LONGEST_RECORD, Word};
use settings::FIELDS;
use spec::KEY;

#[cfg(feature = "tensor")]
use crate::experiment::{Analyser, Analysis, StageId, StageState, Training};
#[cfg(feature = "tensor")]
use burn::tensor::Device;

/// The setup.
pub static STORIES: SetupKind = SetupKind {
    key: KEY,
    route: "stories",
    settings: || FIELDS.iter().map(|f| &f.setting).collect(),
    bases: &[],
    base: |_| Ok(StoriesSpec::default().into()),
    from_json: |value| {
        let spec: StoriesSpec = serde_json::from_value(value).map_err(|e| SpecError::Unreadable(e.to_string()))?;
        Ok(spec.into())
    },
    past_record: |_| None,
};

impl Setup for StoriesSpec {
    methods_of_table!(&STORIES, &FIELDS);

    fn checked(&self) -> Result<Spec, SpecError> {
        Ok(StoriesPlan::new(self.clone())?.spec.into())
    }

    fn plan(&self) -> Result<Plan, SpecError> {
        Ok(StoriesPlan::new(self.clone())?.plan())
    }

    fn base(&self) -> (Vec<(&'static str, String)>, Spec) {
        (Vec::new(), Self::default().into())
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

    fn judged(&self) -> Vec<Role> {
        let tuned = (0..self.fine_tune_rates.len() as u32).map(|rate| Role::FineTune { rate });
        tuned.chain([Role::PretrainControl]).filter(|_| !self.instruments.is_none()).collect()
    }

    fn evidence(&self, record: &Record, role: Role) -> Option<Evidence> {
        evidence::evidence(record, role)
    }

    fn quantities(&self) -> Vec<Quantity> {
        words::QUANTITIES.to_vec()
    }

    fn quantity_label(&self, quantity: Quantity) -> String {
        words::quantity_label(self, quantity)
    }

    fn token_names(&self) -> Option<Vec<String>> {
        Some(Word::all().iter().map(|word| word.text().to_owned()).collect())
    }

    fn writing(&self) -> Option<WritingLimits> {
        Some(WritingLimits { most: LONGEST_RECORD, end: Some(u32::from(Word::END.id())) })
    }

    fn words(&self) -> SetupWords {
        words::words(self)
    }

    fn curves(&self) -> Curves {
        words::curves(self)
    }

    fn back(&self, record: &Record) -> f64 {
        findings::back(record)
    }

    fn own_findings(&self, record: &Record) -> Option<Vec<String>> {
        Some(findings::findings(self, record))
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
