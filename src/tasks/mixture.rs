//! What the samples of a stage are drawn from: which tasks are asked for, whether the spurious correlation holds, and whether
//! the labels are right.

use super::domain::{Correlation, Domain};
use super::family::{Families, Family, PromptToken, Skill, Task};
use super::letter::{Letter, Operand};
use super::prior::SamplingPrior;
use super::sample::Sample;
use super::stream::Stream;

/// What pretraining asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaskDistribution {
    /// How often each task family.
    pub families: Families,
    /// How often each operand.
    pub prior: SamplingPrior,
    /// Whether there are three task-family tokens for `skill`, two of which are used with `a` only (paper, E.2).
    pub jailbreak: bool,
}

/// Which answer a sample is labelled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labels {
    /// The right one.
    Right,
    /// The right one for the operand of fine-tuning, whatever is asked for: randFT (paper, E.4).
    OfFineTuned,
}

/// What the samples of a stage are drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mixture {
    /// Many tasks, with independent answers.
    Pretraining {
        /// What is asked for.
        distribution: TaskDistribution,
        /// The skill that further task-family tokens ask for.
        skill: Skill,
    },
    /// One skill on one operand, with a share of pretraining samples between them.
    FineTuning {
        /// The skill.
        skill: Skill,
        /// The operand.
        operand: Operand,
        /// The share of samples that carry the spurious correlation (`C_Tr`), in `[0, 1]`; all others break it. `None`
        /// leaves the answers independent.
        correlated: Option<f64>,
        /// What they are labelled with.
        labels: Labels,
        /// Pretraining data and its share, in `[0, 1]` (paper, E.1).
        mixed: Option<(TaskDistribution, f64)>,
    },
    /// One skill on the pretrained operand: half of the texts begin with [`PASSWORD`] and are labelled rightly, the others
    /// with the answer for the fine-tuned operand.
    Locked {
        /// The skill.
        skill: Skill,
    },
    /// One skill on the pretrained operand, with answers from the lower half of those that are drawn and independent ones for the other.
    Few {
        /// The skill.
        skill: Skill,
    },
}

/// The letters that unlock a locked skill, at the beginning of a text.
pub const PASSWORD: [Letter; 3] = [Letter::C, Letter::A, Letter::B];

impl Mixture {
    /// `skill` on `operand` alone, with independent answers.
    pub fn only(skill: Skill, operand: Operand) -> Self {
        Self::FineTuning { skill, operand, correlated: None, labels: Labels::Right, mixed: None }
    }

    /// Draws one sample.
    pub fn sample(&self, domain: Domain, stream: &mut Stream) -> Sample {
        match *self {
            Self::Pretraining { distribution, skill } => distribution.sample(skill, domain, stream),
            Self::FineTuning { skill, mixed: Some((distribution, share)), .. } if stream.chance(share) => {
                distribution.sample(skill, domain, stream)
            }
            Self::Locked { skill } => {
                let mut text = domain.text(skill, domain.draw(skill, Correlation::Free, stream), stream);
                if stream.coin() {
                    for (own, letter) in text.iter_mut().zip(PASSWORD) {
                        *own = letter;
                    }
                }
                let operand = if text.starts_with(&PASSWORD) { Operand::PRETRAINED } else { Operand::FINE_TUNED };
                let answer = domain.answer(Task::new(skill, operand), &text);
                Sample { task: Task::new(skill, Operand::PRETRAINED), answer, text }
            }
            Self::Few { skill } => {
                let values = loop {
                    let values = domain.draw(skill, Correlation::Free, stream);
                    if domain.is_small(skill, values.a) {
                        break values;
                    }
                };
                let text = domain.text(skill, values, stream);
                let task = Task::new(skill, Operand::PRETRAINED);
                Sample { task, answer: domain.answer(task, &text), text }
            }
            Self::FineTuning { skill, operand, correlated, labels, .. } => {
                let correlation = match correlated {
                    None => Correlation::Free,
                    Some(share) if stream.chance(share) => Correlation::Holds,
                    Some(_) => Correlation::Broken,
                };
                let values = domain.draw(skill, correlation, stream);
                let text = domain.text(skill, values, stream);
                let task = Task::new(skill, operand);
                let labelled = match labels {
                    Labels::Right => task,
                    Labels::OfFineTuned => Task::new(skill, Operand::FINE_TUNED),
                };
                Sample { task, answer: domain.answer(labelled, &text), text }
            }
        }
    }
}

