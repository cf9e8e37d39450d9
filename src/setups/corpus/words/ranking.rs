//! The words of a file by how often they stand in the records that models learn from.

use super::split::words_of;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Words in the order of their numbers: the commonest has rank 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    words: Vec<String>,
    /// How many of them stand in records that are learnt from; the others come last.
    learnt: u32,
}

/// Words as they come, before their ranks are known.
#[derive(Default)]
pub(in crate::setups) struct Counting {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
    counts: Vec<u32>,
}

impl Counting {
    /// The numbers of a text's words, counted where the text is `learnt` from. The numbers are not ranks yet.
    pub(in crate::setups) fn take(&mut self, text: &str, learnt: bool) -> Box<[u32]> {
        words_of(text)
            .map(|word| {
                let number = match self.numbers.get(word.as_ref()) {
                    Some(number) => *number,
                    None => {
                        let number = self.words.len() as u32;
                        self.numbers.insert(word.clone().into_owned(), number);
                        self.words.push(word.into_owned());
                        self.counts.push(0);
                        number
                    }
                };
                if let Some(count) = self.counts.get_mut(number as usize) {
                    *count += u32::from(learnt);
                }
                number
            })
            .collect()
    }

    /// The ranking, and the rank of each number. Equally common words come by the alphabet.
    pub(in crate::setups) fn ranked(self) -> (Ranking, Vec<u32>) {
        let Self { words, counts, .. } = self;
        let mut order: Vec<u32> = (0..words.len() as u32).collect();
        order.sort_by_key(|number| {
            let at = *number as usize;
            (Reverse(counts.get(at).copied()), words.get(at))
        });
        let learnt = counts.iter().filter(|count| **count > 0).count() as u32;
        let mut ranks = vec![0; words.len()];
        for (rank, number) in (0..).zip(&order) {
            ranks[*number as usize] = rank;
        }
        let mut words: Vec<Option<String>> = words.into_iter().map(Some).collect();
        let words = order.iter().filter_map(|number| words.get_mut(*number as usize)?.take()).collect();
        (Ranking { words, learnt }, ranks)
    }
}

impl Ranking {
    /// The word of a rank.
    pub fn word(&self, rank: u32) -> Option<&str> {
        self.words.get(rank as usize).map(String::as_str)
    }

    /// Different words, also those that stand only in held-out records.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Different words in the records that are learnt from.
    pub fn learnt(&self) -> u32 {
        self.learnt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_by_how_often_they_are_learnt_and_then_by_the_alphabet() {
        let mut counting = Counting::default();
        let first = counting.take("b a a c", true);
        let held = counting.take("d d d d a", false);
        let (ranking, ranks) = counting.ranked();
        let words: Vec<&str> = (0..4).filter_map(|rank| ranking.word(rank)).collect();
        assert_eq!((words, ranking.learnt(), ranking.word(4)), (vec!["a", "b", "c", "d"], 3, None));
        let read = |numbers: &[u32]| numbers.iter().map(|n| ranking.word(ranks[*n as usize])).collect::<Vec<_>>();
        assert_eq!(read(&first), [Some("b"), Some("a"), Some("a"), Some("c")]);
        assert_eq!(read(&held)[0], Some("d"));
    }
}
