//! The paper's second setup: a RASP program is compiled to a transformer, which is fine-tuned to answer as another program does, pruned weight
//! by weight, and trained on its first skill again.

mod checked;
mod error;
mod evidence;
mod fidelity;
mod fingerprint;
mod labelled_strings;
mod past;
mod plan;
mod protocol;
mod sequence_sampler;
mod settings;
mod spec;
mod words;

#[cfg(feature = "tensor")]
mod analyser;
#[cfg(feature = "tensor")]
mod training;

pub use error::CompiledSpecError;
pub use labelled_strings::{LabelFacts, Labelled};
pub use plan::CompiledPlan;
pub use protocol::{CompiledInstruments, CompiledProtocol};
pub use sequence_sampler::SequenceSampler;
pub(super) use settings::{OWN, PROGRAMS};
pub use spec::CompiledSpec;
pub(super) use words::{program_title, program_words};

use crate::analysis::Evidence;
use crate::experiment::{
    Measure, Metric, ModelRef, Plan, Quantity, Record, Role, Setup, SetupKind, SetupWords, Spec, SpecError, field,
    methods_of_table,
};
use crate::model::{Architecture, Weights};
use settings::FIELDS;
use spec::KEY;

#[cfg(feature = "tensor")]
use crate::experiment::{Analyser, Analysis, StageId, StageState, Training};
#[cfg(feature = "tensor")]
use burn::tensor::Device;

/// The setup.
pub static COMPILED: SetupKind = SetupKind {
    key: KEY,
    route: "compiled",
    settings: || FIELDS.iter().map(|f| &f.setting).collect(),
    bases: &["program", "source"],
    base: |value| {
        Ok(match (value("program"), value("source")) {
            (Some(key), None) => CompiledSpec::of_listed(&key)?,
            (_, Some(source)) => field(&FIELDS, "source")?.with(&CompiledSpec::counter(), &source)?,
            (None, None) => CompiledSpec::counter(),
        }
        .into())
    },
    from_json: |value| {
        let spec: CompiledSpec = serde_json::from_value(value).map_err(|e| SpecError::Unreadable(e.to_string()))?;
        Ok(spec.into())
    },
    past_record: past::read,
};

impl Setup for CompiledSpec {
    methods_of_table!(&COMPILED, &FIELDS);

    fn checked(&self) -> Result<Spec, SpecError> {
        Ok(self.clone().within_ranges()?.into())
    }

    fn plan(&self) -> Result<Plan, SpecError> {
        Ok(CompiledPlan::of(self)?.plan())
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
        format!("{}, compiled", program_title(&self.source))
    }

    fn seed(&self) -> u32 {
        self.seed
    }

    fn rates(&self) -> &[f64] {
        &self.rates
    }

    fn rates_key(&self) -> &'static str {
        "rates"
    }

    fn held_out(&self) -> u32 {
        self.held_out
    }

    fn metrics(&self) -> Vec<Metric> {
        Measure::ALL.map(Measure::metric).to_vec()
    }

    fn architecture(&self, role: Role) -> Result<Architecture, SpecError> {
        Ok(Architecture::Compiled(CompiledPlan::of(self)?.initial(role == Role::ReviveControl).sizes))
    }

    fn untrained(&self, model: ModelRef) -> Option<Weights> {
        let plan = CompiledPlan::of(self).ok()?;
        match model {
            // The compiled program is what fine-tuning starts from: compiling stands for pretraining.
            ModelRef::Initial | ModelRef::After(Role::Pretrain) => Some(Weights::from(&plan.initial(false))),
            ModelRef::Random => Some(plan.random()),
            ModelRef::NeverHad => plan.control.is_some().then(|| Weights::from(&plan.initial(true))),
            ModelRef::After(_) => None,
        }
    }

    fn cache_key_parts(&self, role: Role) -> (Spec, Role) {
        let fixed = Self::counter();
        let mut own = self.clone();
        own.instruments = fixed.instruments;
        if let Some(rate) = role.rate() {
            own.rates = self.rates.get(rate as usize).copied().into_iter().collect();
        } else {
            (own.c_tr, own.steps, own.rates) = (fixed.c_tr, fixed.steps, fixed.rates);
            own.protocol = fixed.protocol;
        }
        if !role.revives() {
            (own.revive_rate, own.revive_steps) = (fixed.revive_rate, fixed.revive_steps);
        }
        (own.into(), role.of_only_rate())
    }

    fn own_fingerprint(&self, record: &Record) -> Option<String> {
        Some(fingerprint::fingerprint(self, record))
    }

    fn judged(&self) -> Vec<Role> {
        (0..self.rates.len() as u32).map(|rate| Role::FineTune { rate }).collect()
    }

    fn evidence(&self, record: &Record, role: Role) -> Option<Evidence> {
        evidence::evidence(record, role)
    }

    fn quantities(&self) -> Vec<Quantity> {
        // Compiled models are not pretrained, have one way of asking, and their skill's directions have names.
        let never = [Quantity::Pretrained, Quantity::Jailbroken, Quantity::JailbreakGain, Quantity::Probed];
        Quantity::OF_ACCURACIES.into_iter().filter(|quantity| !never.contains(quantity)).collect()
    }

    /// They are some ten thousand numbers: launches would take longer than steps.
    fn on_graphics(&self) -> bool {
        false
    }

    fn words(&self) -> SetupWords {
        words::program_words()
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
        training::begin(self, stage, start.as_ref(), resume, device)
    }

    #[cfg(feature = "tensor")]
    fn analyser(&self, analysis: Analysis, models: Vec<Weights>, device: &Device) -> Result<Box<dyn Analyser>, String> {
        analyser::begin(self, analysis, &models, device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::CacheKey;

    #[test]
    fn a_setting_decides_the_stages_that_it_is_read_in_and_no_others() {
        let key = |spec: CompiledSpec, role| CacheKey::new(&spec.into(), role);
        let (tune, revive, control) = (Role::FineTune { rate: 0 }, Role::Revive { rate: 0 }, Role::ReviveControl);
        let base = CompiledSpec::counter;
        let same = |changed: CompiledSpec, role| key(changed, role) == key(base(), role);
        let shortcut = CompiledSpec { c_tr: 0.5, ..base() };
        assert!(!same(shortcut.clone(), tune) && !same(shortcut.clone(), revive) && same(shortcut, control));
        let longer = CompiledSpec { revive_steps: 9, ..base() };
        assert!(same(longer.clone(), tune) && !same(longer.clone(), revive) && !same(longer, control));
        let seeded = CompiledSpec { seed: 9, ..base() };
        assert!([tune, revive, control].into_iter().all(|role| !same(seeded.clone(), role)));
        let fewer = CompiledSpec { rates: vec![0.1], ..base() };
        assert!([tune, revive, control].into_iter().all(|role| same(fewer.clone(), role)));
    }
}
