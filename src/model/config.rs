//! Sizes of a transformer, their ranges, and the names and shapes of every parameter that follow from them.

use serde::{Deserialize, Serialize};

/// Sizes of a GPT. Every field is checked by [`ModelConfig::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelConfig {
    /// Tokens of the vocabulary.
    pub vocabulary: usize,
    /// Positions of the longest sequence.
    pub context: usize,
    /// Width of the residual stream, `d_model`.
    pub width: usize,
    /// Transformer blocks.
    pub blocks: usize,
    /// Attention heads of a block; divides the width.
    pub heads: usize,
}

/// Why sizes do not make a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A size is outside its range.
    #[error("{name} is {value}; it must lie between {low} and {high}")]
    Range {
        /// What the size is called.
        name: &'static str,
        /// The value given.
        value: usize,
        /// The least possible.
        low: usize,
        /// The greatest possible.
        high: usize,
    },
    /// The heads do not divide the width.
    #[error("{heads} heads do not divide a width of {width}")]
    Heads {
        /// Heads given.
        heads: usize,
        /// Width given.
        width: usize,
    },
}

/// A named size of model that a visitor may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelSize {
    /// Width 16, one block, two heads: for checking an engine, too small for the findings.
    Micro,
    /// Width 32, two blocks, four heads: the default.
    Mini,
    /// Width 64, two blocks, four heads.
    Tiny,
    /// Width 96, three blocks, four heads.
    Small,
    /// Width 192, six blocks, six heads: the paper's minGPT.
    Paper,
}

impl ModelSize {
    /// All sizes, smallest first.
    pub const ALL: [Self; 5] = [Self::Micro, Self::Mini, Self::Tiny, Self::Small, Self::Paper];

    /// `(width, blocks, heads)`.
    pub fn sizes(self) -> (usize, usize, usize) {
        match self {
            Self::Micro => (16, 1, 2),
            Self::Mini => (32, 2, 4),
            Self::Tiny => (64, 2, 4),
            Self::Small => (96, 3, 4),
            Self::Paper => (192, 6, 6),
        }
    }

    /// The word a link and a file use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Mini => "mini",
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Paper => "paper",
        }
    }

    /// The sizes of a model of this size on sequences of `context` tokens out of `vocabulary`.
    ///
    /// # Errors
    /// When `context` or `vocabulary` is out of range.
    pub fn config(self, vocabulary: usize, context: usize) -> Result<ModelConfig, ConfigError> {
        let (width, blocks, heads) = self.sizes();
        ModelConfig { vocabulary, context, width, blocks, heads }.checked()
    }
}

impl ModelConfig {
    /// Checks the ranges: vocabulary 2–65,536, context 1–4,096, width 4–4,096, blocks 1–48, heads 1–64 dividing the width.
    ///
    /// # Errors
    /// Names the first size that is out of range.
    pub fn checked(self) -> Result<Self, ConfigError> {
        let ranges = [
            ("the vocabulary", self.vocabulary, 2, 65_536),
            ("the context", self.context, 1, 4_096),
            ("the width", self.width, 4, 4_096),
            ("the number of blocks", self.blocks, 1, 48),
            ("the number of heads", self.heads, 1, 64),
        ];
        for (name, value, low, high) in ranges {
            if !(low..=high).contains(&value) {
                return Err(ConfigError::Range { name, value, low, high });
            }
        }
        if !self.width.is_multiple_of(self.heads) {
            return Err(ConfigError::Heads { heads: self.heads, width: self.width });
        }
        Ok(self)
    }

    /// Width of the hidden layer of an MLP: four times the residual stream, as in minGPT.
    pub fn hidden(&self) -> usize {
        4 * self.width
    }

    /// Width of one head.
    pub fn head_width(&self) -> usize {
        self.width / self.heads
    }

    /// The name and shape of every parameter, in the one order that weights are kept in. A matrix is
    /// `[inputs, outputs]`: column `j` holds the incoming weights of output unit `j`.
    pub fn parameters(&self) -> Vec<(String, Vec<usize>)> {
        let d = self.width;
        let mut list = vec![
            ("token.weight".to_owned(), vec![self.vocabulary, d]),
            ("position.weight".to_owned(), vec![self.context, d]),
        ];
        for block in 0..self.blocks {
            let mut push = |name: &str, shape: Vec<usize>| list.push((format!("blocks.{block}.{name}"), shape));
            push("norm_attention.gain", vec![d]);
            push("norm_attention.bias", vec![d]);
            for matrix in ["query", "key", "value", "output"] {
                push(&format!("attention.{matrix}.weight"), vec![d, d]);
                push(&format!("attention.{matrix}.bias"), vec![d]);
            }
            push("norm_mlp.gain", vec![d]);
            push("norm_mlp.bias", vec![d]);
            push("mlp_in.weight", vec![d, self.hidden()]);
            push("mlp_in.bias", vec![self.hidden()]);
            push("mlp_out.weight", vec![self.hidden(), d]);
            push("mlp_out.bias", vec![d]);
        }
        list.push(("norm_final.gain".to_owned(), vec![d]));
        list.push(("norm_final.bias".to_owned(), vec![d]));
        list.push(("head.weight".to_owned(), vec![d, self.vocabulary]));
        list
    }

    /// How many numbers the model learns.
    pub fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_size_has_about_as_many_parameters_as_the_calibrated_prototype() {
        let config = ModelSize::Mini.config(29, 19).unwrap();
        assert!((27_000..29_000).contains(&config.parameter_count()), "{}", config.parameter_count());
    }

    #[test]
    fn the_papers_size_has_about_three_million() {
        let count = ModelSize::Paper.config(64, 265).unwrap().parameter_count();
        assert!((2_600_000..3_100_000).contains(&count), "{count}");
    }

    #[test]
    fn sizes_that_make_no_model_are_refused_by_name() {
        let good = ModelSize::Mini.config(30, 19).unwrap();
        let heads = ModelConfig { heads: 5, ..good }.checked().unwrap_err();
        assert_eq!(heads.to_string(), "5 heads do not divide a width of 32");
        let width = ModelConfig { width: 0, ..good }.checked().unwrap_err();
        assert!(width.to_string().starts_with("the width is 0"), "{width}");
    }
}
