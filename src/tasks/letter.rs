//! The letters of a text, and the operands that name them.

use serde::{Deserialize, Serialize};

/// A terminal of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Letter {
    /// The terminal `a`.
    A,
    /// The terminal `b`.
    B,
    /// The terminal `c`.
    C,
}

impl Letter {
    /// All terminals, in token order.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// The letter as it is written.
    pub fn character(self) -> char {
        match self {
            Self::A => 'a',
            Self::B => 'b',
            Self::C => 'c',
        }
    }

    /// The letter that is written `character`.
    pub fn from_char(character: char) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.character() == character)
    }
}

/// What a task is asked of: the operand token `O` of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operand {
    /// `a`, the operand the pretrained skill is about (`O_PT`).
    A,
    /// `b`, the operand fine-tuning asks for (`O_FT`).
    B,
    /// `c`, seen in pretraining only by the broader priors.
    C,
}

impl Operand {
    /// All operands, in token order.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];
    /// The operand of the pretrained skill, `O_PT`.
    pub const PRETRAINED: Self = Self::A;
    /// The operand of the fine-tuning task, `O_FT`.
    pub const FINE_TUNED: Self = Self::B;

    /// The letter this operand names.
    pub fn letter(self) -> Letter {
        match self {
            Self::A => Letter::A,
            Self::B => Letter::B,
            Self::C => Letter::C,
        }
    }
}
