//! What the engine needs to know of a setup of the paper: plain data and pure functions. A [`Spec`] is the specification of an experiment
//! of any setup; run, sweep, keeping, links, files and figures are written once, over it.

use super::analysis::ModelRef;
use super::curves::Curves;
use super::error::{SpecError, shortened};
use super::held_out_prompts::HeldOutPrompts;
use super::metric::{BACK, Metric, Unit};
use super::plan::Plan;
use super::quantity::Quantity;
use super::record::Record;
use super::role::Role;
use super::setting::Setting;
use super::setup_words::SetupWords;
use crate::analysis::Evidence;
use crate::model::{Architecture, Weights};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::any::Any;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

#[cfg(feature = "tensor")]
use super::analysis::Analysis;
#[cfg(feature = "tensor")]
use super::role::StageId;
#[cfg(feature = "tensor")]
use super::stage_state::StageState;
#[cfg(feature = "tensor")]
use super::work::{Analyser, Training};
#[cfg(feature = "tensor")]
use burn::tensor::Device;

/// The value that a link gives for a key, if it does.
pub(super) type ValueOf<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A setup of the paper, as what is known of it before any experiment.
pub struct SetupKind {
    /// The word that files and links use, for instance `compiled`.
    pub key: &'static str,
    /// The first words of its links: `run` of `#/run?…`.
    pub route: &'static str,
    /// Its settings, in the order in which the page shows them.
    pub settings: fn() -> Vec<&'static Setting>,
    /// The keys that name an experiment to begin with, such as `preset`, and the experiment that their values name. Without a value it is
    /// the default.
    pub bases: &'static [&'static str],
    /// The experiment that the values of [`SetupKind::bases`] name.
    pub base: fn(ValueOf<'_>) -> Result<Spec, SpecError>,
    /// Reads the specification with all of its settings, as Records state it.
    pub from_json: fn(Value) -> Result<Spec, SpecError>,
    /// A Record as earlier versions wrote it in today's form; none where it is not of this setup or of today's form.
    pub past_record: fn(&Value) -> Option<Value>,
}

/// The key of the setup that files and links leave out: the grammar's.
pub(super) const UNNAMED: &str = "grammar";

/// Every setup that an experiment was made of, or that [`register`] was told of.
static KINDS: RwLock<Vec<&'static SetupKind>> = RwLock::new(Vec::new());

/// Makes a setup known to whatever reads files, links and messages. An experiment of a setup makes it known as well.
pub fn register(kind: &'static SetupKind) {
    let known = KINDS.read().unwrap_or_else(PoisonError::into_inner).iter().any(|k| k.key == kind.key);
    if !known {
        KINDS.write().unwrap_or_else(PoisonError::into_inner).push(kind);
    }
}

/// The setup called `key`.
///
/// # Errors
/// When none of that name is known.
pub fn setup_called(key: &str) -> Result<&'static SetupKind, SpecError> {
    let kinds = KINDS.read().unwrap_or_else(PoisonError::into_inner);
    kinds.iter().find(|k| k.key == key).copied().ok_or_else(|| SpecError::UnknownSetup(shortened(key)))
}

/// A Record as any version wrote it, in today's form.
pub(super) fn upgraded(record: Value) -> Value {
    let kinds = KINDS.read().unwrap_or_else(PoisonError::into_inner).clone();
    kinds.into_iter().find_map(|kind| (kind.past_record)(&record)).unwrap_or(record)
}

/// The setup whose links begin with `route`.
pub(super) fn setup_of_route(route: &str) -> Option<&'static SetupKind> {
    let kinds = KINDS.read().unwrap_or_else(PoisonError::into_inner);
    let of_route = || kinds.iter().filter(|kind| kind.route == route);
    // Whatever was registered first: a setup that its route is named after has it.
    of_route().find(|kind| kind.key == route).or_else(|| of_route().next()).copied()
}

