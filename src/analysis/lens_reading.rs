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

/// How sure a reading must be to count.
const SURE: f32 = 0.5;

impl LensReading {
    /// The first level from which on the head gives another answer wherever that of `before`, the pretrained model, is surely `right`;
    /// none where it is right at the last such level, or there is none.
    pub fn turns_from(&self, before: &Self, right: u32) -> Option<usize> {
        self.turning(before, right, |level| &level.head)
    }

    /// The same by the probe.
    pub fn probe_turns_from(&self, before: &Self, right: u32) -> Option<usize> {
        self.turning(before, right, |level| &level.probe)
    }

    fn turning(&self, before: &Self, right: u32, of: fn(&LensLevel) -> &[f32]) -> Option<usize> {
        let surely = |level: &LensLevel| likeliest(of(level)).is_some_and(|(a, p)| a == right && p >= SURE);
        let says = |level: &LensLevel| likeliest(of(level)).is_some_and(|(answer, _)| answer == right);
        let both = before.levels.iter().zip(&self.levels).enumerate();
        let there: Vec<(usize, bool)> =
            both.filter(|(_, (before, _))| surely(before)).map(|(at, (_, own))| (at, says(own))).collect();
        let after = there.iter().rposition(|(_, right)| *right).map_or(0, |last| last + 1);
        there.get(after).map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(answers: &[(usize, f32)]) -> LensReading {
        let level = |(answer, sure): &(usize, f32)| {
            let mut head = vec![0.01; 10];
            head[*answer] = *sure;
            LensLevel { head, probe: Vec::new() }
        };
        LensReading { levels: answers.iter().map(level).collect() }
    }

    #[test]
    fn the_answer_turns_where_the_pretrained_model_is_sure_of_it_and_the_other_leaves_it_for_good() {
        let before = saying(&[(5, 0.3), (5, 0.9), (5, 0.9), (5, 0.9)]);
        let turns = |answers: [usize; 4]| saying(&answers.map(|a| (a, 0.9))).turns_from(&before, 5);
        assert_eq!(turns([2, 5, 5, 6]), Some(3));
        assert_eq!(turns([6, 6, 6, 6]), Some(1), "at the first level it is not sure");
        assert_eq!(turns([5, 6, 5, 5]), None);
        assert_eq!(turns([5, 6, 5, 6]), Some(3));
        assert_eq!(before.turns_from(&before, 5), None);
        assert_eq!(before.turns_from(&before, 4), None);
        assert_eq!(before.probe_turns_from(&before, 5), None);
    }

    #[test]
    fn levels_are_named_by_half_blocks() {
        assert_eq!([0, 1, 2, 3].map(lens_level_label), ["attention 1", "MLP 1", "attention 2", "MLP 2"]);
    }
}
