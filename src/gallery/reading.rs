//! Whether an exhibit was reproduced: the rule, and what it says of a sweep's Records.

use super::claim::{Claim, Paper, Term};
use super::exhibit::Exhibit;
use super::outcome::Outcome;
use super::paper_tables::PaperTables;
use crate::analysis::{Interval, over_seeds};
use crate::experiment::{Measure, Placed, Quantity, mean_at};

/// From this share of the paper's difference on, it is reproduced.
const REPRODUCED: f64 = 2.0 / 3.0;
/// Up to this share it is; beyond, it is stronger here.
const STRONGER: f64 = 1.5;
/// From this share on, it is there but weaker.
const WEAKER: f64 = 0.25;
/// Points, and the factor, from which a finding counts as shown that the paper gives no number for.
const SHOWN: (f64, f64) = (25.0, 1.25);

/// The rule in words.
pub const RULE: &str = "Each finding is a difference between two measurements, in points, or a factor, whose logarithm is taken; \
    over several seeds it is their mean with Student's 95 % interval. Where the paper gives a number, the finding is reproduced when \
    the whole interval lies between two thirds and one and a half times of it, stronger above, weaker from one quarter on, and \
    otherwise not reproduced; an interval that reaches over one of these lines is too uncertain. A number of the paper that is a share of few samples has an \
    interval too (Wilson's, Newcombe's for a difference); the reading has to hold for the whole of both, and what it would be beside the number \
    alone stands with it. Where the paper gives none, the \
    finding is shown when the whole interval is at 25 points, or a factor of 1.25, or above, or at the level that it names. The exhibit is reproduced when all its \
    findings are reproduced or shown, not reproduced when none is even weaker, and reproduced in part in between. One seed alone \
    has no interval.";

/// What the rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reproduction {
    /// Two thirds to one and a half times of the paper's difference.
    Reproduced,
    /// More than one and a half times of it.
    Stronger,
    /// From a quarter to two thirds.
    Weaker,
    /// Less, or in the other direction.
    Not,
    /// The paper gives no number, and it is there.
    Shown,
    /// The paper gives no number, and it is not there.
    NotShown,
    /// The seeds differ too much to say.
    Uncertain,
    /// Of several findings: some, or not as the paper has them.
    InPart,
}

impl Reproduction {
    /// What `own` is beside the paper's number, or beside `least` where the paper gives none.
    pub fn of(own: Interval, paper: Option<Interval>, least: f64) -> Self {
        let Some(paper) = paper else {
            return match own {
                Interval { low, .. } if low >= least => Self::Shown,
                Interval { high, .. } if high < least => Self::NotShown,
                _ => Self::Uncertain,
            };
        };
        // The least and the greatest that the two intervals leave to the ratio.
        let low = own.low / if own.low < 0.0 { paper.low } else { paper.high };
        let high = own.high / if own.high < 0.0 { paper.high } else { paper.low };
        match () {
            () if paper.low <= 0.0 => Self::Uncertain,
            () if low >= REPRODUCED && high <= STRONGER => Self::Reproduced,
            () if low > STRONGER => Self::Stronger,
            () if high < WEAKER => Self::Not,
            () if low >= WEAKER && high < REPRODUCED => Self::Weaker,
            () => Self::Uncertain,
        }
    }

    /// The words that the page and the report use.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::Stronger => "stronger than in the paper",
            Self::Weaker => "weaker",
            Self::Not => "not reproduced",
            Self::Shown => "shown",
            Self::NotShown => "not shown",
            Self::Uncertain => "too uncertain",
            Self::InPart => "reproduced in part",
        }
    }
}

/// A claim beside what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The claim.
    pub claim: Claim,
    /// The paper's size of the difference; none where the paper gives no number.
    pub paper: Option<Interval>,
    /// The mean over seeds with its interval; none where it was not measured.
    pub own: Option<Interval>,
    /// What the rule says; none where it was not measured.
    pub reading: Option<Reproduction>,
    /// What it would say if the paper's number were exact; none where that is nothing else to be said, or nothing was measured.
    pub beside_number_alone: Option<Reproduction>,
}

impl Checked {
    /// What was measured, with its interval over seeds.
    pub fn own_label(&self) -> String {
        let Some(own) = self.own else { return "–".to_owned() };
        self.interval_label(own)
    }

