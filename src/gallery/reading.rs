//! Whether an exhibit was reproduced: the rule, and what it says of a sweep's Records.

use super::claim::{Claim, Term};
use super::exhibit::Exhibit;
use super::outcome::Outcome;
use super::paper::PaperCell;
use crate::experiment::{Measure, Placed, Quantity, mean_at};

/// From this share of the paper's difference on, it is reproduced.
const REPRODUCED: f64 = 2.0 / 3.0;
/// From this share on, it is there but weaker.
const WEAKER: f64 = 0.25;

/// The rule in words.
pub const RULE: &str = "Each finding is a difference between two measurements, in points, or a factor, whose logarithm is taken. \
    It is reproduced when the mean over your seeds is at least two thirds of the paper's in the same direction, weaker from one \
    quarter on, and otherwise not. The exhibit is reproduced when all its findings are, not reproduced when none is even weaker, \
    and weaker in between.";

/// What the rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// At least two thirds of the paper's difference.
    Reproduced,
    /// From a quarter to two thirds.
    Weaker,
    /// Less, or in the other direction.
    Not,
}

impl Reading {
    /// What `own` is beside `paper`, which is positive.
    pub fn of(own: f64, paper: f64) -> Self {
        match own / paper {
            share if share >= REPRODUCED => Self::Reproduced,
            share if share >= WEAKER => Self::Weaker,
            _ => Self::Not,
        }
    }

    /// The words that the page and the report use.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::Weaker => "weaker",
            Self::Not => "not reproduced",
        }
    }
}

/// A claim beside what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The claim.
    pub claim: Claim,
    /// The paper's size of the difference.
    pub paper: f64,
    /// The mean over seeds; none where it was not measured.
    pub own: Option<f64>,
    /// What the rule says; none where it was not measured.
    pub reading: Option<Reading>,
}

/// Every claim of `exhibit` beside `placed`, the Records of its sweep.
pub fn checked(exhibit: &Exhibit, rows: &[PaperCell], placed: &[Placed]) -> Vec<Checked> {
    let check = |claim: &Claim| {
        let paper = exhibit.paper_size(rows, claim)?;
        let own = claim.contrast.size(|Term(quantity, at)| Some(mean_at(quantity, placed, at)?.value));
        Some(Checked { claim: *claim, paper, own, reading: own.map(|own| Reading::of(own, paper)) })
    };
    exhibit.claims.iter().filter_map(check).collect()
}

/// What the rule says of an exhibit; none while one of its claims is not measured, or where it has none.
pub fn overall(checked: &[Checked]) -> Option<Reading> {
    let readings: Vec<Reading> = checked.iter().map(|c| c.reading).collect::<Option<_>>()?;
    if readings.is_empty() {
        return None;
    }
    Some(if readings.iter().all(|r| *r == Reading::Reproduced) {
        Reading::Reproduced
    } else if readings.iter().all(|r| *r == Reading::Not) {
        Reading::Not
    } else {
        Reading::Weaker
    })
}

/// How many accuracies of a table say the same in words as the paper's, and how many the opposite, by [`Outcome::RULE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreeing {
    /// Those that are measured and in the paper's table.
    pub all: usize,
    /// Those with the same word.
    pub same: usize,
    /// Those that point the other way.
    pub opposite: usize,
}

/// Compares all four accuracies at every place of the grid, whose size is `[columns, rows]`.
pub fn agreeing(exhibit: &Exhibit, rows: &[PaperCell], placed: &[Placed], [columns, lines]: [usize; 2]) -> Agreeing {
    let mut out = Agreeing::default();
    for at in (0..lines).flat_map(|y| (0..columns).map(move |x| [x, y])) {
        let Some(row) = exhibit.paper_row(rows, at) else { continue };
        let Some(pretrained) = mean_at(Quantity::Pretrained, placed, at) else { continue };
        for (quantity, measure) in OF_TABLES.into_iter().zip(Measure::ALL) {
            let Some(own) = mean_at(quantity, placed, at) else { continue };
            let (own, paper) = (Outcome::of(measure, own.value, pretrained.value), row.outcome(measure));
            out.all += 1;
            out.same += usize::from(own == paper);
            out.opposite += usize::from(Outcome::opposite(own, paper));
        }
    }
    out
}

/// The quantities that are the four accuracies, in the order of [`Measure::ALL`].
const OF_TABLES: [Quantity; 4] =
    [Quantity::SkillBroken, Quantity::SkillHolds, Quantity::TunedBroken, Quantity::TunedHolds];

#[cfg(test)]
mod tests {
    use super::super::{EXHIBITS, paper_cells};
    use super::*;

    #[test]
    fn two_thirds_are_reproduced_a_quarter_is_weaker_and_the_other_direction_is_not() {
        let readings = [60.0, 59.0, 22.5, 22.0, -90.0].map(|own| Reading::of(own, 90.0));
        use Reading::{Not, Reproduced, Weaker};
        assert_eq!(readings, [Reproduced, Weaker, Weaker, Not, Not]);
    }

    #[test]
    fn an_exhibit_that_was_not_run_has_no_reading() {
        let rows = paper_cells().unwrap();
        let exhibit = &EXHIBITS[0];
        let checked = checked(exhibit, &rows, &[]);
        assert_eq!(checked.len(), exhibit.claims.len());
        assert!(checked.iter().all(|c| c.own.is_none() && c.reading.is_none()));
        assert_eq!(overall(&checked), None);
        assert_eq!(agreeing(exhibit, &rows, &[], [3, 4]), Agreeing::default());
    }

    #[test]
    fn some_findings_reproduced_make_an_exhibit_weaker() {
        let one =
            |reading| Checked { claim: EXHIBITS[0].claims[0], paper: 1.0, own: Some(1.0), reading: Some(reading) };
        use Reading::{Not, Reproduced, Weaker};
        assert_eq!(overall(&[one(Reproduced), one(Reproduced)]), Some(Reproduced));
        assert_eq!(overall(&[one(Reproduced), one(Not)]), Some(Weaker));
        assert_eq!(overall(&[one(Not), one(Not)]), Some(Not));
        assert_eq!(overall(&[]), None);
    }
}
