//! What linear probes read out of the residual stream (paper, probing): can the count of a letter still be read, whatever
//! the model answers?

use crate::tasks::Operand;
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// Texts that probes are trained on.
pub const PROBE_TRAINING: u32 = 1024;
/// Other texts, that their accuracy is measured on.
pub const PROBE_TEST: u32 = 512;
/// Steps of a probe's training; the paper takes 4,000.
pub const PROBE_STEPS: u32 = 600;

/// The probes of one model, after the embedding (level 0) and after each block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probes {
    /// One for each level.
    pub levels: Vec<ProbeLevel>,
}

/// Held-out accuracy of the probes at one level, at the position that predicts the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeLevel {
    /// `asked_for_a[0]`: the prompt asks for `a` and the probe reads the count of `a`; `[1]`: of `b`.
    pub asked_for_a: [Accuracy; 2],
    /// The same where the prompt asks for `b`.
    pub asked_for_b: [Accuracy; 2],
}

/// Two readings of one model, after the embedding and after each layer: of a compiled model the skill's answer and the target's, at the
/// last position; of one that writes stories whether a story has the feature, at its last word, and whether it is asked for, where
/// the story begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerProbes {
    /// Held-out accuracy of both readings, level by level.
    pub levels: Vec<[Accuracy; 2]>,
}

impl AnswerProbes {
    /// How well the first is read at the level where it is read best.
    pub fn best(&self) -> Option<Accuracy> {
        self.levels.iter().map(|level| level[0]).max_by_key(|a| a.correct)
    }

    /// Both accuracies at the level where the first is read better than the second by most.
    pub fn most_selective(&self) -> Option<[Accuracy; 2]> {
        self.levels.iter().copied().max_by_key(|[own, other]| i64::from(own.correct) - i64::from(other.correct))
    }
}

impl ProbeLevel {
    /// Accuracy of reading the count of `counted` while the prompt asks for `asked`; `c` is not probed.
    pub fn accuracy(&self, asked: Operand, counted: Operand) -> Accuracy {
        let both = if asked == Operand::A { self.asked_for_a } else { self.asked_for_b };
        both[usize::from(counted == Operand::B)]
    }
}

impl Probes {
    /// The best level's accuracy.
    pub fn best(&self, asked: Operand, counted: Operand) -> Option<Accuracy> {
        self.levels.iter().map(|l| l.accuracy(asked, counted)).max_by_key(|a| a.correct)
    }

    /// At the level where they differ most, on prompts that ask for `asked`: the accuracy of reading its own count, and that of
    /// reading the other's.
    pub fn most_selective(&self, asked: Operand) -> Option<[Accuracy; 2]> {
        let other = if asked == Operand::A { Operand::B } else { Operand::A };
        let pairs = self.levels.iter().map(|level| [level.accuracy(asked, asked), level.accuracy(asked, other)]);
        pairs.max_by_key(|[own, other]| i64::from(own.correct) - i64::from(other.correct))
    }
}
