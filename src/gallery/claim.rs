//! What the paper says of an exhibit, as differences that can be measured.

use crate::analysis::Interval;
use crate::experiment::Quantity;

/// A quantity at one place of an exhibit's grid: column, row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term(pub Quantity, pub [usize; 2]);

/// One measurement less another. A factor is taken as its logarithm to base 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    /// What should be greater.
    pub more: Term,
    /// What is taken from it; nothing where a factor stands alone.
    pub less: Option<Term>,
}

impl Contrast {
    /// `more` less `less`.
    pub const fn of(more: Term, less: Term) -> Self {
        Self { more, less: Some(less) }
    }

    /// Its size where `value` knows each term; none where it does not know one of them.
    pub fn size(&self, value: impl Fn(Term) -> Option<f64>) -> Option<f64> {
        let term = |term: Term| Some(effect(term.0, value(term)?));
        Some(term(self.more)? - self.less.map_or(Some(0.0), term)?)
    }

    /// The same where each term has an interval. That of a difference is Newcombe's, which reaches as far as the two ends together do
    /// when they are independent.
    pub fn between(&self, value: impl Fn(Term) -> Option<Interval>) -> Option<Interval> {
        let term = |term: Term| Some(value(term)?.map(|value| effect(term.0, value)));
        let more = term(self.more)?;
        let Some(less) = self.less else { return Some(more) };
        let less = term(less)?;
        let size = more.value - less.value;
        Some(Interval {
            value: size,
            low: size - (more.value - more.low).hypot(less.high - less.value),
            high: size + (more.high - more.value).hypot(less.value - less.low),
        })
    }

    /// Whether its size is in points of percent, and not a factor's logarithm.
    pub fn is_in_points(&self) -> bool {
        self.more.0 != Quantity::Speedup
    }
}

fn effect(quantity: Quantity, value: f64) -> f64 {
    if quantity == Quantity::Speedup { value.log2() } else { value }
}

/// Where the paper's size of a difference comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Paper {
    /// The same difference in the table that belongs to the exhibit.
    Same,
    /// Nowhere: the paper shows it in a figure or says it in words, and gives no number.
    Unstated,
    /// Nowhere either; what it says in words is there from this many points on, which the claim's own words state.
    FromLevel(f64),
    /// A factor that the paper states in its text.
    Factor(f64),
}

/// Something that the paper found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claim {
    /// A sentence.
    pub words: &'static str,
    /// The difference that shows it.
    pub contrast: Contrast,
    /// The paper's own size of it.
    pub paper: Paper,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::wilson;
    use crate::train::Accuracy;

    #[test]
    fn the_interval_of_a_difference_agrees_with_published_values() {
        // Newcombe (1998b), table II, method 10: 56/70 less 48/80 is 0.2, from 0.0524 to 0.3339.
        let contrast = Contrast::of(Term(Quantity::SkillBroken, [0, 0]), Term(Quantity::SkillBroken, [1, 0]));
        let of = |Term(_, [x, _]): Term| {
            let (correct, n) = if x == 0 { (56, 70) } else { (48, 80) };
            Some(wilson(Accuracy { correct, n }))
        };
        let interval = contrast.between(of).unwrap();
        assert!((interval.value - 20.0).abs() < 1e-9, "{interval:?}");
        assert!((interval.low - 5.24).abs() < 0.01 && (interval.high - 33.39).abs() < 0.01, "{interval:?}");
    }

    #[test]
    fn a_difference_of_exact_values_is_exact() {
        let contrast = Contrast::of(Term(Quantity::SkillBroken, [0, 0]), Term(Quantity::SkillBroken, [1, 0]));
        let of = |Term(_, [x, _]): Term| Some(Interval::exact([90.0, 20.5][x]));
        assert_eq!(contrast.between(of), Some(Interval::exact(69.5)));
    }
}
