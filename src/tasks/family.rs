//! The five task families of the paper's PCFG setup, the skill an experiment is about, and the tokens that ask for them.

use super::letter::Operand;
use super::stream::Stream;
use serde::{Deserialize, Serialize};

/// A task family: what to do with the operand (`T` of the paper).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// How often the operand occurs in the window.
    Count,
    /// How often the operand occurs twice in a row there (`aa`, `bb`, `cc`), overlaps included.
    CountPairs,
    /// How far from the end of the text the n-th occurrence of the operand is, counted from the end; 1 is the last letter.
    Index,
    /// The same for the operand twice in a row, told by the first of its two letters.
    IndexPairs,
    /// Which letter begins the window. It has no operand.
    Letter,
}

impl Family {
    /// All families, in the order of [`Families`].
    pub const ALL: [Self; 5] = [Self::Count, Self::CountPairs, Self::Index, Self::IndexPairs, Self::Letter];

    /// What the page calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Count => "count a letter",
            Self::CountPairs => "count a pair",
            Self::Index => "index of a letter",
            Self::IndexPairs => "index of a pair",
            Self::Letter => "letter at the window's start",
        }
    }

    /// The word that files use.
    pub fn key(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::CountPairs => "count-pairs",
            Self::Index => "index",
            Self::IndexPairs => "index-pairs",
            Self::Letter => "letter",
        }
    }

    /// The family called `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.key() == key)
    }
}

/// The task family that is fine-tuned, probed and revived: the paper's Counter or its Indexer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skill {
    /// [`Family::Count`].
    Count,
    /// [`Family::Index`].
    Index,
}

impl Skill {
    /// Its task family.
    pub fn family(self) -> Family {
        match self {
            Self::Count => Family::Count,
            Self::Index => Family::Index,
        }
    }

    /// The word that links and files use.
    pub fn key(self) -> &'static str {
        self.family().key()
    }
}

/// How the skill is asked for where pretraining knows three task-family tokens for it (paper, E.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromptToken {
    /// `T_NJ`, the only one in other experiments: used with every operand, and the one that is fine-tuned.
    Usual,
    /// `T_J1`, used with `a` only.
    First,
    /// `T_J2`, used with `a` only.
    Second,
}

impl PromptToken {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Usual, Self::First, Self::Second];
}

/// A task: what to do, to what, and how it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Task {
    /// What to do.
    pub family: Family,
    /// To what; [`Family::Letter`] has none and ignores it.
    pub operand: Operand,
    /// How it is asked for; other than usual for the skill alone.
    #[serde(rename = "wording")]
    pub prompt_token: PromptToken,
}

impl Task {
    /// `skill` on `operand`, asked for as usual.
    pub fn new(skill: Skill, operand: Operand) -> Self {
        Self::of(skill.family(), operand)
    }

    /// A task of any family, asked for as usual.
    pub fn of(family: Family, operand: Operand) -> Self {
        Self { family, operand, prompt_token: PromptToken::Usual }
    }
}

/// How often pretraining asks for each family, in the order of [`Family::ALL`]; each in `[0, 1]`, together 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 5]", into = "[f64; 5]")]
pub struct Families([f64; 5]);

/// Why five numbers are no shares of families.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FamiliesError {
    /// A share lies outside `[0, 1]`.
    #[error("a task family's share is {0}; each must lie between 0 and 1")]
    OutOfRange(f64),
    /// The shares do not sum to one.
    #[error("the task families' shares sum to {0}; they must sum to 1")]
    Sum(f64),
}

impl Families {
    /// Counting letters alone.
    pub const COUNT: Self = Self([1.0, 0.0, 0.0, 0.0, 0.0]);
    /// Indexing letters alone.
    pub const INDEX: Self = Self([0.0, 0.0, 1.0, 0.0, 0.0]);
    /// Counting and indexing letters equally often: the fewest of which the token that asks has to be read.
    pub const COUNT_AND_INDEX: Self = Self([0.5, 0.0, 0.5, 0.0, 0.0]);
    /// All five equally often, as in the paper.
    pub const ALL: Self = Self([0.2; 5]);

    /// Checks the shares.
    ///
    /// # Errors
    /// When one lies outside `[0, 1]` or their sum is further than 1e-6 from 1.
    pub fn new(shares: [f64; 5]) -> Result<Self, FamiliesError> {
        if let Some(&bad) = shares.iter().find(|p| !(0.0..=1.0).contains(*p)) {
            return Err(FamiliesError::OutOfRange(bad));
        }
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(FamiliesError::Sum(sum));
        }
        Ok(Self(shares))
    }

    /// The shares, in the order of [`Family::ALL`].
    pub fn shares(self) -> [f64; 5] {
        self.0
    }

    /// The share of one family.
    pub fn share(self, family: Family) -> f64 {
        self.0[family as usize]
    }

    /// Whether any family but counting letters is asked for.
    pub fn are_several(self) -> bool {
        self.0[1..].iter().any(|share| *share > 0.0)
    }

    /// Draws a family. Where there is only one, nothing is drawn: an experiment of one family keeps its samples.
    pub fn draw(self, stream: &mut Stream) -> Family {
        let possible: Vec<Family> = Family::ALL.into_iter().filter(|f| self.share(*f) > 0.0).collect();
        if let [only] = possible[..] {
            return only;
        }
        let mut rest = f64::from(stream.unit());
        for family in &possible {
            if rest < self.share(*family) {
                return *family;
            }
            rest -= self.share(*family);
        }
        // Rounding can leave a sliver above the sum.
        possible.last().copied().unwrap_or(Family::Count)
    }
}

impl TryFrom<[f64; 5]> for Families {
    type Error = FamiliesError;
    fn try_from(shares: [f64; 5]) -> Result<Self, FamiliesError> {
        Self::new(shares)
    }
}

impl From<Families> for [f64; 5] {
    fn from(families: Families) -> Self {
        families.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::stream::Purpose;
    use super::*;

    #[test]
    fn families_are_drawn_as_often_as_their_shares_say() {
        let mut stream = Stream::new(5, Purpose::HeldOut);
        let families = Families::new([0.4, 0.3, 0.2, 0.1, 0.0]).unwrap();
        let mut seen = [0_u32; 5];
        for _ in 0..10_000 {
            seen[families.draw(&mut stream) as usize] += 1;
        }
        for (count, share) in seen.into_iter().zip(families.shares()) {
            assert!((f64::from(count) / 10_000.0 - share).abs() < 0.02, "{seen:?}");
        }
        assert_eq!(seen[4], 0);
    }

    #[test]
    fn a_single_family_takes_nothing_from_the_stream() {
        let (mut one, mut other) = (Stream::new(5, Purpose::HeldOut), Stream::new(5, Purpose::HeldOut));
        assert_eq!(Families::INDEX.draw(&mut one), Family::Index);
        assert_eq!(one.below(1000), other.below(1000));
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        assert!(matches!(Families::new([0.5, 0.4, 0.2, 0.0, 0.0]), Err(FamiliesError::Sum(_))));
        assert!(matches!(Families::new([f64::NAN, 1.0, 0.0, 0.0, 0.0]), Err(FamiliesError::OutOfRange(_))));
    }
}