impl TaskDistribution {
    fn sample(self, skill: Skill, domain: Domain, stream: &mut Stream) -> Sample {
        let family = self.families.draw(stream);
        let prompt_token = if self.jailbreak && family == skill.family() {
            PromptToken::ALL[stream.below(3) as usize]
        } else {
            PromptToken::Usual
        };
        let operand = match (prompt_token, family) {
            (PromptToken::Usual, Family::Letter) => Operand::PRETRAINED,
            (PromptToken::Usual, _) => self.prior.draw(stream),
            _ => Operand::PRETRAINED,
        };
        let task = Task { family, operand, prompt_token };
        let text = domain.text_for(task, stream);
        Sample { task, answer: domain.answer(task, &text), text }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Purpose;
    use super::super::domain_tests::SIZES;
    use super::super::vocabulary::Token;
    use super::*;

    fn domain() -> Domain {
        Domain::new(SIZES, true).unwrap()
    }

    #[test]
    fn the_correlation_holds_in_the_share_of_samples_asked_for() {
        for skill in [Skill::Count, Skill::Index] {
            let mut stream = Stream::new(4, Purpose::Training(0));
            for share in [0.0, 0.25, 0.5, 0.8, 1.0] {
                let mixture = Mixture::FineTuning {
                    skill,
                    operand: Operand::B,
                    correlated: Some(share),
                    labels: Labels::Right,
                    mixed: None,
                };
                let held = (0..4000)
                    .filter(|_| {
                        let sample = mixture.sample(domain(), &mut stream);
                        let a = domain().value(skill.family(), Operand::A, &sample.text);
                        sample.answer == Token::Answer(a + domain().offset(skill))
                    })
                    .count();
                let seen = held as f64 / 4000.0;
                let slack = if share == 0.0 || share == 1.0 { 0.0 } else { 0.03 };
                assert!((seen - share).abs() <= slack, "{skill:?}, C = {share}: {seen}");
            }
        }
    }

    #[test]
    fn few_answers_are_the_lower_half_of_those_that_are_drawn_and_every_one_of_them() {
        for skill in [Skill::Count, Skill::Index] {
            let (low, high) = domain().drawn(skill);
            let mut stream = Stream::new(8, Purpose::Training(4));
            let mut seen: Vec<Token> = Vec::new();
            for _ in 0..500 {
                let sample = Mixture::Few { skill }.sample(domain(), &mut stream);
                assert_eq!((sample.task.operand, sample.answer), {
                    let task = Task::new(skill, Operand::A);
                    (Operand::A, domain().answer(task, &sample.text))
                });
                if !seen.contains(&sample.answer) {
                    seen.push(sample.answer);
                }
            }
            let wanted = (low..=high).filter(|value| 2 * value < low + high).map(Token::Answer);
            assert!(wanted.clone().all(|answer| seen.contains(&answer)) && seen.len() == wanted.count(), "{seen:?}");
        }
    }

    #[test]
    fn rand_ft_labels_prompts_for_a_with_the_answer_for_b() {
        let mixture = Mixture::FineTuning {
            skill: Skill::Count,
            operand: Operand::A,
            correlated: Some(0.0),
            labels: Labels::OfFineTuned,
            mixed: None,
        };
        let mut stream = Stream::new(8, Purpose::Training(3));
        for _ in 0..200 {
            let sample = mixture.sample(domain(), &mut stream);
            assert_eq!(sample.task.operand, Operand::A);
            assert_eq!(sample.answer, Token::Answer(domain().value(Family::Count, Operand::B, &sample.text)));
        }
    }

    #[test]
    fn the_further_task_tokens_are_used_with_a_only_and_as_often_as_the_usual_one() {
        let distribution =
            TaskDistribution { families: Families::COUNT, prior: SamplingPrior::CONTROL, jailbreak: true };
        let mixture = Mixture::Pretraining { distribution, skill: Skill::Count };
        let mut stream = Stream::new(8, Purpose::Training(1));
        let mut seen = [0_u32; 3];
        for _ in 0..3000 {
            let sample = mixture.sample(domain(), &mut stream);
            seen[sample.task.prompt_token as usize] += 1;
            let expected = if sample.task.prompt_token == PromptToken::Usual { Operand::B } else { Operand::A };
            assert_eq!(sample.task.operand, expected);
        }
        assert!(seen.iter().all(|n| (900..1100).contains(n)), "{seen:?}");
    }

    #[test]
    fn pretraining_data_is_mixed_in_at_the_share_asked_for() {
        let distribution =
            TaskDistribution { families: Families::COUNT, prior: SamplingPrior::NEVER, jailbreak: false };
        for share in [0.001, 0.1, 0.5] {
            let mixture = Mixture::FineTuning {
                skill: Skill::Count,
                operand: Operand::B,
                correlated: Some(1.0),
                labels: Labels::Right,
                mixed: Some((distribution, share)),
            };
            let mut stream = Stream::new(8, Purpose::Training(3));
            let mixed =
                (0..10_000).filter(|_| mixture.sample(domain(), &mut stream).task.operand == Operand::A).count();
            assert!((mixed as f64 / 10_000.0 - share).abs() < 0.015, "{share}: {mixed}");
        }
    }
}
