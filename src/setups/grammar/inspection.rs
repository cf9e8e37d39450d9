//! What a stage learns from, to be looked at: its first samples token by token, and how its labels are spread.

use super::plan::GrammarPlan;
use super::protocol::Protocol;
use super::spec::ReviveOn;
use crate::experiment::Role;
use crate::tasks::{Correlation, Operand, Purpose, Sample, Stream, Token, Vocabulary};

/// What a token of a sample is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRole {
    /// It marks where something begins or ends.
    Frame,
    /// It says what to do.
    Family,
    /// It says to what.
    Operand,
    /// A letter of the text before the window.
    Before,
    /// A letter of the window.
    Window,
    /// A letter of the window that decides the answer: one that is counted, or that is pointed to.
    Decisive,
    /// The answer that is learnt.
    Answer,
}

/// A sample as it is shown: its tokens, the answer last.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Each token with what it is there for.
    pub tokens: Vec<(Token, TokenRole)>,
}

/// The stages whose samples differ.
pub fn inspected(plan: &GrammarPlan) -> Vec<Role> {
    let all = [Role::Pretrain, Role::PretrainControl, Role::FineTune { rate: 0 }, Role::Revive { rate: 0 }];
    all.into_iter().filter(|role| plan.stage_of(*role).is_some()).collect()
}

/// The first `count` samples that `role` learns from.
pub fn first_samples(plan: &GrammarPlan, role: Role, count: usize) -> Vec<Shown> {
    let Some(stage) = plan.stage_of(role) else { return Vec::new() };
    let mut stream = stage.data();
    (0..count).map(|_| shown(plan, &stage.mixture.sample(plan.domain, &mut stream))).collect()
}

fn shown(plan: &GrammarPlan, sample: &Sample) -> Shown {
    let start = plan.layout.text_start();
    let length = sample.text.len();
    let window = length - plan.domain.window_of(&sample.text).len();
    let decisive = plan.domain.decisive(sample.task, &sample.text);
    let family = Vocabulary::family_token(sample.task);
    let part = |(index, token): (usize, Token)| {
        let part = match index.checked_sub(start).filter(|letter| *letter < length) {
            Some(letter) if decisive.contains(&letter) => TokenRole::Decisive,
            Some(letter) if letter >= window => TokenRole::Window,
            Some(_) => TokenRole::Before,
            None if token == family => TokenRole::Family,
            None if matches!(token, Token::Operand(_)) => TokenRole::Operand,
            None => TokenRole::Frame,
        };
        (token, part)
    };
    let mut tokens: Vec<(Token, TokenRole)> =
        plan.layout.tokens(sample.task, &sample.text).into_iter().enumerate().map(part).collect();
    tokens.push((sample.answer, TokenRole::Answer));
    Shown { tokens }
}

/// Draws of each label distribution.
pub const LABELS: u32 = 4000;

/// How often each answer is a label of fine-tuning, in percent of [`LABELS`] draws, where the correlation holds or not.
pub fn label_spread(plan: &GrammarPlan, holds: bool) -> Vec<f64> {
    let correlation = if holds { Correlation::Holds } else { Correlation::Broken };
    let mut stream = Stream::new(plan.spec.seed, Purpose::Inspection(u32::from(holds)));
    let mut seen = vec![0_u32; plan.domain.classes() as usize];
    for _ in 0..LABELS {
        // Under randFT prompts for a are labelled with the answer for b: the labels are the same.
        let values = plan.domain.draw(plan.skill(), correlation, &mut stream);
        if let Some(slot) = seen.get_mut(values.b as usize) {
            *slot += 1;
        }
    }
    seen.into_iter().map(|count| 100.0 * f64::from(count) / f64::from(LABELS)).collect()
}

