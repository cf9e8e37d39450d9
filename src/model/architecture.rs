//! The two architectures of models: GPTs that learn a skill, and transformers that a RASP program was compiled to.

use super::compiled::CompiledSizes;
use super::config::{ConfigError, ModelConfig};
use serde::{Deserialize, Serialize};

/// An architecture with its sizes; the names and shapes of all parameters follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// A GPT with layer norms and a head of its own.
    Gpt(ModelConfig),
    /// A compiled transformer, which answers along directions of its residual stream.
    Compiled(CompiledSizes),
}

impl Architecture {
    /// Checks the ranges of its sizes.
    ///
    /// # Errors
    /// Names the first size that is out of range.
    pub fn checked(self) -> Result<Self, ConfigError> {
        Ok(match self {
            Self::Gpt(config) => Self::Gpt(config.checked()?),
            Self::Compiled(sizes) => Self::Compiled(sizes.checked()?),
        })
    }

    /// Name and shape of every parameter, in the one order in which they are kept. A matrix is `[inputs, outputs]`.
    pub fn parameters(&self) -> Vec<(String, Vec<usize>)> {
        match self {
            Self::Gpt(config) => config.parameters(),
            Self::Compiled(sizes) => sizes.parameters(),
        }
    }

    /// How many numbers the model learns.
    pub fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }

    /// The sizes that both architectures have. Parameters of a compiled transformer are named by its own.
    pub fn config(&self) -> ModelConfig {
        match *self {
            Self::Gpt(config) => config,
            Self::Compiled(CompiledSizes { words, context, width, layers, heads, .. }) => {
                ModelConfig { vocabulary: words, context, width, blocks: layers, heads }
            }
        }
    }
}

impl From<ModelConfig> for Architecture {
    fn from(config: ModelConfig) -> Self {
        Self::Gpt(config)
    }
}

impl From<CompiledSizes> for Architecture {
    fn from(sizes: CompiledSizes) -> Self {
        Self::Compiled(sizes)
    }
}
