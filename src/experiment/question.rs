//! What the instruments are asked of an experiment's models, and what they found.

use super::plan::{Plan, Role};
use super::spec::Instruments;
use super::words::role_in_words;
use crate::analysis::{Graft, Grain, LinePoint, MatrixChange, Patching, Probes, Pruning};
use serde::{Deserialize, Serialize};

/// A model of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The initial weights.
    Initial,
    /// The weights a stage ended with.
    After(Role),
}

impl Subject {
    /// In words.
    pub fn words(self, spec: &super::Spec) -> String {
        match self {
            Self::Initial => "random initial weights".to_owned(),
            Self::After(Role::Pretrain) => "pretrained".to_owned(),
            Self::After(Role::PretrainControl) => "control, never had it".to_owned(),
            Self::After(Role::FineTune { .. } | Role::Revive { .. } | Role::ReviveControl | Role::ReviveScratch) => {
                let Self::After(role) = self else { return String::new() };
                format!("after {}", role_in_words(role, spec))
            }
        }
    }
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
            Self::Prune { subject, .. } | Self::Probe { subject } => vec![subject],
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
    pub fn words(self, spec: &super::Spec) -> String {
        let rate = |rate| role_in_words(Role::FineTune { rate }, spec);
        match self {
            Self::Prune { subject, .. } => format!("pruning: {}", subject.words(spec)),
            Self::Probe { subject } => format!("probing: {}", subject.words(spec)),
            Self::Change { rate: index } => format!("comparing weights: {}", rate(index)),
            Self::Patch { rate: index } => format!("patching activations: {}", rate(index)),
        }
    }

    /// Everything that is asked of a plan's models when it runs to its end.
    pub fn all_of(plan: &Plan) -> Vec<Self> {
        if plan.spec.instruments == Instruments::None {
            return Vec::new();
        }
        let rates = 0..plan.spec.fine_tune_rates.len() as u32;
        let prune = |role| Self::Prune { subject: Subject::After(role), grain: Grain::Neurons };
        let probe = |subject| Self::Probe { subject };
        let mut all = Vec::new();
        all.extend(rates.clone().map(|rate| prune(Role::FineTune { rate })));
        all.extend([prune(Role::Pretrain), prune(Role::PretrainControl)]);
        all.extend(
            [Subject::Initial, Subject::After(Role::Pretrain), Subject::After(Role::PretrainControl)].map(probe),
        );
        all.extend(rates.clone().map(|rate| probe(Subject::After(Role::FineTune { rate }))));
        all.extend(rates.clone().map(|rate| probe(Subject::After(Role::Revive { rate }))));
        all.extend(rates.clone().map(|rate| Self::Patch { rate }));
        all.extend(rates.map(|rate| Self::Change { rate }));
        all
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

#[cfg(test)]
mod tests {
    use super::super::Preset;
    use super::*;

    #[test]
    fn every_question_is_about_models_that_the_plan_trains() {
        let plan = Plan::new(Preset::Quick.spec()).unwrap();
        let questions = Question::all_of(&plan);
        assert_eq!(questions.len(), 3 + 2 + 3 + 3 + 3 + 3 + 3);
        for question in questions {
            for subject in question.needs() {
                let trained = match subject {
                    Subject::Initial => true,
                    Subject::After(role) => plan.stages.iter().any(|s| s.role == role),
                };
                assert!(trained, "{question:?}");
            }
        }
    }
}
