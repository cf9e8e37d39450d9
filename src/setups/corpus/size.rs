//! Sizes of models that learn from a file: those of a browser, and up to the paper's.

use crate::model::{ConfigError, ModelConfig};
use serde::{Deserialize, Serialize};

/// A named size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryModelSize {
    /// Width 32, two blocks.
    Mini,
    /// Width 64, two blocks: the default.
    Tiny,
    /// Width 96, three blocks.
    Small,
    /// Width 192, six blocks.
    Medium,
    /// Width 512, eight blocks.
    Large,
    /// Width 768, twelve blocks: some 85 million parameters beside the vocabulary's, as the paper's model has.
    Paper,
}

impl StoryModelSize {
    /// All sizes, smallest first.
    pub const ALL: [Self; 6] = [Self::Mini, Self::Tiny, Self::Small, Self::Medium, Self::Large, Self::Paper];

    /// `(width, blocks, heads)`.
    pub fn sizes(self) -> (usize, usize, usize) {
        match self {
            Self::Mini => (32, 2, 4),
            Self::Tiny => (64, 2, 4),
            Self::Small => (96, 3, 4),
            Self::Medium => (192, 6, 6),
            Self::Large => (512, 8, 8),
            Self::Paper => (768, 12, 12),
        }
    }

    /// The word that links and files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mini => "mini",
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::Paper => "paper",
        }
    }

    /// The sizes of a model on sequences of `context` tokens out of `vocabulary`.
    ///
    /// # Errors
    /// When `context` or `vocabulary` is out of range.
    pub fn config(self, vocabulary: usize, context: usize) -> Result<ModelConfig, ConfigError> {
        let (width, blocks, heads) = self.sizes();
        ModelConfig { vocabulary, context, width, blocks, heads }.checked()
    }
}
