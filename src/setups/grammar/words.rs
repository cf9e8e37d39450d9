//! Skills and stages of experiments on the grammar as a person would say them.

use super::spec::GrammarSpec;
use crate::experiment::{ModelRef, Role, SetupWords, rate_label};
use crate::tasks::{Operand, Skill};

/// What is done with the letter `operand` names, as a verb with its object: “count the a's”.
pub fn skill_label(skill: Skill, operand: Operand) -> String {
    let letter = operand.letter().character();
    match skill {
        Skill::Count => format!("count the {letter}'s"),
        Skill::Index => format!("index the {letter}'s"),
    }
}

/// The same as a noun: “counting the a's”.
pub fn skill_noun(skill: Skill, operand: Operand) -> String {
    let letter = operand.letter().character();
    match skill {
        Skill::Count => format!("counting the {letter}'s"),
        Skill::Index => format!("indexing the {letter}'s"),
    }
}

/// What the answer is: a count or an index.
pub fn answer_label(skill: Skill) -> &'static str {
    match skill {
        Skill::Count => "count",
        Skill::Index => "index",
    }
}

pub(super) fn words(spec: &GrammarSpec) -> SetupWords {
    let [skill, tuned] = [Operand::PRETRAINED, Operand::FINE_TUNED].map(|asked| skill_label(spec.task, asked));
    SetupWords {
        pruned: [skill.clone(), tuned.clone()],
        measures: SetupWords::ACCURACIES,
        skill,
        skill_noun: skill_noun(spec.task, Operand::PRETRAINED),
        tuned,
        samples: "texts",
        skill_short: "the a's".to_owned(),
        tuned_short: "the b's".to_owned(),
        probed: "the answer",
        control_taught: "taught b only",
        revived_at: "75 %",
    }
}

pub(super) fn role_label(spec: &GrammarSpec, role: Role) -> String {
    let rate = |index: u32| spec.fine_tune_rates.get(index as usize).map(|r| rate_label(*r)).unwrap_or_default();
    let tuned = |index: u32| {
        let made = spec.protocol.constructed_label().map(|label| format!("“{label}”"));
        made.unwrap_or_else(|| format!("fine-tuning at {}", rate(index)))
    };
    match role {
        Role::Pretrain => "pretraining".to_owned(),
        Role::PretrainControl => "pretraining the control".to_owned(),
        Role::FineTune { rate: index } => tuned(index),
        Role::Revive { rate: index } => format!("reFT after {}", tuned(index)),
        Role::ReviveControl => "teaching the control (Scr. + FT)".to_owned(),
        Role::ReviveScratch => "teaching from random weights".to_owned(),
        Role::AnotherControl { index } => format!("another control, {index}"),
        Role::ReviveAnother { index } => format!("teaching another control, {index}"),
    }
}

pub(super) fn model_label(spec: &GrammarSpec, model: ModelRef) -> String {
    match model {
        ModelRef::Initial => "random initial weights".to_owned(),
        ModelRef::After(Role::Pretrain) => "pretrained".to_owned(),
        ModelRef::Random => "random weights".to_owned(),
        ModelRef::After(Role::PretrainControl) | ModelRef::NeverHad => "control, never had it".to_owned(),
        ModelRef::After(role) => format!("after {}", role_label(spec, role)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Preset;
    use super::*;

    #[test]
    fn stages_are_named_as_people_read_them() {
        let spec = Preset::Quick.spec();
        assert_eq!(role_label(&spec, Role::FineTune { rate: 1 }), "fine-tuning at 3e-4");
        assert_eq!(role_label(&spec, Role::Revive { rate: 9 }), "reFT after fine-tuning at ");
    }
}
