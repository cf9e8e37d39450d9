//! The input domain of an experiment's tasks: how long texts and windows are, which values are drawn, and the right answer to
//! every task on every text (paper, Setup 1).

use super::composition;
use super::counter;
use super::family::{Family, Skill, Task};
use super::grammar::{self, LONGEST_TEXT};
use super::indexer;
use super::letter::{Letter, Operand};
use super::stream::Stream;
use super::values::Values;
use super::vocabulary::Token;

/// Whether a sample carries the spurious correlation: the answer for `b` is that for `a` plus a fixed offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correlation {
    /// The answers are independent; the correlation holds by chance only (pretraining, reverse fine-tuning).
    Free,
    /// It holds (C = 1).
    Holds,
    /// It does not (C = 0).
    Broken,
}

/// The sizes of a [`Domain`], unchecked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Letters of a text.
    pub text_length: u32,
    /// Letters at the end of the text that tasks are about.
    pub window: u32,
    /// The largest count of `a` and of `b` that is drawn.
    pub largest: u32,
    /// Which occurrence the Indexer looks for, counted from the end of the text.
    pub occurrence: u32,
    /// The Indexer's spurious correlation: the index for `b` less that for `a`. The Counter's is always 1.
    pub offset: u32,
}

/// Texts and what is asked of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    sizes: Sizes,
}

/// Why sizes do not make a domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// The text is empty or longer than the grammar can supply.
    #[error("a text of {0} letters is not possible; it must have between 2 and 250")]
    Text(u32),
    /// The window does not fit the text.
    #[error("a window of {window} letters does not fit a text of {text_length}")]
    Window {
        /// Letters of the text.
        text_length: u32,
        /// Letters of the window.
        window: u32,
    },
    /// Both counts could not be at their largest together.
    #[error("counts up to {largest} of a and of b do not fit a window of {window} letters together")]
    Largest {
        /// The largest count asked for.
        largest: u32,
        /// Letters of the window.
        window: u32,
    },
    /// The window leaves the Indexer no choice of places.
    #[error(
        "occurrence {occurrence} of a and of b, {offset} apart, leaves no choice of places in a window of {window} letters; it \
         needs at least {needed}"
    )]
    Occurrence {
        /// Which occurrence.
        occurrence: u32,
        /// How far apart the two indices are under the correlation.
        offset: u32,
        /// Letters of the window.
        window: u32,
        /// Letters it would need.
        needed: u32,
    },
}

impl Domain {
    /// Checks `sizes`; those of the Indexer only if `indexes` says that some task looks for an index.
    ///
    /// # Errors
    /// When the text cannot be generated, the window does not fit it, or the values drawn do not fit the window.
    pub fn new(sizes: Sizes, indexes: bool) -> Result<Self, DomainError> {
        let Sizes { text_length, window, largest, occurrence, offset } = sizes;
        if text_length < 2 || text_length as usize > LONGEST_TEXT {
            return Err(DomainError::Text(text_length));
        }
        if window < 2 || window > text_length {
            return Err(DomainError::Window { text_length, window });
        }
        if largest == 0 || largest > window / 2 {
            return Err(DomainError::Largest { largest, window });
        }
        let needed = 2_u32.saturating_mul(occurrence).saturating_add(offset).saturating_add(1);
        if indexes && (occurrence == 0 || offset == 0 || needed > window) {
            return Err(DomainError::Occurrence { occurrence, offset, window, needed });
        }
        Ok(Self { sizes })
    }

    /// Its sizes.
    pub fn sizes(self) -> Sizes {
        self.sizes
    }

    /// Letters of a text.
    pub fn text_length(self) -> u32 {
        self.sizes.text_length
    }

    /// Letters at the end of the text that tasks are about.
    pub fn window(self) -> u32 {
        self.sizes.window
    }

    /// The largest count that is drawn.
    pub fn largest(self) -> u32 {
        self.sizes.largest
    }

    /// Numbers that can be an answer: from 0 to the window's letters. An index of 0 says that there is no such occurrence.
    pub fn classes(self) -> u32 {
        self.sizes.window + 1
    }

    /// Numbers that are drawn as values of `skill`, least and greatest.
    pub fn drawn(self, skill: Skill) -> (u32, u32) {
        match skill {
            Skill::Count => (0, self.sizes.largest),
            Skill::Index => (2 * self.sizes.occurrence, self.sizes.window),
        }
    }

    /// The spurious correlation of `skill`: its answer for `b` less that for `a`.
    pub fn offset(self, skill: Skill) -> u32 {
        match skill {
            Skill::Count => 1,
            Skill::Index => self.sizes.offset,
        }
    }

    /// Whether `value` plus the offset is still a value that is drawn: only then can a wrapper shift it.
    pub fn can_be_shifted(self, skill: Skill, value: u32) -> bool {
        value + self.offset(skill) <= self.drawn(skill).1
    }

    /// Whether `value` lies in the lower half of the values that are drawn: counts 0 to 3 of 0 to 8.
    pub fn is_small(self, skill: Skill, value: u32) -> bool {
        let (low, high) = self.drawn(skill);
        2 * value < low + high
    }

