//! The paper's levels of the varied settings, at the demo's scale and at the paper's own.

use super::mapping::standing_for;
use crate::setups::grammar::Preset;
use crate::tasks::SamplingPrior;

/// How large an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Seconds for each cell in a browser: the sizes of the preset *quick*.
    Demo,
    /// The paper's own sizes, for the native program.
    Paper,
}

impl Scale {
    /// The scale called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "demo" => Some(Self::Demo),
            "paper" => Some(Self::Paper),
            _ => None,
        }
    }
}

/// How relevant the pretrained skill is to fine-tuning: the paper's priors with P(a) = 0.999, 0.9 and 0.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relevance {
    /// P(a) = 0.999.
    Weak,
    /// P(a) = 0.9.
    Medium,
    /// P(a) = 0.5.
    Strong,
}

impl Relevance {
    /// All three, the weakest first.
    pub const ALL: [Self; 3] = [Self::Weak, Self::Medium, Self::Strong];

    /// P(a) in the paper's tables.
    pub fn p_a(self) -> f64 {
        self.prior(Scale::Paper).probabilities()[0]
    }

    /// The sampling prior. At the demo's scale the weak one never asks for b: in so few steps the paper's one sample in a thousand
    /// would be a matter of luck.
    pub fn prior(self, scale: Scale) -> SamplingPrior {
        match (self, scale) {
            (Self::Weak, Scale::Demo) => SamplingPrior::NEVER,
            (Self::Weak, Scale::Paper) => SamplingPrior::LOW,
            (Self::Medium, _) => SamplingPrior::MEDIUM,
            (Self::Strong, _) => SamplingPrior::HIGH,
        }
    }
}

/// The paper's three learning rates of fine-tuning, as shares of its η_PT; the demo's are those that stand for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// η_PT / 10 in the paper.
    Tenth,
    /// η_PT / 100 in the paper.
    Hundredth,
    /// η_PT / 1000 in the paper.
    Thousandth,
}

impl Rate {
    /// All three, the largest first.
    pub const ALL: [Self; 3] = [Self::Tenth, Self::Hundredth, Self::Thousandth];

    /// The learning rate.
    pub fn at(self, scale: Scale) -> f64 {
        let paper = match self {
            Self::Tenth => 1e-4,
            Self::Hundredth => 1e-5,
            Self::Thousandth => 1e-6,
        };
        match scale {
            Scale::Demo => standing_for(paper, Preset::Quick.spec().pretrain_rate),
            Scale::Paper => paper,
        }
    }
}
