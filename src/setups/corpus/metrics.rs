//! What is measured of a model that learns from a file: losses, and shares that a classifier reads where it is right often enough.

use super::spec::CorpusSpec;
use crate::experiment::{Metric, Unit};
use crate::setups::stories::feature_noun;

/// Places among the losses of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryLoss {
    /// On held-out stories with the removed feature.
    With,
    /// On held-out stories without it.
    Without,
}

/// Places among the shares of a point, where there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalledShare {
    /// Stories that were asked to have the feature and that the classifier says have it.
    Asked,
    /// The same of stories that were not asked to.
    NotAsked,
}

impl StoryLoss {
    /// What the page calls it.
    pub fn label(self, spec: &CorpusSpec) -> String {
        match self {
            Self::With => format!("loss on stories with a {}", feature_noun(spec.removed)),
            Self::Without => "loss on other stories".to_owned(),
        }
    }
}

impl CalledShare {
    /// What the page calls it.
    pub fn label(self, spec: &CorpusSpec) -> String {
        let noun = feature_noun(spec.removed);
        match self {
            Self::Asked => format!("called a {noun}, asked for one"),
            Self::NotAsked => format!("called a {noun}, not asked"),
        }
    }
}

pub(super) fn metrics(spec: &CorpusSpec) -> Vec<Metric> {
    let share = |key, share: CalledShare| Metric { key, label: share.label(spec), unit: Unit::Share };
    let loss = |key, loss: StoryLoss| Metric { key, label: loss.label(spec), unit: Unit::Nats };
    let mut all = Vec::new();
    if spec.is_readable() {
        all.extend([share("called_asked", CalledShare::Asked), share("called_plain", CalledShare::NotAsked)]);
    }
    all.extend([loss("loss_twist", StoryLoss::With), loss("loss_other", StoryLoss::Without)]);
    all
}
