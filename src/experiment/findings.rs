//! What a Record shows, in sentences: how far the skill fell, and how many steps brought it back beside the controls.

use super::plan::Role;
use super::record::{Measure, Record};
use super::words::{rate_in_words, skill_as_noun};
use crate::tasks::Operand;

/// The accuracy at which a skill counts as back, in percent.
pub const BACK: f64 = 90.0;

/// What the numbers say, in sentences that hold for them and no more.
pub fn sentences(record: &Record) -> Vec<String> {
    let at_end = |role: Role, measure: Measure| {
        let stage = record.stage(role).filter(|s| s.seconds.is_some())?;
        Some(stage.last()?.of(measure).percent())
    };
    let steps = |role: Role| {
        let stage = record.stage(role).filter(|s| s.seconds.is_some())?;
        Some(match stage.reaches(Measure::PretrainedBroken, BACK) {
            Some(step) => format!("{step} steps"),
            None => format!("more than {} steps", stage.steps),
        })
    };
    let skill = skill_as_noun(record.spec.task, Operand::PRETRAINED);
    let mut said = Vec::new();
    for (index, rate) in record.spec.fine_tune_rates.iter().enumerate() {
        let (tuning, revival) = (Role::FineTune { rate: index as u32 }, Role::Revive { rate: index as u32 });
        let (Some(before), Some(after), Some(with), Some(without)) = (
            at_end(Role::Pretrain, Measure::PretrainedBroken),
            at_end(tuning, Measure::PretrainedBroken),
            at_end(tuning, Measure::FineTunedHolds),
            at_end(tuning, Measure::FineTunedBroken),
        ) else {
            continue;
        };
        let mut sentence = format!(
            "Fine-tuning at {} took {skill} from {before:.1} % to {after:.1} %; it answers {with:.1} % of the b's where the \
             shortcut holds and {without:.1} % where it is broken.",
            rate_in_words(*rate)
        );
        if let (Some(own), Some(control), Some(scratch)) =
            (steps(revival), steps(Role::ReviveControl), steps(Role::ReviveScratch))
        {
            sentence.push_str(&format!(
                " Asked for the a's again it needed {own} to {BACK:.0} %, the control that never had the skill {control}, random \
                 weights {scratch}."
            ));
        }
        said.push(sentence);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::super::{Accuracy, Plan, Point, Preset, StageRecord};
    use super::*;

    #[test]
    fn only_finished_stages_are_spoken_of_and_with_their_own_numbers() {
        let plan = Plan::new(Preset::Micro.spec()).unwrap();
        let stage = |role, from: u32, to: u32| {
            let accuracy = |correct| [Accuracy { correct, n: 32 }; 4];
            let points = vec![
                Point { step: 0, loss: None, accuracy: accuracy(from), attention: None, jailbroken: None },
                Point { step: 7, loss: None, accuracy: accuracy(to), attention: None, jailbroken: None },
            ];
            StageRecord { role, rate: 3e-4, steps: 10, points, device: "cpu".to_owned(), seconds: Some(1.0) }
        };
        let mut record = Record {
            version: String::new(),
            spec: plan.spec,
            stages: vec![stage(Role::Pretrain, 0, 32), stage(Role::FineTune { rate: 0 }, 32, 8)],
            findings: Vec::new(),
            wall_seconds: None,
            fingerprint: None,
            failed: Vec::new(),
        };
        let said = sentences(&record);
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("from 100.0 % to 25.0 %") && !said[0].contains("again"), "{said:?}");
        record.stages.extend([
            stage(Role::Revive { rate: 0 }, 8, 32),
            stage(Role::ReviveControl, 0, 16),
            stage(Role::ReviveScratch, 0, 31),
        ]);
        let said = sentences(&record);
        assert!(said[0].contains("it needed 7 steps to 90 %"), "{said:?}");
        assert!(said[0].contains("never had the skill more than 10 steps, random weights 7 steps"), "{said:?}");
        record.stages[1].seconds = None;
        assert_eq!(sentences(&record), Vec::<String>::new());
    }
}
