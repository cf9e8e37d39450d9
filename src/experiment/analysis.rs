//! What the instruments are asked of an experiment's models, and what they found.

use super::role::Role;
use crate::analysis::{
    AnswerProbes, Granularity, LetterAttention, LinePoint, MatrixChange, Patching, Probes, Pruning, Undone,
    WeightPruning, WeightTransplant,
};
use serde::{Deserialize, Serialize};

/// A model of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelRef {
    /// The weights that the skill's own stages start from: random ones, or a compiled program's.
    Initial,
    /// The weights a stage ended with.
    After(Role),
    /// A model that never had the skill and that no stage trains: a compiled target.
    NeverHad,
    /// Random weights that no stage starts from, where the initial ones have the skill.
    Random,
}

/// Something to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Analysis {
    /// Which units does pruning remove, and what does the model answer without them?
    Prune {
        /// The model.
        #[serde(rename = "subject")]
        model: ModelRef,
        /// What is removed.
        #[serde(rename = "grain")]
        granularity: Granularity,
    },
    /// What can be read from the residual stream?
    Probe {
        /// The model.
        #[serde(rename = "subject")]
        model: ModelRef,
    },
    /// Where did the weights change in fine-tuning at this rate and in the revival after it?
    Change {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// Where does the last position look, letter by letter?
    Attention {
        /// The model.
        #[serde(rename = "subject")]
        model: ModelRef,
    },
    /// Which activations of the pretrained model bring the skill back in the one fine-tuned at this rate?
    Patch {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// How many directions of the change must be undone until the skill is back in the model fine-tuned at this rate?
    Undo {
        /// Index into the Spec's rates.
        rate: u32,
    },
}

impl Analysis {
    /// The models it is about, in the order in which their weights are handed over.
    pub fn needs(self) -> Vec<ModelRef> {
        let pretrained = ModelRef::After(Role::Pretrain);
        match self {
            Self::Prune { model, .. } | Self::Probe { model } | Self::Attention { model } => vec![model],
            Self::Change { rate } => {
                vec![pretrained, ModelRef::After(Role::FineTune { rate }), ModelRef::After(Role::Revive { rate })]
            }
            Self::Patch { rate } | Self::Undo { rate } => vec![pretrained, ModelRef::After(Role::FineTune { rate })],
        }
    }

    /// Whether random pruning is drawn beside it: for the models that a verdict is given on.
    pub fn draws_at_random(self) -> bool {
        matches!(self, Self::Prune { model: ModelRef::After(Role::FineTune { .. }), .. })
    }
}

/// How two checkpoints differ, and what lies between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// The earlier model.
    pub from: ModelRef,
    /// The later one.
    pub to: ModelRef,
    /// The change of each matrix.
    pub matrices: Vec<MatrixChange>,
    /// Accuracy along the straight line from one to the other; empty where it was not measured.
    pub line: Vec<LinePoint>,
}

/// Where fine-tuning and revival changed the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Pretrained → fine-tuned, fine-tuned → revived, and pretrained → revived (without a line).
    pub segments: Vec<Segment>,
    /// Parts of the pretrained model in the fine-tuned one.
    #[serde(rename = "grafts")]
    pub transplants: Vec<WeightTransplant>,
}

/// What an instrument found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnalysisResult {
    /// By pruning.
    Pruning(Pruning),
    /// By probing.
    Probes(Probes),
    /// By probing a compiled model.
    AnswerProbes(AnswerProbes),
    /// By comparing weights.
    Change(Change),
    /// By patching activations.
    Patching(Patching),
    /// By pruning single weights of a compiled model.
    WeightPruning(WeightPruning),
    /// By reading where a compiled model looks.
    LetterAttention(Vec<LetterAttention>),
    /// By undoing the change direction by direction.
    Undone(Undone),
}

/// An analysis with its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishedAnalysis {
    /// Which one.
    #[serde(rename = "question")]
    pub analysis: Analysis,
    /// What was found.
    #[serde(rename = "finding")]
    pub result: AnalysisResult,
    /// The engine that did it.
    pub device: String,
    /// Seconds of work.
    pub seconds: f64,
}
