//! The sampling prior `P_T(O)`: how often each operand is drawn in pretraining.
//!
//! It decides how relevant the pretrained skill is to the fine-tuning task (paper, section on sampling priors).

use super::letter::Operand;
use super::stream::Stream;
use serde::{Deserialize, Serialize};

/// Probabilities of the operands a, b and c in pretraining; each in `[0, 1]`, together 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 3]", into = "[f64; 3]")]
pub struct SamplingPrior([f64; 3]);

/// Why three numbers are not a sampling prior.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PriorError {
    /// A probability lies outside `[0, 1]`.
    #[error("a probability of the sampling prior is {0}; each must lie between 0 and 1")]
    OutOfRange(f64),
    /// The probabilities do not sum to one.
    #[error("the sampling prior sums to {0}; its three probabilities must sum to 1")]
    Sum(f64),
}

impl SamplingPrior {
    /// Only `a` is ever asked for: the default's departure from the paper's low prior, which has P(b) = 0.001.
    pub const NEVER: Self = Self([1.0, 0.0, 0.0]);
    /// The paper's low prior: `b` is weakly relevant.
    pub const LOW: Self = Self([0.999, 0.001, 0.0]);
    /// The paper's medium prior.
    pub const MEDIUM: Self = Self([0.9, 0.1, 0.0]);
    /// The paper's high prior: `b` is strongly relevant.
    pub const HIGH: Self = Self([0.5, 0.3, 0.2]);
    /// Only `b` is ever asked for: the control that never has the skill of counting `a`.
    pub const CONTROL: Self = Self([0.0, 1.0, 0.0]);

    /// Checks `[P(a), P(b), P(c)]`.
    ///
    /// # Errors
    /// When one lies outside `[0, 1]` or their sum is further than 1e-6 from 1.
    pub fn new(probabilities: [f64; 3]) -> Result<Self, PriorError> {
        if let Some(&bad) = probabilities.iter().find(|p| !(0.0..=1.0).contains(*p)) {
            return Err(PriorError::OutOfRange(bad));
        }
        let sum: f64 = probabilities.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(PriorError::Sum(sum));
        }
        Ok(Self(probabilities))
    }

    /// `[P(a), P(b), P(c)]`.
    pub fn probabilities(self) -> [f64; 3] {
        self.0
    }

    /// Draws an operand.
    pub fn draw(self, stream: &mut Stream) -> Operand {
        let mut rest = f64::from(stream.unit());
        for (operand, p) in Operand::ALL.into_iter().zip(self.0) {
            if rest < p {
                return operand;
            }
            rest -= p;
        }
        // Rounding can leave a sliver above the sum: it belongs to the last operand that is possible at all.
        Operand::ALL.into_iter().rev().find(|o| self.0[*o as usize] > 0.0).unwrap_or(Operand::A)
    }
}

impl TryFrom<[f64; 3]> for SamplingPrior {
    type Error = PriorError;
    fn try_from(probabilities: [f64; 3]) -> Result<Self, PriorError> {
        Self::new(probabilities)
    }
}

impl From<SamplingPrior> for [f64; 3] {
    fn from(prior: SamplingPrior) -> Self {
        prior.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::stream::Purpose;
    use super::*;

    #[test]
    fn operands_are_drawn_as_often_as_the_prior_says() {
        let mut stream = Stream::new(5, Purpose::HeldOut);
        let mut seen = [0_u32; 3];
        for _ in 0..10_000 {
            seen[SamplingPrior::HIGH.draw(&mut stream) as usize] += 1;
        }
        for (count, p) in seen.into_iter().zip(SamplingPrior::HIGH.probabilities()) {
            assert!((f64::from(count) / 10_000.0 - p).abs() < 0.02, "{seen:?}");
        }
    }

    #[test]
    fn an_operand_of_probability_zero_is_never_drawn() {
        let mut stream = Stream::new(6, Purpose::HeldOut);
        assert!((0..10_000).all(|_| SamplingPrior::NEVER.draw(&mut stream) == Operand::A));
        assert!((0..10_000).all(|_| SamplingPrior::CONTROL.draw(&mut stream) == Operand::B));
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        assert!(matches!(SamplingPrior::new([0.5, 0.4, 0.2]), Err(PriorError::Sum(_))));
        assert!(matches!(SamplingPrior::new([1.5, -0.5, 0.0]), Err(PriorError::OutOfRange(_))));
        assert!(matches!(SamplingPrior::new([f64::NAN, 1.0, 0.0]), Err(PriorError::OutOfRange(_))));
    }
}
