//! Truth against verdict, counted: the confusion matrix of each setup, and how often the rule is right, wrong or silent.

use super::outcome::{Answer, JudgedModel};
use crate::analysis::Verdict;

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

/// How often a verdict was given on a constructed model.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Count {
    setup: String,
    model: String,
    truth: Verdict,
    verdict: Verdict,
    count: u32,
}

/// How often each verdict was given on each constructed model, in the order of their first coming.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    counts: Vec<Count>,
}

impl Confusion {
    /// Counts `outcomes`.
    pub fn of(outcomes: &[JudgedModel]) -> Self {
        let mut counts: Vec<Count> = Vec::new();
        for o in outcomes {
            let same = |c: &&mut Count| c.setup == o.setup && c.model == o.model && c.verdict == o.verdict;
            match counts.iter_mut().find(same) {
                Some(known) => known.count += 1,
                None => counts.push(Count {
                    setup: o.setup.clone(),
                    model: o.model.clone(),
                    truth: o.truth,
                    verdict: o.verdict,
                    count: 1,
                }),
            }
        }
        Self { counts }
    }

    /// The counts that ship with the page; lines that are none are left out, which a test forbids.
    pub fn shipped() -> Self {
        let row = |line: &str| -> Option<Count> {
            let mut cells = line.split(',');
            let (setup, model) = (cells.next()?.to_owned(), cells.next()?.to_owned());
            let (truth, verdict) = (Verdict::from_key(cells.next()?)?, Verdict::from_key(cells.next()?)?);
            Some(Count { setup, model, truth, verdict, count: cells.next()?.parse().ok()? })
        };
        Self { counts: SHIPPED_CONFUSION.lines().skip(1).filter_map(row).collect() }
    }

    /// As CSV, with a header.
    pub fn to_csv(&self) -> String {
        let row = |c: &Count| format!("{},{},{},{},{}\n", c.setup, c.model, c.truth.key(), c.verdict.key(), c.count);
        std::iter::once("setup,model,truth,verdict,count\n".to_owned()).chain(self.counts.iter().map(row)).collect()
    }

    /// The setups that were counted.
    pub fn setups(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for own in &self.counts {
            if !all.contains(&own.setup.as_str()) {
                all.push(&own.setup);
            }
        }
        all
    }

    /// The constructed models of a setup with their truths, in the order of their first coming.
    pub fn models(&self, setup: &str) -> Vec<(&str, Verdict)> {
        let mut all: Vec<(&str, Verdict)> = Vec::new();
        for own in self.counts.iter().filter(|own| own.setup == setup) {
            if all.iter().all(|(model, _)| *model != own.model) {
                all.push((&own.model, own.truth));
            }
        }
        all
    }

    /// How often `verdict` was given on a constructed model.
    pub fn count(&self, setup: &str, model: &str, verdict: Verdict) -> u32 {
        self.sum(|c| c.setup == setup && c.model == model && c.verdict == verdict)
    }

    /// How often `verdict` was given where `truth` is true.
    pub fn count_of_truth(&self, setup: &str, truth: Verdict, verdict: Verdict) -> u32 {
        self.sum(|c| c.setup == setup && c.truth == truth && c.verdict == verdict)
    }

    fn sum(&self, counted: impl Fn(&Count) -> bool) -> u32 {
        self.counts.iter().filter(|c| counted(c)).map(|c| c.count).sum()
    }

    /// The tally of a setup, or of all of them.
    pub fn tally(&self, setup: Option<&str>) -> Tally {
        let mut tally = Tally::default();
        for own in self.counts.iter().filter(|own| setup.is_none_or(|setup| own.setup == setup)) {
            tally.add(own.truth, own.verdict, own.count);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(model: &str, truth: Verdict, verdict: Verdict) -> JudgedModel {
        JudgedModel { setup: "grammar".to_owned(), seed: 1, model: model.to_owned(), truth, verdict }
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
