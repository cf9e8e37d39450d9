//! Why an experiment cannot be run as asked, in sentences a visitor can act on.

use crate::model::ConfigError;
use crate::tasks::{DomainError, PriorError};

/// What is wrong with a setting or with how settings fit together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpecError {
    /// A setting that does not exist.
    #[error("there is no setting called “{0}”")]
    Unknown(String),
    /// A value that is not of the setting's kind.
    #[error("“{value}” is not possible for {name}: {expected}")]
    Value {
        /// The setting's name in words.
        name: &'static str,
        /// What was given, shortened.
        value: String,
        /// What the setting takes.
        expected: String,
    },
    /// No preset of that name.
    #[error("there is no preset called “{0}”")]
    Preset(String),
    /// The experiment is not an object of settings.
    #[error("an experiment is an object of settings, for instance {{\"seed\": 2}}; this is {0}")]
    Shape(String),
    /// No setup of that name.
    #[error("there is no setup called “{0}”")]
    UnknownSetup(String),
    /// What a Record states of its experiment cannot be read.
    #[error("its settings cannot be read ({0})")]
    Unreadable(String),
    /// Settings of a setup do not fit together; the sentence is the setup's own.
    #[error("{0}")]
    Setup(String),
    /// The task's sizes do not fit together.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// The sampling prior is none.
    #[error(transparent)]
    Prior(#[from] PriorError),
    /// The model's sizes do not fit together.
    #[error(transparent)]
    Model(#[from] ConfigError),
    /// Pretraining never asks for the skill.
    #[error("pretraining never asks for “{0}”, the skill that is fine-tuned; give that task family a share")]
    SkillNotPretrained(&'static str),
    /// More blocks would be frozen than there are.
    #[error("{frozen} blocks cannot be frozen: the model has {blocks}")]
    FrozenBlocks {
        /// Blocks that were to be frozen.
        frozen: u32,
        /// Blocks of the model.
        blocks: usize,
    },
    /// A step would not fit a browser's memory.
    #[error(
        "a batch of {batch} sequences of {context} tokens is too large; together they may have at most {most} tokens"
    )]
    Tokens {
        /// Sequences in a batch.
        batch: u32,
        /// Tokens of a sequence.
        context: usize,
        /// Tokens allowed.
        most: usize,
    },
}

/// A value from outside, cut to a length that fits a sentence.
pub fn shortened(value: &str) -> String {
    const MOST: usize = 40;
    if value.chars().count() <= MOST {
        return value.to_owned();
    }
    value.chars().take(MOST).chain(['…']).collect()
}