/// The specification of an experiment of one setup. It is plain data; everything else follows from it.
pub trait Setup: Any + fmt::Debug + Send + Sync + erased_serde::Serialize {
    /// Its setup.
    fn kind(&self) -> &'static SetupKind;
    /// The value of a setting, written so that [`Setup::with`] reads the same value back; none where there is no such setting.
    fn get(&self, key: &str) -> Option<String>;
    /// The same specification with another value of a setting.
    ///
    /// # Errors
    /// When there is no such setting, or the text is not of its kind or out of range.
    fn with(&self, key: &str, text: &str) -> Result<Spec, SpecError>;
    /// Whether `other` is the same specification.
    fn equals(&self, other: &dyn Setup) -> bool;
    /// Checks every setting's range and that they fit together.
    ///
    /// # Errors
    /// The first thing that does not fit.
    fn checked(&self) -> Result<Spec, SpecError>;
    /// The stages and analyses that follow from a checked specification.
    ///
    /// # Errors
    /// When they do not follow: the settings do not fit together.
    fn plan(&self) -> Result<Plan, SpecError>;
    /// The experiment that a link begins with, as pairs of a query, and what it is.
    fn base(&self) -> (Vec<(&'static str, String)>, Spec);
    /// What that experiment is called, for people to read.
    fn base_label(&self) -> String {
        self.kind().key.to_owned()
    }
    /// Decides initial weights, training data and held-out sets.
    fn seed(&self) -> u32;
    /// Peak learning rates of fine-tuning, one run each; none where nothing is fine-tuned.
    fn rates(&self) -> &[f64] {
        &[]
    }
    /// The key of the setting that holds them.
    fn rates_key(&self) -> &'static str {
        "fine_tune_rates"
    }
    /// Samples of each held-out set.
    fn held_out(&self) -> u32;
    /// What is measured at each point, in the order of a point's values.
    fn metrics(&self) -> Vec<Metric>;
    /// What the model is that the stage `role` ends with.
    ///
    /// # Errors
    /// When the sizes do not fit; never for a checked specification.
    fn architecture(&self, role: Role) -> Result<Architecture, SpecError>;
    /// The weights of a model that no stage trains; none where it has no such model.
    fn untrained(&self, model: ModelRef) -> Option<Weights>;
    /// The specification with one fixed value in every setting that has no say in the stage `role`, and `role` as the first of its kind.
    /// Stages of equal outcome are trained once.
    fn cache_key_parts(&self, role: Role) -> (Spec, Role);
    /// The hash of everything that was measured, where the setup has a form of its own.
    fn own_fingerprint(&self, _record: &Record) -> Option<String> {
        None
    }
    /// The models that a verdict is given on.
    fn judged(&self) -> Vec<Role> {
        Vec::new()
    }
    /// What a Record knows of the skill in the model that `role` ended with. None before that stage is finished.
    fn evidence(&self, _record: &Record, _role: Role) -> Option<Evidence> {
        None
    }
    /// What a sweep can show of it, the default first.
    fn quantities(&self) -> Vec<Quantity> {
        Quantity::OF_ACCURACIES.to_vec()
    }
    /// What the page and reports call a quantity, with its unit.
    fn quantity_label(&self, quantity: Quantity) -> String {
        quantity.label().to_owned()
    }
    /// Whether its models can be trained on a graphics adapter.
    fn on_graphics(&self) -> bool {
        true
    }
    /// The words of its models' vocabulary by token number, without blanks; none where they are no GPTs.
    fn token_names(&self) -> Option<Vec<String>> {
        None
    }
    /// How its models write on after a prompt; none where they do not.
    fn writing(&self) -> Option<WritingLimits> {
        None
    }
    /// The held-out sets that models answer at the last token of a prompt; none where they are measured otherwise.
    fn held_out_prompts(&self) -> Vec<HeldOutPrompts> {
        Vec::new()
    }
    /// Its words.
    fn words(&self) -> SetupWords;
    /// The curves of the figures of training.
    fn curves(&self) -> Curves {
        Curves::of_accuracies(&self.words(), self.held_out())
    }
    /// What those curves are of: shares, or losses, by their places among a point's numbers.
    fn drawn(&self) -> Unit {
        Unit::Share
    }
    /// Where the curves are losses: further columns of the table of outcomes, by place among the shares.
    fn share_columns(&self) -> Vec<(String, usize)> {
        Vec::new()
    }
    /// The hash of a file that its trainings need and that is not in it.
    fn file_needed(&self) -> Option<&str> {
        None
    }
    /// The share of the first metric, in percent, from which on a Record counts the skill as back.
    fn back(&self, _record: &Record) -> f64 {
        BACK
    }
    /// What the numbers of a Record say, in sentences that hold for them and no more, where they are not those of accuracies.
    fn own_findings(&self, _record: &Record) -> Option<Vec<String>> {
        None
    }
    /// A stage in everyday words.
    fn role_label(&self, role: Role) -> String {
        role.name().to_owned()
    }
    /// A model in everyday words.
    fn model_label(&self, model: ModelRef) -> String {
        match model {
            ModelRef::Initial => "initial weights".to_owned(),
            ModelRef::NeverHad => "never had it".to_owned(),
            ModelRef::Random => "random weights".to_owned(),
            ModelRef::After(role) => format!("after {}", self.role_label(role)),
        }
    }
    /// Begins, or goes on with, the training of a stage.
    ///
    /// # Errors
    /// A sentence when the weights are missing or of another model, or the state to go on from is not of the stage.
    #[cfg(feature = "tensor")]
    fn training(
        &self,
        stage: StageId,
        start: Option<Weights>,
        resume: Option<&StageState>,
        device: &Device,
    ) -> Result<Box<dyn Training>, String>;
    /// Begins an analysis; `models` are those of [`Analysis::needs`], in that order.
    ///
    /// # Errors
    /// A sentence when models are missing or of other sizes than the experiment's.
    #[cfg(feature = "tensor")]
    fn analyser(&self, analysis: Analysis, models: Vec<Weights>, device: &Device) -> Result<Box<dyn Analyser>, String>;
}

/// The methods of a [`Setup`] that its table of settings answers, for `impl Setup`: its kind, and reading, setting and comparing
/// specifications.
macro_rules! methods_of_table {
    ($kind:expr, $fields:expr) => {
        fn kind(&self) -> &'static $crate::experiment::SetupKind {
            $kind
        }

        fn get(&self, key: &str) -> Option<String> {
            Some(($crate::experiment::field($fields, key).ok()?.get)(self))
        }

        fn with(&self, key: &str, text: &str) -> Result<$crate::experiment::Spec, $crate::experiment::SpecError> {
            Ok($crate::experiment::field($fields, key)?.with(self, text)?.into())
        }

        fn equals(&self, other: &dyn $crate::experiment::Setup) -> bool {
            let any: &dyn std::any::Any = other;
            any.downcast_ref::<Self>() == Some(self)
        }
    };
}
pub(crate) use methods_of_table;

