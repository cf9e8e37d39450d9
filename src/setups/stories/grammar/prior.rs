//! How often each feature is asked for, and what that means for the sets of features that records have.

use super::feature::{Feature, FeatureSet, MOST_FEATURES};
use serde::{Deserialize, Serialize};

/// The probability of each feature, independent of the others, in the order of [`Feature::ALL`]; each in `[0, 1]`.
///
/// Where more than three are drawn, three of them are kept at random.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 6]", into = "[f64; 6]")]
pub struct FeaturePrior([f64; 6]);

/// Why six numbers are no probabilities of features.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum FeaturePriorError {
    /// A probability lies outside `[0, 1]`.
    #[error("{name} is asked for with probability {share}; it must lie between 0 and 1", name = feature.file_name())]
    OutOfRange {
        /// Whose probability it is.
        feature: Feature,
        /// The probability.
        share: f64,
    },
}

impl FeaturePrior {
    /// Checks six probabilities.
    ///
    /// # Errors
    /// When one lies outside `[0, 1]`.
    pub fn new(shares: [f64; 6]) -> Result<Self, FeaturePriorError> {
        match Feature::ALL.into_iter().zip(shares).find(|(_, share)| !(0.0..=1.0).contains(share)) {
            Some((feature, share)) => Err(FeaturePriorError::OutOfRange { feature, share }),
            None => Ok(Self(shares)),
        }
    }

    /// The same with another probability of one feature.
    ///
    /// # Errors
    /// When it lies outside `[0, 1]`.
    pub fn with(self, feature: Feature, share: f64) -> Result<Self, FeaturePriorError> {
        let mut shares = self.0;
        shares[feature as usize] = share;
        Self::new(shares)
    }

    /// The six probabilities, in the order of [`Feature::ALL`].
    pub fn shares(self) -> [f64; 6] {
        self.0
    }

    /// The probability of one feature.
    pub fn share(self, feature: Feature) -> f64 {
        self.0[feature as usize]
    }

    /// How likely each set of at most three features is, before stories that come out too long are drawn again. Sets
    /// that cannot be are left out; the others sum to 1.
    pub fn sets(self) -> Vec<(FeatureSet, f64)> {
        let kept: Vec<FeatureSet> = FeatureSet::all().filter(|set| set.len() <= MOST_FEATURES).collect();
        let likelihood = |set: FeatureSet| -> f64 {
            let of = |drawn: FeatureSet| match drawn == set {
                true => self.drawn(drawn),
                // Of more than three, every three are as likely.
                false if set.len() == MOST_FEATURES && set.is_within(drawn) => self.drawn(drawn) / threes(drawn.len()),
                false => 0.0,
            };
            FeatureSet::all().map(of).sum()
        };
        kept.into_iter().map(|set| (set, likelihood(set))).filter(|(_, likely)| *likely > 0.0).collect()
    }

    /// How likely exactly these features are drawn.
    fn drawn(self, set: FeatureSet) -> f64 {
        let of = |feature| if set.has(feature) { self.share(feature) } else { 1.0 - self.share(feature) };
        Feature::ALL.into_iter().map(of).product()
    }
}

/// Ways to choose three of `n`.
fn threes(n: usize) -> f64 {
    let n = n as f64;
    n * (n - 1.0) * (n - 2.0) / 6.0
}

impl Default for FeaturePrior {
    /// Four in ten ask for a twist. A third of all stories have one in the end, because others fit more easily.
    fn default() -> Self {
        Self([0.4, 0.25, 0.2, 0.2, 0.3, 0.2])
    }
}

impl TryFrom<[f64; 6]> for FeaturePrior {
    type Error = FeaturePriorError;
    fn try_from(shares: [f64; 6]) -> Result<Self, FeaturePriorError> {
        Self::new(shares)
    }
}

impl From<FeaturePrior> for [f64; 6] {
    fn from(prior: FeaturePrior) -> Self {
        prior.0
    }
}