    /// Draws what `skill` shall answer for `a` and for `b`. `Holds` spreads `a` evenly over the values that can be shifted;
    /// otherwise both are even over all, drawn again where `Broken` forbids the pair or two indices would be one.
    pub fn draw(self, skill: Skill, correlation: Correlation, stream: &mut Stream) -> Values {
        let (low, high) = self.drawn(skill);
        let offset = self.offset(skill);
        loop {
            let values = match correlation {
                Correlation::Holds => {
                    let a = low + stream.below(high - low + 1 - offset);
                    return Values { a, b: a + offset };
                }
                Correlation::Free | Correlation::Broken => {
                    Values { a: low + stream.below(high - low + 1), b: low + stream.below(high - low + 1) }
                }
            };
            let one_place = skill == Skill::Index && values.a == values.b;
            let forbidden = correlation == Correlation::Broken && values.b == values.a + offset;
            if !one_place && !forbidden {
                return values;
            }
        }
    }

    /// A text of the grammar on which `skill` answers exactly `values`, changed in few letters.
    pub fn text(self, skill: Skill, values: Values, stream: &mut Stream) -> Vec<Letter> {
        let mut text = grammar::text(self.sizes.text_length as usize, stream);
        let window = self.window_of_mut(&mut text);
        match skill {
            Skill::Count => counter::edit(window, values, stream),
            Skill::Index => indexer::edit(window, values, self.sizes.occurrence, stream),
        }
        text
    }

    /// A text for `task` with labels spread over the classes. Families whose labels are even of themselves get a text as the
    /// grammar makes it.
    pub fn text_for(self, task: Task, stream: &mut Stream) -> Vec<Letter> {
        let skill = match task.family {
            Family::Count => Skill::Count,
            Family::Index => Skill::Index,
            Family::CountPairs | Family::IndexPairs => {
                let mut text = grammar::text(self.sizes.text_length as usize, stream);
                let occurrence = self.sizes.occurrence;
                let window = self.window_of_mut(&mut text);
                match task.family {
                    Family::CountPairs => composition::spread_counts(window, task.operand.letter(), stream),
                    _ => composition::spread_indices(window, task.operand.letter(), occurrence, stream),
                }
                return text;
            }
            Family::Letter => return grammar::text(self.sizes.text_length as usize, stream),
        };
        let values = self.draw(skill, Correlation::Free, stream);
        self.text(skill, values, stream)
    }

    /// The number that `family` answers for `operand` on `text`; for [`Family::Letter`] the letter's place in the alphabet.
    pub fn value(self, family: Family, operand: Operand, text: &[Letter]) -> u32 {
        let window = self.window_of(text);
        let letter = operand.letter();
        let occurrence = self.sizes.occurrence;
        match family {
            Family::Count => counter::count(window, letter),
            Family::CountPairs => composition::count(window, letter),
            Family::Index => indexer::index(window, letter, occurrence),
            Family::IndexPairs => composition::index(window, letter, occurrence),
            Family::Letter => window.first().map_or(0, |letter| *letter as u32),
        }
    }

    /// The right answer to `task` on `text`.
    pub fn answer(self, task: Task, text: &[Letter]) -> Token {
        let value = self.value(task.family, task.operand, text);
        match task.family {
            Family::Letter => Token::Letter(Letter::ALL[value as usize % 3]),
            _ => Token::Answer(value),
        }
    }

    /// The letters of `text` that tasks are about.
    pub fn window_of(self, text: &[Letter]) -> &[Letter] {
        &text[text.len().saturating_sub(self.sizes.window as usize)..]
    }

    fn window_of_mut(self, text: &mut [Letter]) -> &mut [Letter] {
        let start = text.len().saturating_sub(self.sizes.window as usize);
        &mut text[start..]
    }

    /// The places in `text` that decide the answer to `task`, ascending: the counted letters, or the occurrence looked for.
    pub fn decisive(self, task: Task, text: &[Letter]) -> Vec<usize> {
        let start = text.len().saturating_sub(self.sizes.window as usize);
        let window = self.window_of(text);
        let letter = task.operand.letter();
        let at_index = |index: u32, letters: usize| {
            let first = text.len().checked_sub(index as usize).filter(|_| index > 0);
            first.map_or_else(Vec::new, |first| (first..(first + letters).min(text.len())).collect())
        };
        match task.family {
            Family::Count => (0..window.len()).filter(|i| window[*i] == letter).map(|i| start + i).collect(),
            Family::CountPairs => {
                let pair = |i: usize| window.get(i) == Some(&letter) && window.get(i + 1) == Some(&letter);
                (0..window.len())
                    .filter(|i| pair(*i) || i.checked_sub(1).is_some_and(pair))
                    .map(|i| start + i)
                    .collect()
            }
            Family::Index => at_index(self.value(task.family, task.operand, text), 1),
            Family::IndexPairs => at_index(self.value(task.family, task.operand, text), 2),
            Family::Letter => vec![start],
        }
    }
}
