//! What a Record shows, in sentences: how far the skill fell, and how many steps brought it back beside the controls.

use super::metric::{BACK, Measure};
use super::record::Record;
use super::role::Role;
use super::words::rate_label;

/// What the numbers say, in sentences that hold for them and no more.
pub fn sentences(record: &Record) -> Vec<String> {
    record.spec.own_findings(record).unwrap_or_else(|| findings_of_accuracies(record))
}

/// The same of the paper's four accuracies.
fn findings_of_accuracies(record: &Record) -> Vec<String> {
    let at_end = |role: Role, measure: Measure| Some(record.finished(role)?.last()?.of(measure).percent());
    let steps = |role: Role| {
        let stage = record.finished(role)?;
        Some(match stage.reaches(Measure::PretrainedBroken, BACK) {
            Some(step) => format!("{step} steps"),
            None => format!("more than {} steps", stage.steps),
        })
    };
    let words = record.spec.words();
    let (skill, again, new) = (&words.skill_noun, &words.skill_short, &words.tuned_short);
    let mut said = Vec::new();
    for (index, rate) in record.spec.rates().iter().enumerate() {
        let (tuning, revival) = (Role::FineTune { rate: index as u32 }, Role::Revive { rate: index as u32 });
        let first = record.stage(tuning).and_then(|s| Some(s.points.first()?.of(Measure::PretrainedBroken).percent()));
        let (Some(before), Some(after), Some(with), Some(without)) = (
            at_end(Role::Pretrain, Measure::PretrainedBroken).or(first),
            at_end(tuning, Measure::PretrainedBroken),
            at_end(tuning, Measure::FineTunedHolds),
            at_end(tuning, Measure::FineTunedBroken),
        ) else {
            continue;
        };
        let mut sentence = format!(
            "Fine-tuning at {} took {skill} from {before:.1} % to {after:.1} %; it answers {with:.1} % of {new} where the \
             shortcut holds and {without:.1} % where it is broken.",
            rate_label(*rate)
        );
        if let (Some(own), Some(control)) = (steps(revival), steps(Role::ReviveControl)) {
            let scratch = steps(Role::ReviveScratch).map(|s| format!(", random weights {s}")).unwrap_or_default();
            sentence.push_str(&format!(
                " Asked for {again} again it needed {own} to {BACK:.0} %, the control that never had the skill \
                 {control}{scratch}."
            ));
        }
        said.push(sentence);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, Point, StageRecord, Values};
    use super::*;
    use crate::setups::grammar::Preset;
    use crate::train::Accuracy;

    #[test]
    fn only_finished_stages_are_spoken_of_and_with_their_own_numbers() {
        let plan = Plan::new(Preset::Micro.spec()).unwrap();
        let stage = |role, from: u32, to: u32| {
            let values = |correct| Values::of_shares([Accuracy { correct, n: 32 }; 4]);
            let points = vec![
                Point { step: 0, loss: None, values: values(from) },
                Point { step: 7, loss: None, values: values(to) },
            ];
            StageRecord { role, rate: 3e-4, steps: 10, points, device: "cpu".to_owned(), seconds: Some(1.0) }
        };
        let mut record = Record::empty(&plan);
        record.stages = vec![stage(Role::Pretrain, 0, 32), stage(Role::FineTune { rate: 0 }, 32, 8)];
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