/// How the models of a setup write on after a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WritingLimits {
    /// Tokens of prompt and text together.
    pub most: usize,
    /// The token that ends a text; none where a text is one token.
    pub end: Option<u32>,
}

/// The specification of an experiment of any setup; equal when setup and all settings are.
#[derive(Clone, Debug)]
pub struct Spec(Arc<dyn Setup>);

impl<S: Setup> From<S> for Spec {
    fn from(setup: S) -> Self {
        register(setup.kind());
        Self(Arc::new(setup))
    }
}

impl PartialEq for Spec {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(&*other.0)
    }
}

impl<S: Setup + PartialEq> PartialEq<S> for Spec {
    fn eq(&self, other: &S) -> bool {
        self.of::<S>() == Some(other)
    }
}

impl std::ops::Deref for Spec {
    type Target = dyn Setup;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl Spec {
    /// The specification as that of one setup; none where it is of another.
    pub fn of<S: Setup>(&self) -> Option<&S> {
        let any: &dyn Any = &*self.0;
        any.downcast_ref::<S>()
    }

    /// Sets one of its settings.
    ///
    /// # Errors
    /// When there is no such setting, or the text is not of its kind or out of range; it is then unchanged.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), SpecError> {
        *self = self.with(key, text)?;
        Ok(())
    }

    /// The same experiment with another seed.
    #[must_use]
    pub fn with_seed(&self, seed: u32) -> Self {
        self.with("seed", &seed.to_string()).unwrap_or_else(|_| self.clone())
    }

    /// Whether it differs from `other` in nothing but the seed, if in that.
    pub fn is_but_for_its_seed(&self, other: &Self) -> bool {
        self.with_seed(other.seed()) == *other
    }

    /// Its settings with their values, in the order in which the page shows them.
    pub fn values(&self) -> Vec<(&'static Setting, String)> {
        (self.kind().settings)().into_iter().filter_map(|s| Some((s, self.get(s.key)?))).collect()
    }

    /// Reads the specification that a Record states. One without a setup is of the grammar.
    ///
    /// # Errors
    /// When it is of no known setup, or not what that setup writes.
    pub fn from_json(mut value: Value) -> Result<Self, SpecError> {
        let key = match value.as_object_mut().and_then(|object| object.remove("setup")) {
            Some(Value::String(key)) => key,
            Some(other) => return Err(SpecError::UnknownSetup(shortened(&other.to_string()))),
            None => UNNAMED.to_owned(),
        };
        (setup_called(&key)?.from_json)(value)
    }
}

/// A specification with the name of its setup.
#[derive(Serialize)]
struct Named<'a> {
    setup: &'static str,
    #[serde(flatten)]
    spec: Written<'a>,
}

struct Written<'a>(&'a dyn Setup);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        erased_serde::serialize(self.0, serializer)
    }
}

impl Serialize for Spec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            // Bytes have no names to tell setups apart by.
            return serde_json::to_string(self).map_err(S::Error::custom)?.serialize(serializer);
        }
        match self.kind().key {
            UNNAMED => Written(&*self.0).serialize(serializer),
            setup => Named { setup, spec: Written(&*self.0) }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Spec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = if deserializer.is_human_readable() {
            Value::deserialize(deserializer)?
        } else {
            serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)?
        };
        Self::from_json(value).map_err(D::Error::custom)
    }
}
