//! What the instruments are asked of an experiment's models, and what they found.

use super::plan::Role;
use super::setup::Spec;
use crate::analysis::{
    Graft, Grain, LetterAttention, LinePoint, MatrixChange, Patching, Probes, Pruning, WeightPruning,
};
use serde::{Deserialize, Serialize};

/// A model of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The weights that the skill's own stages start from: random ones, or a compiled program's.
    Initial,
    /// The weights a stage ended with.
    After(Role),
    /// A model that never had the skill and that no stage trains: a compiled target.
    NeverHad,
}

/// Something to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Which pieces does pruning remove, and what does the model answer without them?
    Prune {
        /// The model.
        subject: Subject,
        /// What is removed.
        grain: Grain,
    },
    /// What can be read from the residual stream?
    Probe {
        /// The model.
        subject: Subject,
    },
    /// Where did the weights change in fine-tuning at this rate and in the revival after it?
    Change {
        /// Index into the Spec's rates.
        rate: u32,
    },
    /// Where does the last position look, letter by letter?
    Attention {
        /// The model.
        subject: Subject,
    },
    /// Which activations of the pretrained model bring the skill back in the one fine-tuned at this rate?
    Patch {
        /// Index into the Spec's rates.
        rate: u32,
    },
}

impl Question {
    /// The models it is about, in the order in which their weights are handed over.
    pub fn needs(self) -> Vec<Subject> {
        let pretrained = Subject::After(Role::Pretrain);
        match self {
            Self::Prune { subject, .. } | Self::Probe { subject } | Self::Attention { subject } => vec![subject],
            Self::Change { rate } => {
                vec![pretrained, Subject::After(Role::FineTune { rate }), Subject::After(Role::Revive { rate })]
            }
            Self::Patch { rate } => vec![pretrained, Subject::After(Role::FineTune { rate })],
        }
    }

    /// Whether random pruning is drawn beside it: for the models that a verdict is given on.
    pub fn draws_at_random(self) -> bool {
        matches!(self, Self::Prune { subject: Subject::After(Role::FineTune { .. }), .. })
    }

    /// In words, as what is being done.
    pub fn label(self, spec: &Spec) -> String {
        let rate = |rate| spec.role_label(Role::FineTune { rate });
        match self {
            Self::Prune { subject, .. } => format!("pruning: {}", spec.subject_label(subject)),
            Self::Probe { subject } => format!("probing: {}", spec.subject_label(subject)),
            Self::Attention { subject } => format!("reading attention: {}", spec.subject_label(subject)),
            Self::Change { rate: index } => format!("comparing weights: {}", rate(index)),
            Self::Patch { rate: index } => format!("patching activations: {}", rate(index)),
        }
    }
}

/// How two checkpoints differ, and what lies between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// The earlier model.
    pub from: Subject,
    /// The later one.
    pub to: Subject,
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
    pub grafts: Vec<Graft>,
}

/// What an instrument found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// By pruning.
    Pruning(Pruning),
    /// By probing.
    Probes(Probes),
    /// By comparing weights.
    Change(Change),
    /// By patching activations.
    Patching(Patching),
    /// By pruning single weights of a compiled model.
    WeightPruning(WeightPruning),
    /// By reading where a compiled model looks.
    LetterAttention(Vec<LetterAttention>),
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// What was asked.
    pub question: Question,
    /// What was found.
    pub finding: Finding,
    /// The engine that found it.
    pub device: String,
    /// Seconds of work.
    pub seconds: f64,
}
