//! The value that a quantity has in a Record.

use super::analysis::ModelRef;
use super::metric::Measure;
use super::point::Point;
use super::quantity::{Quantity, Reft};
use super::record::{Record, StageRecord};
use super::role::Role;
use super::verdict::best_pruning;
use crate::analysis::Granularity;
use crate::tasks::Operand;

impl Quantity {
    /// Its value in `record`, at the first of the rates; none before it was measured.
    pub fn of(self, record: &Record) -> Option<f64> {
        let tuned = || record.finished(Role::FineTune { rate: 0 })?.last();
        let percent = |measure: Measure| Some(tuned()?.values.share(measure as usize)?.percent());
        let loss = |place: usize| tuned()?.values.numbers.get(place).copied().map(f64::from);
        let jailbroken = |point: &Point| Some(point.jailbroken()?[0].percent());
        match self {
            Self::SkillBroken => percent(Measure::PretrainedBroken),
            Self::SkillHolds => percent(Measure::PretrainedHolds),
            Self::TunedBroken => percent(Measure::FineTunedBroken),
            Self::TunedHolds => percent(Measure::FineTunedHolds),
            Self::Jailbroken => jailbroken(tuned()?),
            Self::JailbreakGain => Some(jailbroken(tuned()?)? - percent(Measure::PretrainedBroken)?),
            Self::Pretrained => {
                let pretrained = record.finished(Role::Pretrain)?.last()?;
                Some(pretrained.values.share(Measure::PretrainedBroken as usize)?.percent())
            }
            Self::StepsBack => back(record, record.finished(Role::Revive { rate: 0 })?),
            Self::Speedup => {
                let own = back(record, record.finished(Role::Revive { rate: 0 })?)?;
                let steps = |role| {
                    let stage = record.finished(role)?;
                    Some(back(record, stage).unwrap_or_else(|| f64::from(stage.steps)))
                };
                let control = steps(Role::ReviveControl)?.min(steps(Role::ReviveScratch).unwrap_or(f64::INFINITY));
                (own > 0.0).then(|| control / own)
            }
            Self::Pruned => {
                let model = ModelRef::After(Role::FineTune { rate: 0 });
                let of_neurons = record.pruning(model, Granularity::Neurons).and_then(best_pruning);
                let of_weights = || record.weight_pruning(model)?.best();
                Some(of_neurons.or_else(of_weights)?.1.skill.percent())
            }
            Self::Probed => {
                let model = ModelRef::After(Role::FineTune { rate: 0 });
                let of_letters = record.probes(model).and_then(|probes| probes.best(Operand::A, Operand::A));
                Some(of_letters.or_else(|| record.answer_probes(model)?.best())?.percent())
            }
            Self::Revived(at) => after(record, Role::Revive { rate: 0 }, at),
            Self::ControlTaught(at) => after(record, Role::ReviveControl, at),
            Self::SkillLoss => loss(0),
            Self::OtherLoss => loss(1),
        }
    }
}

/// The share that a finished stage had after so many steps.
fn after(record: &Record, role: Role, at: Reft) -> Option<f64> {
    let point = record.finished(role)?.points.iter().find(|point| point.step == at.steps())?;
    Some(point.of(Measure::PretrainedBroken).percent())
}

fn back(record: &Record, stage: &StageRecord) -> Option<f64> {
    stage.reaches(Measure::PretrainedBroken, record.spec.back(record)).map(f64::from)
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, Values};
    use super::*;
    use crate::setups::stories::StoriesSpec;
    use crate::train::Accuracy;

    #[test]
    fn a_share_after_so_much_reft_is_that_of_its_step_and_of_no_other() {
        let spec = StoriesSpec { fine_tune_rates: vec![4e-4], revive_steps: 60, ..StoriesSpec::default() };
        let mut record = Record::empty(&Plan::new(spec).unwrap());
        for stage in &mut record.stages {
            let point = |step: u32| {
                let shares = vec![Accuracy { correct: step, n: 128 }; 6];
                Point { step, loss: None, values: Values { shares, numbers: vec![0.25, 0.5], attention: None } }
            };
            stage.points = [0, 30, 60].map(point).into();
            stage.seconds = (stage.role != Role::ReviveControl).then_some(1.0);
        }
        let share = |step: f64| Some(100.0 * step / 128.0);
        assert_eq!(Quantity::Revived(Reft::S0).of(&record), share(0.0));
        assert_eq!(Quantity::Revived(Reft::S30).of(&record), share(30.0));
        // It was taught for 60 steps.
        assert_eq!(Quantity::Revived(Reft::S220).of(&record), None);
        // The control is still being taught.
        assert_eq!(Quantity::ControlTaught(Reft::S30).of(&record), None);
        assert_eq!(Quantity::SkillLoss.of(&record), Some(0.25));
        assert_eq!(Quantity::OtherLoss.of(&record), Some(0.5));
    }
}
