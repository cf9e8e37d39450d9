//! The cache key of a stage: two experiments that agree on it train the same model there, and one of them suffices.

use super::role::Role;
use super::setup::Spec;
use crate::RESULTS_SINCE;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A stage of an experiment, told by everything that decides its weights and its measurements. Equal keys mean equal stages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CacheKey(String);

impl CacheKey {
    /// The key of the stage `role` of `spec`.
    pub fn new(spec: &Spec, role: Role) -> Self {
        let (spec, role) = spec.cache_key_parts(role);
        let mut hasher = Sha256::new();
        // Plain data of settings is always written; an empty text would only make keys of different stages equal.
        hasher.update(serde_json::to_vec(&(RESULTS_SINCE, role, spec)).unwrap_or_default());
        Self(hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// Thirty-two hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
