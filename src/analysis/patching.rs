//! What activation patching found: which activations of the pretrained model bring the skill back in the fine-tuned one.

use crate::model::Site;
use crate::train::Accuracy;
use serde::{Deserialize, Serialize};

/// The positions at which activations are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Positions {
    /// Every position.
    All,
    /// Before the text: the task and what is asked for.
    Question,
    /// The letters of the text, and its end where the format marks it.
    Text,
    /// The last position, where the answer is predicted.
    Answer,
}

impl Positions {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::All, Self::Question, Self::Text, Self::Answer];

    /// As figures name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Question => "question",
            Self::Text => "text",
            Self::Answer => "answer",
        }
    }

    /// Whether `position` is one of them, in a sequence whose text begins at `text_start` and which ends at `last`.
    pub fn hold(self, position: usize, text_start: usize, last: usize) -> bool {
        match self {
            Self::All => true,
            Self::Question => position < text_start,
            Self::Text => (text_start..last).contains(&position),
            Self::Answer => position == last,
        }
    }
}

/// The fine-tuned model with the activations of one place taken from the pretrained one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchedCell {
    /// Which activations.
    pub site: Site,
    /// At which positions.
    pub positions: Positions,
    /// O_PT at C_Te = 0 with them.
    pub skill: Accuracy,
}

/// All places and positions of one fine-tuned model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patching {
    /// O_PT of the fine-tuned model as it is, on the same samples.
    pub before: Accuracy,
    /// O_PT of the pretrained model on the same samples.
    pub donor: Accuracy,
    /// The patched runs.
    pub cells: Vec<PatchedCell>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_text_and_answer_make_up_the_sequence() {
        for position in 0..19 {
            let held = [Positions::Question, Positions::Text, Positions::Answer].map(|p| p.hold(position, 2, 18));
            assert_eq!(held.iter().filter(|h| **h).count(), 1, "position {position}");
            assert!(Positions::All.hold(position, 2, 18));
        }
    }
}
