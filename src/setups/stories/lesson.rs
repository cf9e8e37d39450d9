//! The experiment of the lesson on stories: Randomisation at the paper's M, short enough to be waited for, from the shipped models.

use super::spec::StoriesSpec;

/// Steps of teaching twists again, for all three models alike.
const TAUGHT: u32 = 100;

impl StoriesSpec {
    /// The experiment of the lesson. Its pretrained models are shipped.
    pub fn of_lesson() -> Self {
        Self { fine_tune_rates: vec![4e-4], revive_steps: TAUGHT, control_steps: TAUGHT, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setups::shipped;

    #[test]
    fn the_lesson_begins_with_shipped_models() {
        assert!(shipped(&StoriesSpec::of_lesson().into()).is_some());
    }

    #[test]
    fn its_steps_are_those_that_the_lesson_speaks_of() {
        let own = StoriesSpec::of_lesson();
        assert_eq!((own.pretrain_steps, own.fine_tune_steps, own.fine_tune_rates.len()), (4000, 200, 1));
    }
}
