//! The Counter task: how often does the operand occur in the window, and the spurious correlation between the answers.
//!
//! A text of the grammar is edited in as few letters as possible so that the counts of `a` and `b` are the ones drawn;
//! that spreads the labels evenly over the classes and plants or breaks `count(b) = count(a) + 1` (paper, Setup 1).

use super::grammar::{self, LONGEST_TEXT};
use super::stream::Stream;
use super::vocabulary::{Letter, Operand};

/// How often `a` and `b` occur in the window; the rest of it is `c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Occurrences of `a`.
    pub a: u32,
    /// Occurrences of `b`.
    pub b: u32,
}

/// Whether a sample carries the spurious correlation `count(b) = count(a) + 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correlation {
    /// The counts are independent; the correlation holds by chance only (pretraining, reverse fine-tuning).
    Free,
    /// `count(b) = count(a) + 1` (C = 1).
    Holds,
    /// `count(b) ≠ count(a) + 1` (C = 0).
    Broken,
}

/// Sizes of the Counter task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    text_length: u32,
    window: u32,
    largest: u32,
}

/// Why sizes do not make a Counter task.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CounterError {
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
}

impl Counter {
    /// A Counter on texts of `text_length` letters that counts in the last `window` of them; the counts of `a` and `b`
    /// are drawn from `0..=largest`.
    ///
    /// # Errors
    /// When the text cannot be generated, the window does not fit it, or twice `largest` does not fit the window.
    pub fn new(text_length: u32, window: u32, largest: u32) -> Result<Self, CounterError> {
        if text_length < 2 || text_length as usize > LONGEST_TEXT {
            return Err(CounterError::Text(text_length));
        }
        if window < 2 || window > text_length {
            return Err(CounterError::Window { text_length, window });
        }
        if largest == 0 || largest > window / 2 {
            return Err(CounterError::Largest { largest, window });
        }
        Ok(Self { text_length, window, largest })
    }

    /// Letters of the text.
    pub fn text_length(self) -> u32 {
        self.text_length
    }

    /// Letters that are counted, at the end of the text.
    pub fn window(self) -> u32 {
        self.window
    }

    /// The largest count of `a` and of `b` that is drawn.
    pub fn largest(self) -> u32 {
        self.largest
    }

    /// Answer classes: `c` can fill the whole window, so there are `window + 1`.
    pub fn classes(self) -> u32 {
        self.window + 1
    }

    /// Draws counts. `Holds` spreads `a` evenly over `0..largest`; otherwise both are even over `0..=largest`, drawn
    /// again where `Broken` forbids the pair.
    pub fn draw_counts(self, correlation: Correlation, stream: &mut Stream) -> Counts {
        let any = |stream: &mut Stream| Counts { a: stream.below(self.largest + 1), b: stream.below(self.largest + 1) };
        match correlation {
            Correlation::Free => any(stream),
            Correlation::Holds => {
                let a = stream.below(self.largest);
                Counts { a, b: a + 1 }
            }
            Correlation::Broken => loop {
                let counts = any(stream);
                if counts.b != counts.a + 1 {
                    return counts;
                }
            },
        }
    }

    /// A text of the grammar whose window has exactly `counts`, changed in the fewest letters that achieve it.
    pub fn text(self, counts: Counts, stream: &mut Stream) -> Vec<Letter> {
        let mut text = grammar::text(self.text_length as usize, stream);
        let start = (self.text_length - self.window) as usize;
        edit(&mut text[start..], counts, stream);
        text
    }

    /// The right answer for `operand` on `text`.
    pub fn answer(self, operand: Operand, text: &[Letter]) -> u32 {
        let start = text.len().saturating_sub(self.window as usize);
        text[start..].iter().filter(|l| **l == operand.letter()).count() as u32
    }
}

