//! What the instruments showed of one model of one seed.

use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// When a skill comes back: at a step, or not within the steps that were tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Return {
    /// At this step.
    At(u32),
    /// Not within this many steps.
    NotWithin(u32),
}

impl Return {
    /// The step, or the steps tried as a lower bound.
    pub fn steps(self) -> u32 {
        match self {
            Self::At(step) | Self::NotWithin(step) => step,
        }
    }
}

/// What pruning showed of one model, on the reported set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PruningEvidence {
    /// Units removed, chosen on another set.
    pub k: u32,
    /// O_PT then.
    pub skill: Accuracy,
    /// Mean O_PT with as many units removed at random, in percent.
    pub random: f64,
    /// O_PT of the model that never had the skill after the same pruning, in percent; none where that is the model itself.
    pub control: Option<f64>,
}

/// What probes read, at the level where each model is read best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeEvidence {
    /// From this model.
    pub own: Accuracy,
    /// From a trained model without the skill: the never-had control, or what chance gives if that is more. Random weights
    /// are no such floor: before training attention is spread evenly, and counts pass through it.
    pub floor: Accuracy,
    /// From the pretrained model.
    pub ceiling: Accuracy,
}

/// Steps of training on the skill until it is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevivalEvidence {
    /// This model.
    pub own: Return,
    /// The faster of the models that never had it: Scr. + FT, and random weights.
    pub control: Return,
    /// Whether this model was revived at a smaller learning rate than the controls learnt at. It would then be slower
    /// whatever it still knows.
    pub smaller_rate: bool,
}

/// All that is known of one model of one seed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// O_PT before fine-tuning.
    pub before: Accuracy,
    /// O_PT after it.
    pub after: Accuracy,
    /// Pruning, if it was done.
    pub pruning: Option<PruningEvidence>,
    /// Probing, if it was done.
    pub probe: Option<ProbeEvidence>,
    /// Revival, if it was done.
    pub revival: Option<RevivalEvidence>,
}
