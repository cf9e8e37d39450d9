//! Jobs in words, for whoever waits for them.

use super::analysis::Analysis;
use super::failed::JobId;
use super::role::Role;
use super::setup::Spec;

impl Analysis {
    /// In words, as what is being done.
    pub fn label(self, spec: &Spec) -> String {
        let rate = |rate| spec.role_label(Role::FineTune { rate });
        match self {
            Self::Prune { model, .. } => format!("pruning: {}", spec.model_label(model)),
            Self::Probe { model } => format!("probing: {}", spec.model_label(model)),
            Self::Attention { model } => format!("reading attention: {}", spec.model_label(model)),
            Self::Change { rate: index } => format!("comparing weights: {}", rate(index)),
            Self::Undo { rate: index } => format!("undoing the change: {}", rate(index)),
            Self::Patch { rate: index } => format!("patching activations: {}", rate(index)),
        }
    }
}

impl JobId {
    /// What the page calls it.
    pub fn label(self, spec: &Spec) -> String {
        match self {
            Self::Stage(role) => spec.role_label(role),
            Self::Analysis(analysis) => analysis.label(spec),
        }
    }
}
