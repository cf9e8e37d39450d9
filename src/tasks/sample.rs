//! How a task, a text and its answer become one sequence of tokens.
//!
//! The input ends where the answer is asked for, so that the answer is always what the last position predicts.

use super::domain::Domain;
use super::family::{Family, Task};
use super::letter::Letter;
use super::vocabulary::{Token, Vocabulary};
use serde::{Deserialize, Serialize};

/// How a sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `T O text ART`: the shortest that says the same.
    Compact,
    /// `SOS T O O' SOT text EOT ART`, as in the paper. The answer's EOS and the padding are left out: the answer is
    /// one token, and every sample of an experiment is equally long.
    Framed,
}

/// One question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What is asked for.
    pub task: Task,
    /// The text it is asked of.
    pub text: Vec<Letter>,
    /// What the model is to answer.
    pub answer: Token,
}

/// The place of everything in a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    format: Format,
    text_length: u32,
    vocabulary: Vocabulary,
}

impl Layout {
    /// The layout of samples on `domain` in `format`; with `further` tasks than counting letters, or further tokens for it.
    pub fn new(format: Format, domain: Domain, further: bool) -> Self {
        Self { format, text_length: domain.text_length(), vocabulary: Vocabulary::new(domain.classes(), further) }
    }

    /// The vocabulary that sequences are written in.
    pub fn vocabulary(self) -> Vocabulary {
        self.vocabulary
    }

    /// Input tokens of a sequence.
    pub fn context(self) -> usize {
        self.text_length as usize
            + match self.format {
                Format::Compact => 3,
                Format::Framed => 7,
            }
    }

    /// The position of the text's first letter.
    pub fn text_start(self) -> usize {
        match self.format {
            Format::Compact => 2,
            Format::Framed => 5,
        }
    }

    /// The position that predicts the answer: the last.
    pub fn answer_position(self) -> usize {
        self.context() - 1
    }

    /// The tokens of a question, `[context]`. A composition's operand is written twice where the format has room (`O'`).
    pub fn tokens(self, task: Task, text: &[Letter]) -> Vec<Token> {
        let letters = text.iter().map(|l| Token::Letter(*l));
        let family = Vocabulary::family_token(task);
        let operand = match task.family {
            Family::Letter => Token::NoOperand,
            _ => Token::Operand(task.operand),
        };
        let second = match task.family {
            Family::CountPairs | Family::IndexPairs => operand,
            Family::Count | Family::Index | Family::Letter => Token::NoOperand,
        };
        let mut tokens = Vec::with_capacity(self.context());
        match self.format {
            Format::Compact => {
                tokens.extend([family, operand]);
                tokens.extend(letters);
            }
            Format::Framed => {
                tokens.extend([Token::Start, family, operand, second, Token::TextStart]);
                tokens.extend(letters);
                tokens.push(Token::TextEnd);
            }
        }
        tokens.push(Token::AnswerNow);
        tokens
    }

    /// The token numbers of a question, appended to `out`.
    pub fn write(self, task: Task, text: &[Letter], out: &mut Vec<u32>) {
        out.extend(self.tokens(task, text).into_iter().map(|t| self.vocabulary.number(t)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::domain_tests;
    use super::super::letter::Operand;
    use super::*;

    #[test]
    fn a_sequence_has_the_stated_length_and_ends_where_the_answer_is_asked_for() {
        let domain = Domain::new(domain_tests::SIZES, true).unwrap();
        for (format, family) in [Format::Compact, Format::Framed].into_iter().flat_map(|f| Family::ALL.map(|g| (f, g)))
        {
            let layout = Layout::new(format, domain, true);
            let text = vec![Letter::B; 16];
            let tokens = layout.tokens(Task::of(family, Operand::A), &text);
            assert_eq!(tokens.len(), layout.context());
            assert_eq!(tokens[layout.answer_position()], Token::AnswerNow);
            assert!(tokens.contains(&Token::Family(family)));
            let start = layout.text_start();
            assert!(tokens[start..start + 16].iter().all(|t| *t == Token::Letter(Letter::B)));
        }
    }
}
