//! Random strings with the answers of a program and of its target, as they come: before any are left out or evened out.
//!
//! A string has the program's full length. Where words may repeat, each word is with some probability one that already stands in the
//! string (Pólya's urn), so that counts spread further than those of independent words.

use super::error::CompiledSpecError;
use crate::rasp::{Program, Tabled, Value};
use crate::tasks::{Purpose, Stream};

/// Strings that frequencies are estimated from.
pub(super) const ESTIMATED: u32 = 8192;

/// A string with what the program and its target answer at its last position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// Its words, as places in the program's vocabulary.
    pub words: Vec<u32>,
    /// The skill's answer, as a place among the model's answers.
    pub skill: u32,
    /// The target's.
    pub target: u32,
}

/// Where they come from.
#[derive(Clone, Debug)]
pub(super) struct LabelledStrings {
    tabled: Tabled,
    words: u32,
    length: u32,
    distinct: bool,
}

impl LabelledStrings {
    /// Strings for a program.
    ///
    /// # Errors
    /// When it has no tables, or cannot have strings without a word twice.
    pub(super) fn new(program: &Program) -> Result<Self, CompiledSpecError> {
        let (words, length) = (program.vocabulary().len() as u32, program.length() as u32);
        if program.draws_distinct() && words < length {
            let what = "have no word twice";
            return Err(CompiledSpecError::Rare { drawn: ESTIMATED, found: 0, what, remedy: String::new() });
        }
        Ok(Self { tabled: Tabled::new(program)?, words, length, distinct: program.draws_distinct() })
    }

    /// A string as it comes, if both answers are defined on it.
    pub(super) fn draw(&self, stream: &mut Stream) -> Option<Labelled> {
        let words = self.draw_words(stream);
        let skill = self.tabled.answer(&words)?;
        let target = self.tabled.target(&words)?;
        Some(Labelled { words, skill, target })
    }

    fn draw_words(&self, stream: &mut Stream) -> Vec<u32> {
        if self.distinct {
            let mut all: Vec<u32> = (0..self.words).collect();
            stream.shuffle(&mut all);
            all.truncate(self.length as usize);
            return all;
        }
        let mut words: Vec<u32> = Vec::with_capacity(self.length as usize);
        for place in 0..self.length {
            let drawn = stream.below(self.words + place);
            words.push(if drawn < self.words { drawn } else { words[(drawn - self.words) as usize] });
        }
        words
    }

    /// The answers that labels are places in.
    pub(super) fn answers(&self) -> &[Value] {
        self.tabled.values()
    }
}

/// How often each offset of the target's answer from the skill's occurs, the most frequent first; offsets of nothing and backwards are
/// left out.
pub(super) fn offsets(drawn: &[Labelled]) -> Vec<(u32, u32)> {
    let mut counts: Vec<(u32, u32)> = Vec::new();
    for labelled in drawn.iter().filter(|l| l.target > l.skill) {
        let offset = labelled.target - labelled.skill;
        match counts.iter_mut().find(|(own, _)| *own == offset) {
            Some((_, count)) => *count += 1,
            None => counts.push((offset, 1)),
        }
    }
    counts.sort_by_key(|(offset, count)| (std::cmp::Reverse(*count), *offset));
    counts
}

/// What random strings of a program tell before anything is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelFacts {
    /// Every answer, and on how many strings the program and its target give it.
    pub answers: Vec<(String, [u32; 2])>,
    /// On how many strings the target's answer is the skill's, moved by so many places, the most frequent first.
    pub offsets: Vec<(u32, u32)>,
    /// Strings on which both answers are defined.
    pub defined: u32,
    /// Strings that were drawn.
    pub drawn: u32,
}

impl LabelFacts {
    /// Draws strings of `program` with `seed`.
    ///
    /// # Errors
    /// When the program has no strings.
    pub fn of(program: &Program, seed: u32) -> Result<Self, CompiledSpecError> {
        let strings = LabelledStrings::new(program)?;
        let mut stream = Stream::new(seed, Purpose::Spreading);
        let drawn: Vec<Labelled> = (0..ESTIMATED).filter_map(|_| strings.draw(&mut stream)).collect();
        let mut answers: Vec<(String, [u32; 2])> =
            strings.answers().iter().map(|answer| (answer.to_string(), [0; 2])).collect();
        for labelled in &drawn {
            for (which, place) in [labelled.skill, labelled.target].into_iter().enumerate() {
                if let Some((_, counts)) = answers.get_mut(place as usize) {
                    counts[which] += 1;
                }
            }
        }
        Ok(Self { answers, offsets: offsets(&drawn), defined: drawn.len() as u32, drawn: ESTIMATED })
    }
}

#[cfg(test)]
mod tests {
    use super::super::CompiledSpec;
    use super::*;

    #[test]
    fn facts_are_those_of_the_strings() {
        let program = CompiledSpec::counter().program().unwrap();
        let facts = LabelFacts::of(&program, 1).unwrap();
        let sum = |which: usize| facts.answers.iter().map(|(_, counts)| counts[which]).sum::<u32>();
        assert_eq!((sum(0), sum(1), facts.defined), (8192, 8192, 8192));
        assert!(facts.offsets[0].0 == 1 && facts.offsets.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    }
}
