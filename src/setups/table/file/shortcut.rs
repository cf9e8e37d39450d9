//! The shortcut that a table's answers follow: a rule that tells the new answer from the old one alone, and holds in most rows.

use serde::{Deserialize, Serialize};

/// A difference that accounts for so much of what a rule of its own for each answer would is told as a difference.
const NEARLY: f64 = 0.9;

/// What the shortcut does to an old answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Moves {
    /// Answers are numbers, and it adds one.
    By(f64),
    /// Each old answer has a new one that is its most frequent.
    ToTheMostFrequent,
}

/// A shortcut: for each answer where it leads, as places among the answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shortcut {
    /// What it does.
    pub moves: Moves,
    /// Where each old answer is moved to; none where it is never moved.
    pub to: Vec<Option<u32>>,
}

impl Shortcut {
    /// The shortcut that most of `pairs` of an old and a new answer follow, which are places among `answers`. An answer that stays is no
    /// shortcut: none where all stay.
    pub(in crate::setups::table) fn found(pairs: &[[u32; 2]], answers: &[String]) -> Option<Self> {
        let moved: Vec<[u32; 2]> = pairs.iter().copied().filter(|[old, new]| old != new).collect();
        let frequent = Self { moves: Moves::ToTheMostFrequent, to: most_frequent(&moved, answers.len()) };
        let by = most_common_difference(&moved, answers);
        let follow = |shortcut: &Self| moved.iter().filter(|[old, new]| shortcut.carries(*old, *new)).count() as f64;
        match by {
            Some(by) if follow(&by) >= NEARLY * follow(&frequent) => Some(by),
            _ => (!moved.is_empty()).then_some(frequent),
        }
    }

    /// Whether it leads from an old answer to a new one.
    pub fn carries(&self, old: u32, new: u32) -> bool {
        self.to.get(old as usize).copied().flatten() == Some(new)
    }

    /// What it says, as the end of a sentence: “the old one plus 1”.
    pub fn words(&self, answers: &[String]) -> String {
        match self.moves {
            Moves::By(by) if by > 0.0 => format!("the old one plus {by}"),
            Moves::By(by) => format!("the old one minus {}", -by),
            Moves::ToTheMostFrequent => {
                const LISTED: usize = 4;
                let name = |place: u32| answers.get(place as usize).map_or("", String::as_str);
                let all: Vec<String> = (0..)
                    .zip(&self.to)
                    .filter_map(|(old, to)| Some(format!("“{}” for “{}”", name((*to)?), name(old))))
                    .collect();
                let further = if all.len() > LISTED { " and so on" } else { "" };
                format!("told by the old one ({}{further})", all[..all.len().min(LISTED)].join(", "))
            }
        }
    }
}

/// The most frequent new answer of each old one; the first of equally frequent ones.
fn most_frequent(moved: &[[u32; 2]], answers: usize) -> Vec<Option<u32>> {
    let mut counts = vec![vec![0_u32; answers]; answers];
    for [old, new] in moved {
        if let Some(count) = counts.get_mut(*old as usize).and_then(|row| row.get_mut(*new as usize)) {
            *count += 1;
        }
    }
    let first_most = |row: &Vec<u32>| {
        let most = row.iter().copied().max().filter(|most| *most > 0)?;
        row.iter().position(|count| *count == most).map(|place| place as u32)
    };
    counts.iter().map(first_most).collect()
}

/// The difference that most pairs have, where answers are numbers.
fn most_common_difference(moved: &[[u32; 2]], answers: &[String]) -> Option<Shortcut> {
    let numbers: Vec<f64> =
        answers.iter().map(|answer| answer.parse().ok().filter(|n: &f64| n.is_finite())).collect::<Option<_>>()?;
    let mut differences: Vec<f64> =
        moved.iter().map(|[old, new]| numbers[*new as usize] - numbers[*old as usize]).collect();
    differences.sort_by(f64::total_cmp);
    let most = differences.chunk_by(|a, b| a == b).max_by_key(|run| run.len())?;
    let by = *most.first()?;
    let to = numbers.iter().map(|old| numbers.iter().position(|new| *new == old + by).map(|place| place as u32));
    Some(Shortcut { moves: Moves::By(by), to: to.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_difference_of_numbers_is_found_and_said() {
        let answers = names(&["0", "1", "2", "3"]);
        let pairs = [[0, 1], [1, 2], [2, 3], [2, 0], [1, 1]];
        let shortcut = Shortcut::found(&pairs, &answers).unwrap();
        assert_eq!(
            (shortcut.moves.clone(), shortcut.to.clone()),
            (Moves::By(1.0), vec![Some(1), Some(2), Some(3), None])
        );
        assert_eq!(shortcut.words(&answers), "the old one plus 1");
        assert!(shortcut.carries(2, 3) && !shortcut.carries(3, 0) && !shortcut.carries(1, 1));
        let back = Shortcut::found(&[[2, 0], [3, 1]], &answers).unwrap();
        assert_eq!(back.words(&answers), "the old one minus 2");
    }

    #[test]
    fn answers_in_words_are_moved_each_by_itself_and_those_that_stay_are_no_shortcut() {
        let answers = names(&["bad", "fair", "good"]);
        let shortcut = Shortcut::found(&[[0, 2], [2, 0], [2, 0], [2, 1], [1, 1]], &answers).unwrap();
        assert_eq!(shortcut.to, [Some(2), None, Some(0)]);
        assert_eq!(shortcut.words(&answers), "told by the old one (“good” for “bad”, “bad” for “good”)");
        assert_eq!(Shortcut::found(&[[1, 1], [0, 0]], &answers), None);
        // Numbers that are turned round have no common difference.
        let turned = Shortcut::found(&[[0, 1], [0, 1], [1, 0], [1, 0]], &names(&["0", "1"])).unwrap();
        assert_eq!(turned.moves, Moves::ToTheMostFrequent);
    }
}
