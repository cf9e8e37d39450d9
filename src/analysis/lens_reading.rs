//! The lens: what would be answered after every half of a block, if the model ended there (nostalgebraist 2020; Belrose et al.,
//! arXiv 2303.08112).

use serde::{Deserialize, Serialize};

/// One model's reading of one text, from the first attention to the last MLP.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LensReading {
    /// Attention and MLP of each block, in order.
    pub levels: Vec<LensLevel>,
}

/// The residual stream at the answer's position, after attention or after the MLP of a block, turned into answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LensLevel {
    /// Probability of each answer, from 0, by the model's own final norm and head. Other tokens have the rest.
    pub head: Vec<f32>,
    /// Probability of each number, from 0, by the probe that was trained on the pretrained model at this level; empty where there is
    /// none for what is asked.
    pub probe: Vec<f32>,
}

/// The likeliest of these answers, and its probability; none of none.
pub fn likeliest(probabilities: &[f32]) -> Option<(u32, f32)> {
    (0_u32..).zip(probabilities.iter().copied()).max_by(|a, b| a.1.total_cmp(&b.1))
}

/// What a level is called; levels are counted from 0.
pub fn lens_level_label(level: usize) -> String {
    format!("{} {}", if level.is_multiple_of(2) { "attention" } else { "MLP" }, level / 2 + 1)
}

impl LensReading {
    /// The first level at which the head turns from `right` to another answer and stays away from it; none where it never said it, or
    /// says it to the end.
    pub fn turns_from(&self, right: u32) -> Option<usize> {
        self.turning(right, |level| &level.head)
    }

    /// The same by the probe.
    pub fn probe_turns_from(&self, right: u32) -> Option<usize> {
        self.turning(right, |level| &level.probe)
    }

    fn turning(&self, right: u32, of: fn(&LensLevel) -> &[f32]) -> Option<usize> {
        let says = |level: &LensLevel| likeliest(of(level)).is_some_and(|(answer, _)| answer == right);
        let after = self.levels.iter().rposition(says)? + 1;
        (after < self.levels.len()).then_some(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(answers: &[usize]) -> LensReading {
        let level = |answer: &usize| {
            let mut head = vec![0.0; 10];
            head[*answer] = 0.9;
            LensLevel { head, probe: Vec::new() }
        };
        LensReading { levels: answers.iter().map(level).collect() }
    }

    #[test]
    fn the_answer_turns_where_it_is_left_for_good() {
        assert_eq!(saying(&[2, 5, 5, 6]).turns_from(5), Some(3));
        assert_eq!(saying(&[5, 6, 5, 5]).turns_from(5), None);
        assert_eq!(saying(&[2, 2, 3, 6]).turns_from(5), None);
        assert_eq!(saying(&[5, 6, 6, 6]).turns_from(5), Some(1));
        assert_eq!(saying(&[5, 6]).probe_turns_from(5), None);
    }

    #[test]
    fn levels_are_named_by_half_blocks() {
        assert_eq!([0, 1, 2, 3].map(lens_level_label), ["attention 1", "MLP 1", "attention 2", "MLP 2"]);
    }
}
