//! Rates, stages and durations as a person would say them.

use super::plan::Role;
use super::spec::Spec;
use crate::tasks::{Operand, Skill};

/// A learning rate as the page writes it, for instance `3e-4`.
pub fn rate_in_words(rate: f64) -> String {
    format!("{rate:e}")
}

/// What is done with the letter `operand` names, as a verb with its object: “count the a's”.
pub fn skill_in_words(skill: Skill, operand: Operand) -> String {
    let letter = operand.letter().character();
    match skill {
        Skill::Count => format!("count the {letter}'s"),
        Skill::Index => format!("index the {letter}'s"),
    }
}

/// The same as a noun: “counting the a's”.
pub fn skill_as_noun(skill: Skill, operand: Operand) -> String {
    let letter = operand.letter().character();
    match skill {
        Skill::Count => format!("counting the {letter}'s"),
        Skill::Index => format!("indexing the {letter}'s"),
    }
}

/// What the answer is: a count or an index.
pub fn answer_in_words(skill: Skill) -> &'static str {
    match skill {
        Skill::Count => "count",
        Skill::Index => "index",
    }
}

/// A stage in everyday words.
pub fn role_in_words(role: Role, spec: &Spec) -> String {
    let rate = |index: u32| spec.fine_tune_rates.get(index as usize).map(|r| rate_in_words(*r)).unwrap_or_default();
    match role {
        Role::Pretrain => "pretraining".to_owned(),
        Role::PretrainControl => "pretraining the control".to_owned(),
        Role::FineTune { rate: index } => format!("fine-tuning at {}", rate(index)),
        Role::Revive { rate: index } => format!("reFT after fine-tuning at {}", rate(index)),
        Role::ReviveControl => "teaching the control (Scr. + FT)".to_owned(),
        Role::ReviveScratch => "teaching from random weights".to_owned(),
    }
}

/// Seconds in words a person would use.
pub fn seconds_in_words(seconds: f64) -> String {
    let whole = seconds.round().max(0.0) as u64;
    match whole {
        0..=99 => format!("{whole} s"),
        100..=5_999 => format!("{} min {} s", whole / 60, whole % 60),
        6_000..=172_799 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} days", whole / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Preset;
    use super::*;

    #[test]
    fn durations_read_as_a_person_would_say_them() {
        let said: Vec<String> = [0.2, 42.4, 130.0, 7_300.0, 400_000.0].map(seconds_in_words).to_vec();
        assert_eq!(said, ["0 s", "42 s", "2 min 10 s", "2 h 1 min", "4 days"]);
    }

    #[test]
    fn stages_and_rates_are_named_as_people_read_them() {
        let spec = Preset::Quick.spec();
        assert_eq!(rate_in_words(3e-4), "3e-4");
        assert_eq!(role_in_words(Role::FineTune { rate: 1 }, &spec), "fine-tuning at 3e-4");
        assert_eq!(role_in_words(Role::Revive { rate: 9 }, &spec), "reFT after fine-tuning at ");
    }
}