/// Turns letters that are too many into letters that are too few, at random places of `window`.
fn edit(window: &mut [Letter], counts: Counts, stream: &mut Stream) {
    let wanted = [counts.a, counts.b, window.len() as u32 - counts.a - counts.b];
    let present = Letter::ALL.map(|l| window.iter().filter(|x| **x == l).count() as u32);
    let mut spare = Vec::new();
    for letter in Letter::ALL {
        let surplus = present[letter as usize].saturating_sub(wanted[letter as usize]) as usize;
        if surplus > 0 {
            let mut places: Vec<usize> = (0..window.len()).filter(|i| window[*i] == letter).collect();
            stream.shuffle(&mut places);
            spare.extend_from_slice(&places[..surplus]);
        }
    }
    stream.shuffle(&mut spare);
    for letter in Letter::ALL {
        for _ in present[letter as usize]..wanted[letter as usize] {
            if let Some(place) = spare.pop() {
                window[place] = letter;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::stream::Purpose;
    use super::*;
    use proptest::prelude::*;

    /// A second, naive count: walk over the written text.
    fn naive(text: &[Letter], window: u32, letter: Letter) -> u32 {
        let written: String = text.iter().map(|l| ['a', 'b', 'c'][*l as usize]).collect();
        let tail = &written[written.len() - window as usize..];
        tail.matches(['a', 'b', 'c'][letter as usize]).count() as u32
    }

    proptest! {
        #[test]
        fn labels_are_right_and_the_correlation_is_exactly_where_asked(
            seed in any::<u32>(), extra in 0_u32..20, half in 1_u32..20, kind in 0..3,
        ) {
            let counter = Counter::new(2 * half + extra, 2 * half, half).unwrap();
            let correlation = [Correlation::Free, Correlation::Holds, Correlation::Broken][kind as usize];
            let mut stream = Stream::new(seed, Purpose::HeldOut);
            let counts = counter.draw_counts(correlation, &mut stream);
            let text = counter.text(counts, &mut stream);
            for operand in Operand::ALL {
                prop_assert_eq!(counter.answer(operand, &text), naive(&text, counter.window(), operand.letter()));
                prop_assert!(counter.answer(operand, &text) < counter.classes());
            }
            prop_assert_eq!(counter.answer(Operand::A, &text), counts.a);
            prop_assert_eq!(counter.answer(Operand::B, &text), counts.b);
            match correlation {
                Correlation::Free => {}
                Correlation::Holds => prop_assert_eq!(counts.b, counts.a + 1),
                Correlation::Broken => prop_assert_ne!(counts.b, counts.a + 1),
            }
        }

        #[test]
        fn an_edit_changes_no_more_letters_than_needed(seed in any::<u32>(), a in 0_u32..=8, b in 0_u32..=8) {
            let mut stream = Stream::new(seed, Purpose::HeldOut);
            let before = grammar::text(16, &mut stream);
            let mut after = before.clone();
            edit(&mut after, Counts { a, b }, &mut stream);
            let changed = before.iter().zip(&after).filter(|(x, y)| x != y).count() as u32;
            let wanted = [a, b, 16 - a - b];
            let needed: u32 = Letter::ALL
                .map(|l| wanted[l as usize].saturating_sub(naive(&before, 16, l)))
                .iter()
                .sum();
            prop_assert_eq!(changed, needed);
        }
    }

    #[test]
    fn labels_are_spread_evenly_over_the_classes() {
        let counter = Counter::new(16, 16, 8).unwrap();
        let mut stream = Stream::new(9, Purpose::HeldOut);
        let draws = 9_000;
        for (correlation, classes) in
            [(Correlation::Free, 0..=8), (Correlation::Holds, 1..=8), (Correlation::Broken, 0..=8)]
        {
            let mut seen = [0_u32; 9];
            for _ in 0..draws {
                seen[counter.draw_counts(correlation, &mut stream).b as usize] += 1;
            }
            let even = draws / (classes.end() - classes.start() + 1) as u32;
            for class in classes {
                let off = f64::from(seen[class].abs_diff(even)) / f64::from(even);
                assert!(off < 0.2, "{correlation:?}: class {class} was drawn {} times of {draws}", seen[class]);
            }
        }
    }

    #[test]
    fn impossible_sizes_are_refused() {
        assert!(matches!(Counter::new(300, 16, 8), Err(CounterError::Text(300))));
        assert!(matches!(Counter::new(16, 17, 8), Err(CounterError::Window { .. })));
        assert!(matches!(Counter::new(16, 16, 9), Err(CounterError::Largest { .. })));
        assert!(Counter::new(250, 40, 20).is_ok());
    }
}