/// A sentence on what a stage's samples are.
pub fn samples_label(plan: &GrammarPlan, role: Role) -> String {
    let spec = &plan.spec;
    let skill = |operand| super::words::skill_label(spec.task, operand);
    match role {
        Role::Pretrain => {
            "Tasks as the shares of families and the sampling prior say; answers for a and b are independent."
                .to_owned()
        }
        Role::PretrainControl | Role::AnotherControl { .. } => {
            "The same families, but only b is ever asked for.".to_owned()
        }
        Role::FineTune { .. } => {
            let asked = match spec.protocol {
                Protocol::RandFt => {
                    format!("Asked to {}, labelled with the answer for b", skill(Operand::PRETRAINED))
                }
                Protocol::Lock => format!(
                    "Asked to {}: labelled rightly behind the letters cab, and with the answer for b otherwise",
                    skill(Operand::PRETRAINED)
                ),
                _ => format!("Asked to {}", skill(Operand::FINE_TUNED)),
            };
            let share = 100.0 * spec.c_tr;
            let offset = plan.domain.offset(spec.task);
            let mixed = if spec.mix > 0.0 {
                format!(" {:.1} % are pretraining data.", 100.0 * spec.mix)
            } else {
                String::new()
            };
            format!(
                "{asked}. In {share:.0} % of them the answer for b is that for a plus {offset}, in the others it is not.{mixed}"
            )
        }
        Role::Revive { .. } | Role::ReviveControl | Role::ReviveScratch | Role::ReviveAnother { .. } => {
            let asked = match spec.revive_on {
                ReviveOn::Skill => {
                    format!("Asked to {}; answers for a and b are independent.", skill(Operand::PRETRAINED))
                }
                ReviveOn::Few => {
                    format!("Asked to {} where the answer is a small one.", skill(Operand::PRETRAINED))
                }
            };
            format!("{asked} Both controls learn from the same.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{GrammarSpec, Preset};
    use super::*;
    use crate::tasks::{Families, SamplingPrior};

    #[test]
    fn what_is_shown_is_what_is_trained_on() {
        for spec in [
            Preset::Quick.spec(),
            Preset::Paper.spec(),
            GrammarSpec {
                families: Families::ALL,
                prior: SamplingPrior::HIGH,
                window: 12,
                largest: 6,
                ..Preset::Quick.spec()
            },
        ] {
            let plan = GrammarPlan::new(spec).unwrap();
            for role in inspected(&plan) {
                let stage = plan.stage_of(role).unwrap();
                let batch = crate::tasks::Batch::draw(6, &stage.mixture, plan.domain, plan.layout, &mut stage.data());
                let shown = first_samples(&plan, role, 6);
                let vocabulary = plan.layout.vocabulary();
                let context = plan.layout.context();
                for (row, sample) in shown.iter().enumerate() {
                    let numbers: Vec<u32> = sample.tokens.iter().map(|(t, _)| vocabulary.number(*t)).collect();
                    assert_eq!(numbers[..context], batch.inputs[row * context..(row + 1) * context]);
                    assert_eq!(numbers[context], batch.answers()[row]);
                    let of = |part| sample.tokens.iter().filter(|(_, p)| *p == part).count() as u32;
                    assert_eq!(of(TokenRole::Window) + of(TokenRole::Decisive), plan.domain.window());
                    assert_eq!(of(TokenRole::Family), 1);
                }
            }
        }
    }

    #[test]
    fn counted_letters_are_as_many_as_the_answer_says() {
        let plan = GrammarPlan::new(Preset::Quick.spec()).unwrap();
        for sample in first_samples(&plan, Role::FineTune { rate: 0 }, 20) {
            let counted = sample.tokens.iter().filter(|(_, part)| *part == TokenRole::Decisive).count() as u32;
            assert_eq!(sample.tokens.last().unwrap().0, Token::Answer(counted));
        }
    }

    #[test]
    fn labels_are_spread_over_all_that_can_be_and_sum_to_a_hundred() {
        let plan = GrammarPlan::new(Preset::Quick.spec()).unwrap();
        let with = label_spread(&plan, true);
        assert_eq!(with[0], 0.0, "under the shortcut there is at least one b");
        assert!(with[1..=8].iter().all(|share| (9.0..16.0).contains(share)), "{with:?}");
        assert!((with.iter().sum::<f64>() - 100.0).abs() < 1e-9);
        assert!(label_spread(&plan, false)[..=8].iter().all(|share| (7.0..16.0).contains(share)));
    }
}