    /// The paper's number, with its interval where it has one.
    pub fn paper_label(&self) -> String {
        self.paper.map_or("gives no number".to_owned(), |paper| self.interval_label(paper))
    }

    /// What the rule says, in words.
    pub fn reading_label(&self) -> String {
        let Some(reading) = self.reading else { return "not measured".to_owned() };
        let alone = self.beside_number_alone.filter(|alone| *alone != reading);
        let alone = alone.map(|alone| format!("; {} if the paper's number were exact", alone.label()));
        format!("{}{}", reading.label(), alone.unwrap_or_default())
    }

    fn interval_label(&self, of: Interval) -> String {
        let ends = if of.low == of.high {
            String::new()
        } else {
            format!(" ({} to {})", self.size_label(of.low), self.size_label(of.high))
        };
        format!("{}{ends}", self.size_label(of.value))
    }

    fn size_label(&self, size: f64) -> String {
        if self.claim.contrast.is_in_points() { format!("{size:.1} points") } else { format!("× {:.1}", size.exp2()) }
    }
}

/// Every claim of `exhibit` beside `placed`, what came out of its sweep.
pub fn checked(exhibit: &Exhibit, tables: &PaperTables, placed: &[Placed]) -> Vec<Checked> {
    let check = |claim: &Claim| {
        let (paper, own) = (exhibit.paper_size(tables, claim), over_seeds_of(claim, placed));
        let least = match claim.paper {
            Paper::FromLevel(level) => level,
            _ if claim.contrast.is_in_points() => SHOWN.0,
            _ => SHOWN.1.log2(),
        };
        let read = |paper: Option<Interval>| own.map(|own| Reproduction::of(own, paper, least));
        let number = paper.filter(|paper| paper.low < paper.high).map(|paper| Interval::exact(paper.value));
        let beside_number_alone = number.and_then(|number| read(Some(number)));
        Checked { claim: *claim, paper, own, reading: read(paper), beside_number_alone }
    };
    exhibit.claims.iter().map(check).collect()
}

/// A claim's difference on each seed that has it, as a mean with its interval.
fn over_seeds_of(claim: &Claim, placed: &[Placed]) -> Option<Interval> {
    let seed = |placed: &Placed| placed.result.seed;
    let mut seeds: Vec<u32> = Vec::new();
    for own in placed.iter().map(seed) {
        if !seeds.contains(&own) {
            seeds.push(own);
        }
    }
    let of_seed = |wanted: u32| {
        let own: Vec<Placed> = placed.iter().filter(|p| seed(p) == wanted).cloned().collect();
        claim.contrast.size(|Term(quantity, at)| Some(mean_at(quantity, &own, at)?.value))
    };
    let values: Vec<f64> = seeds.into_iter().filter_map(of_seed).collect();
    match values[..] {
        [one] => Some(Interval::exact(one)),
        _ => over_seeds(&values),
    }
}

