//! What the paper says of an exhibit, as differences that can be measured.

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
