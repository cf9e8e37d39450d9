//! What became of a skill, as a word: the rule by which a cell of ours and one of the paper's agree in direction.

use crate::experiment::Measure;

/// What fine-tuning did to the accuracy that a measure asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// O_PT ends below half of the pretrained model's accuracy on O_PT.
    Falls,
    /// O_PT ends at 80 % of the pretrained model's accuracy on O_PT or above.
    Keeps,
    /// O_FT ends below 50 %.
    NotLearnt,
    /// O_FT ends at 80 % or above.
    Learnt,
    /// Neither.
    Between,
}

impl Outcome {
    /// The rule in words, for a report.
    pub const RULE: &'static str = "O_PT *falls* when it ends below half of the pretrained model's accuracy on O_PT and \
        is *kept* when it ends at 80 % of it or above; O_FT is *learnt* at 80 % or above and *not learnt* below 50 %; \
        anything else is *between*. Two cells disagree when one falls and the other is kept, or one is learnt and the \
        other is not.";

    /// What `accuracy` on `measure` says; `pretrained` is the pretrained model's accuracy on O_PT. Both in percent.
    pub fn of(measure: Measure, accuracy: f64, pretrained: f64) -> Self {
        let (low, high, below, above) = if measure.is_of_skill() {
            (0.5 * pretrained, 0.8 * pretrained, Self::Falls, Self::Keeps)
        } else {
            (50.0, 80.0, Self::NotLearnt, Self::Learnt)
        };
        match accuracy {
            _ if accuracy < low => below,
            _ if accuracy >= high => above,
            _ => Self::Between,
        }
    }

    /// Whether two outcomes of one measure point in opposite directions.
    pub fn opposite(one: Self, other: Self) -> bool {
        one != other && one != Self::Between && other != Self::Between
    }

    /// The word that files and tables use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Falls => "falls",
            Self::Keeps => "kept",
            Self::NotLearnt => "not learnt",
            Self::Learnt => "learnt",
            Self::Between => "between",
        }
    }
}

#[cfg(test)]
mod outcome_tests {
    use super::*;

    #[test]
    fn the_limits_belong_to_the_side_that_the_rule_names() {
        let of = |accuracy| Outcome::of(Measure::PretrainedBroken, accuracy, 90.0);
        assert_eq!(
            [of(44.9), of(45.0), of(71.9), of(72.0)].map(Outcome::word),
            ["falls", "between", "between", "kept"]
        );
        let of = |accuracy| Outcome::of(Measure::FineTunedHolds, accuracy, 20.0);
        assert_eq!(
            [of(49.9), of(50.0), of(79.9), of(80.0)].map(Outcome::word),
            ["not learnt", "between", "between", "learnt"]
        );
    }

    #[test]
    fn between_disagrees_with_nothing() {
        assert!(Outcome::opposite(Outcome::Falls, Outcome::Keeps));
        assert!(!Outcome::opposite(Outcome::Falls, Outcome::Between));
        assert!(!Outcome::opposite(Outcome::Learnt, Outcome::Learnt));
    }
}