/// What the rule says of an exhibit; none while one of its claims is not measured, or where it has none.
pub fn overall(checked: &[Checked]) -> Option<Reproduction> {
    let readings: Vec<Reproduction> = checked.iter().map(|c| c.reading).collect::<Option<_>>()?;
    let all = |wanted: &[Reproduction]| readings.iter().all(|reading| wanted.contains(reading));
    Some(match readings.first()? {
        _ if all(&[Reproduction::Reproduced, Reproduction::Shown]) => Reproduction::Reproduced,
        _ if all(&[Reproduction::Not, Reproduction::NotShown]) => Reproduction::Not,
        _ if readings.contains(&Reproduction::Uncertain) => Reproduction::Uncertain,
        _ => Reproduction::InPart,
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
pub fn agreeing(exhibit: &Exhibit, tables: &PaperTables, placed: &[Placed], [columns, lines]: [usize; 2]) -> Agreeing {
    let mut out = Agreeing::default();
    for at in (0..lines).flat_map(|y| (0..columns).map(move |x| [x, y])) {
        let Some(row) = exhibit.paper_row(tables, at) else { continue };
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
    use super::super::{EXHIBITS, paper_tables};
    use super::*;

    fn exact(own: f64, paper: f64) -> Reproduction {
        Reproduction::of(Interval::exact(own), Some(Interval::exact(paper)), 25.0)
    }

    #[test]
    fn the_rule_has_two_sides() {
        use Reproduction::{Not, Reproduced, Stronger, Weaker};
        assert_eq!([60.0, 59.0, 22.5, 22.0, -90.0].map(|own| exact(own, 90.0)), [Reproduced, Weaker, Weaker, Not, Not]);
        // Nine times as fast is not what “1.5 times as fast” says.
        assert_eq!(exact(9.0_f64.log2(), 1.5_f64.log2()), Stronger);
        assert_eq!(exact(90.0, 60.0), Reproduced);
    }

    #[test]
    fn an_interval_that_reaches_over_a_line_is_too_uncertain() {
        let own = |low, high| Interval { value: f64::midpoint(low, high), low, high };
        let of = |low, high| Reproduction::of(own(low, high), Some(Interval::exact(90.0)), 25.0);
        assert_eq!(of(70.0, 95.0), Reproduction::Reproduced);
        assert_eq!(of(50.0, 95.0), Reproduction::Uncertain);
        assert_eq!(of(-10.0, 10.0), Reproduction::Not);
    }

    #[test]
    fn an_interval_of_the_papers_counts_as_much_as_ours() {
        let of = |own: [f64; 2], paper: [f64; 3]| {
            let [low, high] = own;
            let paper = Interval { value: paper[1], low: paper[0], high: paper[2] };
            Reproduction::of(Interval { value: f64::midpoint(low, high), low, high }, Some(paper), 25.0)
        };
        // Sixteen stories: the same difference may be 0.8 times as large here or three times.
        assert_eq!(of([60.0, 65.0], [22.0, 57.0, 76.0]), Reproduction::Uncertain);
        assert_eq!(of([60.0, 65.0], [55.0, 60.0, 65.0]), Reproduction::Reproduced);
        assert_eq!(of([90.0, 99.0], [30.0, 40.0, 50.0]), Reproduction::Stronger);
        assert_eq!(of([0.0, 5.0], [30.0, 40.0, 50.0]), Reproduction::Not);
        assert_eq!(of([-20.0, -5.0], [30.0, 40.0, 50.0]), Reproduction::Not);
        // What may be nothing in the paper has no share.
        assert_eq!(of([0.0, 5.0], [-10.0, 20.0, 50.0]), Reproduction::Uncertain);
    }

    #[test]
    fn a_finding_without_a_number_of_the_paper_is_shown_or_not() {
        let of = |low, high| Reproduction::of(Interval { value: (low + high) / 2.0, low, high }, None, 25.0);
        assert_eq!(
            [of(60.0, 80.0), of(0.0, 10.0), of(10.0, 80.0)],
            [Reproduction::Shown, Reproduction::NotShown, Reproduction::Uncertain]
        );
    }

    #[test]
    fn an_exhibit_that_was_not_run_has_no_reading() {
        let tables = paper_tables().unwrap();
        let exhibit = &EXHIBITS[0];
        let checked = checked(exhibit, &tables, &[]);
        assert_eq!(checked.len(), exhibit.claims.len());
        assert!(checked.iter().all(|c| c.own.is_none() && c.reading.is_none()));
        assert_eq!(overall(&checked), None);
        assert_eq!(agreeing(exhibit, &tables, &[], [3, 4]), Agreeing::default());
    }

    #[test]
    fn some_findings_reproduced_make_an_exhibit_reproduced_in_part() {
        let one = |reading| Checked {
            claim: EXHIBITS[0].claims[0],
            paper: Some(Interval::exact(1.0)),
            own: Some(Interval::exact(1.0)),
            reading: Some(reading),
            beside_number_alone: None,
        };
        use Reproduction::{InPart, Not, Reproduced, Shown, Stronger, Uncertain};
        assert_eq!(overall(&[one(Reproduced), one(Shown)]), Some(Reproduced));
        assert_eq!(overall(&[one(Reproduced), one(Not)]), Some(InPart));
        assert_eq!(overall(&[one(Reproduced), one(Stronger)]), Some(InPart));
        assert_eq!(overall(&[one(Reproduced), one(Uncertain)]), Some(Uncertain));
        assert_eq!(overall(&[one(Not), one(Not)]), Some(Not));
        assert_eq!(overall(&[]), None);
    }
}
