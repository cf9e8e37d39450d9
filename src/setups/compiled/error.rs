//! Why an experiment on a compiled skill cannot be run as asked, in sentences a visitor can act on.

use crate::experiment::SpecError;
use crate::rasp::ProgramError;

/// What is wrong with an experiment on a compiled skill.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CompiledSpecError {
    /// The program, at its place.
    #[error("the program: {0}")]
    Program(#[from] ProgramError),
    /// A setting.
    #[error(transparent)]
    Setting(#[from] SpecError),
    /// No program of that name.
    #[error("there is no program called “{0}” in the library")]
    Unlisted(String),
    /// Nothing to teach.
    #[error("the program names no target; “target name” says what fine-tuning is to teach instead")]
    NoTarget,
    /// An answer along one direction has no classes to choose between.
    #[error("the program's answer is numerical, and fine-tuning needs a categorical one")]
    Numerical,
    /// Too few strings qualify.
    #[error("of {drawn} strings drawn at random {found} {what}; fine-tuning needs more of them{remedy}")]
    Rare {
        /// Strings drawn.
        drawn: u32,
        /// Those that qualify.
        found: u32,
        /// What they were to be.
        what: &'static str,
        /// What to do, after a semicolon; empty where nothing is known.
        remedy: String,
    },
    /// A step would take too long.
    #[error(
        "the compiled model has {found} weights, more than the {most} that are trained here; a shorter length makes it smaller"
    )]
    Large {
        /// Weights of the model.
        found: usize,
        /// Weights allowed.
        most: usize,
    },
}

impl From<CompiledSpecError> for SpecError {
    fn from(error: CompiledSpecError) -> Self {
        match error {
            CompiledSpecError::Setting(error) => error,
            other => Self::Setup(other.to_string()),
        }
    }
}
