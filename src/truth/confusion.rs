//! Truth against verdict, counted: the confusion matrix of each setup, and how often the rule is right, wrong or silent.

use super::outcome::{Answer, Outcome};
use crate::analysis::Verdict;
use std::collections::BTreeMap;

/// The counts that ship with the page, made by `unwrap truth`: `setup,model,truth,verdict,count`.
pub const SHIPPED_CONFUSION: &str = include_str!("../../docs/truth-confusion.csv");

/// How often the rule is right, wrong and silent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Verdicts that say what is true.
    pub right: u32,
    /// Verdicts that say something else.
    pub wrong: u32,
    /// Not enough evidence.
    pub silent: u32,
    /// Of the wrong ones, those that call a skill deleted, or never had, that is there.
    pub wrongly_deleted: u32,
}

impl Tally {
    /// All of them.
    pub fn all(self) -> u32 {
        self.right + self.wrong + self.silent
    }

    fn add(&mut self, truth: Verdict, verdict: Verdict, count: u32) {
        match Answer::of(verdict, truth) {
            Answer::Right => self.right += count,
            Answer::Silent => self.silent += count,
            Answer::Wrong => {
                self.wrong += count;
                let there = matches!(truth, Verdict::Kept | Verdict::Wrapped);
                if there && matches!(verdict, Verdict::Deleted | Verdict::NeverHad) {
                    self.wrongly_deleted += count;
                }
            }
        }
    }
}

/// What is counted: setup, constructed model, truth and verdict.
type Key = (String, String, Verdict, Verdict);

/// How often each verdict was given on each constructed model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    counts: BTreeMap<Key, u32>,
}

impl Confusion {
    /// Counts `outcomes`.
    pub fn of(outcomes: &[Outcome]) -> Self {
        let mut counts = BTreeMap::new();
        for o in outcomes {
            *counts.entry((o.setup.clone(), o.model.clone(), o.truth, o.verdict)).or_insert(0) += 1;
        }
        Self { counts }
    }

    /// The counts that ship with the page; lines that are none are left out, which a test forbids.
    pub fn shipped() -> Self {
        let row = |line: &str| -> Option<(Key, u32)> {
            let mut cells = line.split(',');
            let (setup, model) = (cells.next()?.to_owned(), cells.next()?.to_owned());
            let (truth, verdict) = (Verdict::from_key(cells.next()?)?, Verdict::from_key(cells.next()?)?);
            Some(((setup, model, truth, verdict), cells.next()?.parse().ok()?))
        };
        Self { counts: SHIPPED_CONFUSION.lines().skip(1).filter_map(row).collect() }
    }

    /// As CSV, with a header.
    pub fn to_csv(&self) -> String {
        let row = |((setup, model, truth, verdict), count): (&Key, &u32)| {
            format!("{setup},{model},{},{},{count}\n", truth.key(), verdict.key())
        };
        std::iter::once("setup,model,truth,verdict,count\n".to_owned()).chain(self.counts.iter().map(row)).collect()
    }

    /// The setups that were counted.
    pub fn setups(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.counts.keys().map(|key| key.0.as_str()).collect();
        all.dedup();
        all
    }

    /// The constructed models of a setup with their truths.
    pub fn models(&self, setup: &str) -> Vec<(&str, Verdict)> {
        let own = self.counts.keys().filter(|key| key.0 == setup);
        let mut all: Vec<(&str, Verdict)> = own.map(|key| (key.1.as_str(), key.2)).collect();
        all.dedup();
        all.sort_by_key(|(_, truth)| Verdict::ALL.iter().position(|v| v == truth));
        all
    }

    /// How often `verdict` was given on a constructed model.
    pub fn count(&self, setup: &str, model: &str, verdict: Verdict) -> u32 {
        let own = self.counts.iter().filter(|(key, _)| key.0 == setup && key.1 == model && key.3 == verdict);
        own.map(|(_, count)| count).sum()
    }

    /// How often `verdict` was given where `truth` is true.
    pub fn count_of_truth(&self, setup: &str, truth: Verdict, verdict: Verdict) -> u32 {
        let own = self.counts.iter().filter(|(key, _)| key.0 == setup && key.2 == truth && key.3 == verdict);
        own.map(|(_, count)| count).sum()
    }

    /// The tally of a setup, or of all of them.
    pub fn tally(&self, setup: Option<&str>) -> Tally {
        let mut tally = Tally::default();
        for ((own, _, truth, verdict), count) in &self.counts {
            if setup.is_none_or(|setup| own == setup) {
                tally.add(*truth, *verdict, *count);
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(model: &str, truth: Verdict, verdict: Verdict) -> Outcome {
        Outcome { setup: "grammar".to_owned(), seed: 1, model: model.to_owned(), truth, verdict }
    }

    #[test]
    fn a_wrong_deleted_is_counted_as_such_and_silence_is_neither_right_nor_wrong() {
        let outcomes = [
            outcome("head shifted", Verdict::Wrapped, Verdict::Wrapped),
            outcome("head shifted", Verdict::Wrapped, Verdict::Deleted),
            outcome("random", Verdict::Deleted, Verdict::NotEnough),
            outcome("random", Verdict::Deleted, Verdict::Wrapped),
        ];
        let confusion = Confusion::of(&outcomes);
        assert_eq!(confusion.tally(None), Tally { right: 1, wrong: 2, silent: 1, wrongly_deleted: 1 });
        assert_eq!(confusion.tally(Some("compiled")), Tally::default());
        assert_eq!(confusion.count("grammar", "head shifted", Verdict::Deleted), 1);
    }

    #[test]
    fn every_line_that_ships_is_read() {
        let shipped = Confusion::shipped();
        assert_eq!(shipped.to_csv(), SHIPPED_CONFUSION);
        assert!(shipped.tally(None).all() > 0);
    }
}
