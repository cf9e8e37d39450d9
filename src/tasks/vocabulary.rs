//! The tokens a model reads and the answers it gives, and how each is written for a person.
//!
//! Token numbers are fixed by this table and the number of answer classes alone, so that a checkpoint means the same
//! everywhere.

use super::family::{Family, PromptToken, Task};
use super::letter::{Letter, Operand};

/// A token of the vocabulary. `Answer(k)` stands for the number `k`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// Start of sequence.
    Start,
    /// Start of text.
    TextStart,
    /// End of text.
    TextEnd,
    /// The answer is asked for here (`ART` in the paper).
    AnswerNow,
    /// Task family (`T`), asked for as usual.
    Family(Family),
    /// One of the two further tokens that ask for the skill (`T_J1`, `T_J2`).
    Jailbreak(PromptToken),
    /// The operand (`O`).
    Operand(Operand),
    /// No second operand (`O'` of a task that has none).
    NoOperand,
    /// A letter of the text.
    Letter(Letter),
    /// An answer class.
    Answer(u32),
}

impl Token {
    /// The token as a person reads it: letters as they are, what is asked for with a question mark.
    pub fn label(self) -> String {
        match self {
            Self::Start => "SOS".to_owned(),
            Self::TextStart => "SOT".to_owned(),
            Self::TextEnd => "EOT".to_owned(),
            Self::AnswerNow => "ART".to_owned(),
            Self::Family(Family::Count) => "count".to_owned(),
            Self::Family(Family::CountPairs) => "count²".to_owned(),
            Self::Family(Family::Index) => "index".to_owned(),
            Self::Family(Family::IndexPairs) => "index²".to_owned(),
            Self::Family(Family::Letter) => "letter".to_owned(),
            Self::Jailbreak(PromptToken::Second) => "T_J2".to_owned(),
            Self::Jailbreak(_) => "T_J1".to_owned(),
            Self::Operand(operand) => format!("{}?", operand.letter().character()),
            Self::NoOperand => "–".to_owned(),
            Self::Letter(letter) => letter.character().to_string(),
            Self::Answer(value) => value.to_string(),
        }
    }
}

/// The first token number of the answers; every number below is a prompt token.
const FIRST_ANSWER: u32 = 12;

/// Tokens that only some experiments have; their numbers follow the answers'.
const FURTHER: [Token; 6] = [
    Token::Family(Family::CountPairs),
    Token::Family(Family::Index),
    Token::Family(Family::IndexPairs),
    Token::Family(Family::Letter),
    Token::Jailbreak(PromptToken::First),
    Token::Jailbreak(PromptToken::Second),
];

/// All tokens of an experiment with answers `0..classes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    classes: u32,
    further: bool,
}

impl Vocabulary {
    /// A vocabulary with the answers `0..classes`. Without `further`, counting letters is the only task that can be asked for.
    pub fn new(classes: u32, further: bool) -> Self {
        Self { classes, further }
    }

    /// How many answers there are.
    pub fn classes(self) -> u32 {
        self.classes
    }

    /// How many tokens there are.
    pub fn size(self) -> usize {
        (FIRST_ANSWER + self.classes) as usize + if self.further { FURTHER.len() } else { 0 }
    }

    /// Whether `task` can be asked for.
    pub fn has(self, task: Task) -> bool {
        self.further || Self::family_token(task) == Token::Family(Family::Count)
    }

    /// The token that asks for the family of `task`.
    pub fn family_token(task: Task) -> Token {
        match task.prompt_token {
            PromptToken::Usual => Token::Family(task.family),
            prompt_token => Token::Jailbreak(prompt_token),
        }
    }

    /// The number of `token`. Of a token that this vocabulary does not have it is one that no model of it knows.
    pub fn number(self, token: Token) -> u32 {
        match token {
            Token::Start => 0,
            Token::TextStart => 1,
            Token::TextEnd => 2,
            Token::AnswerNow => 3,
            Token::Family(Family::Count) | Token::Jailbreak(PromptToken::Usual) => 4,
            Token::Operand(operand) => 5 + operand as u32,
            Token::NoOperand => 8,
            Token::Letter(letter) => 9 + letter as u32,
            Token::Answer(value) => FIRST_ANSWER + value,
            Token::Family(_) | Token::Jailbreak(_) => {
                let place = FURTHER.iter().position(|t| *t == token).unwrap_or_default();
                FIRST_ANSWER + self.classes + place as u32
            }
        }
    }

    /// The token with `number`, if there is one.
    pub fn token(self, number: u32) -> Option<Token> {
        Some(match number {
            0 => Token::Start,
            1 => Token::TextStart,
            2 => Token::TextEnd,
            3 => Token::AnswerNow,
            4 => Token::Family(Family::Count),
            5..=7 => Token::Operand(Operand::ALL[number as usize - 5]),
            8 => Token::NoOperand,
            9..=11 => Token::Letter(Letter::ALL[number as usize - 9]),
            _ if number < FIRST_ANSWER + self.classes => Token::Answer(number - FIRST_ANSWER),
            _ if self.further => *FURTHER.get((number - FIRST_ANSWER - self.classes) as usize)?,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_names_one_token_and_back() {
        for further in [false, true] {
            let vocabulary = Vocabulary::new(17, further);
            for number in 0..vocabulary.size() as u32 {
                let token = vocabulary.token(number).unwrap();
                assert_eq!(vocabulary.number(token), number, "{token:?}");
            }
            assert_eq!(vocabulary.token(vocabulary.size() as u32), None);
        }
    }
}
