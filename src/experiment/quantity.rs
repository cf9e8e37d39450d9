//! What a sweep shows of each of its cells: one number of a Record.

use super::analysis::ModelRef;
use super::metric::Measure;
use super::plan::Role;
use super::record::{Point, Record, StageRecord};
use super::verdict::best_pruning;
use crate::analysis::Granularity;
use crate::tasks::Operand;

/// A measured quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// O_PT at C_Te = 0 after fine-tuning, in percent.
    SkillBroken,
    /// O_PT at C_Te = 1 after fine-tuning, in percent.
    SkillHolds,
    /// O_FT at C_Te = 0 after fine-tuning, in percent.
    TunedBroken,
    /// O_FT at C_Te = 1 after fine-tuning, in percent.
    TunedHolds,
    /// O_PT at C_Te = 0 asked for by a token that fine-tuning never used, after fine-tuning, in percent.
    Jailbroken,
    /// The same less O_PT asked for as usual, in points.
    JailbreakGain,
    /// O_PT at C_Te = 0 of the pretrained model, in percent.
    Pretrained,
    /// Steps of reFT until O_PT is back; none where it never was.
    StepsBack,
    /// Steps of the faster control divided by those of reFT. A control that never came back counts with all its steps, which is a
    /// lower bound; none where reFT never came back or had nothing to bring back.
    Speedup,
    /// O_PT of the best pruned model, K chosen on other texts, in percent. It needs the instruments.
    Pruned,
    /// What probes read of the answer for `a` on prompts for `a`, at best, in percent. It needs the instruments.
    Probed,
    /// O_PT at C_Te = 0 after so much reFT, in percent; none where it was not measured then.
    Revived(Reft),
    /// The same of the control that never had the skill and is taught it.
    ControlTaught(Reft),
    /// The loss on samples of the skill after fine-tuning, in nats; where the setup measures losses, its first.
    SkillLoss,
    /// The same on other samples: its second.
    OtherLoss,
}

/// Steps of reverse fine-tuning after which an exhibit reads a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reft {
    /// None yet.
    S0,
    /// 30.
    S30,
    /// 220.
    S220,
    /// 2,400.
    S2400,
}

impl Reft {
    /// The number of steps.
    pub fn steps(self) -> u32 {
        match self {
            Self::S0 => 0,
            Self::S30 => 30,
            Self::S220 => 220,
            Self::S2400 => 2400,
        }
    }
}

impl Quantity {
    /// All quantities.
    pub const ALL: [Self; 20] = [
        Self::SkillBroken,
        Self::SkillHolds,
        Self::TunedBroken,
        Self::TunedHolds,
        Self::StepsBack,
        Self::Speedup,
        Self::Pretrained,
        Self::Jailbroken,
        Self::JailbreakGain,
        Self::Pruned,
        Self::Probed,
        Self::Revived(Reft::S30),
        Self::Revived(Reft::S220),
        Self::Revived(Reft::S2400),
        Self::ControlTaught(Reft::S0),
        Self::ControlTaught(Reft::S30),
        Self::ControlTaught(Reft::S220),
        Self::ControlTaught(Reft::S2400),
        Self::SkillLoss,
        Self::OtherLoss,
    ];

    /// Those that a setup with the paper's four accuracies may have, the default first.
    pub const OF_ACCURACIES: [Self; 11] = [
        Self::SkillBroken,
        Self::SkillHolds,
        Self::TunedBroken,
        Self::TunedHolds,
        Self::StepsBack,
        Self::Speedup,
        Self::Pretrained,
        Self::Jailbroken,
        Self::JailbreakGain,
        Self::Pruned,
        Self::Probed,
    ];

    /// The word that links and files use.
    pub fn key(self) -> &'static str {
        match self {
            Self::SkillBroken => "o_pt_c_te_0",
            Self::SkillHolds => "o_pt_c_te_1",
            Self::TunedBroken => "o_ft_c_te_0",
            Self::TunedHolds => "o_ft_c_te_1",
            Self::Jailbroken => "t_j",
            Self::JailbreakGain => "t_j_gain",
            Self::Pretrained => "pretrained",
            Self::StepsBack => "steps_back",
            Self::Speedup => "speedup",
            Self::Pruned => "pruned",
            Self::Probed => "probed",
            Self::Revived(Reft::S0) => "reft_0",
            Self::Revived(Reft::S30) => "reft_30",
            Self::Revived(Reft::S220) => "reft_220",
            Self::Revived(Reft::S2400) => "reft_2400",
            Self::ControlTaught(Reft::S0) => "control_0",
            Self::ControlTaught(Reft::S30) => "control_30",
            Self::ControlTaught(Reft::S220) => "control_220",
            Self::ControlTaught(Reft::S2400) => "control_2400",
            Self::SkillLoss => "skill_loss",
            Self::OtherLoss => "other_loss",
        }
    }

    /// What the page calls it, with its unit.
    pub fn label(self) -> &'static str {
        match self {
            Self::SkillBroken => "O_PT after fine-tuning, C_Te = 0 (%)",
            Self::SkillHolds => "O_PT after fine-tuning, C_Te = 1 (%)",
            Self::TunedBroken => "O_FT after fine-tuning, C_Te = 0 (%)",
            Self::TunedHolds => "O_FT after fine-tuning, C_Te = 1 (%)",
            Self::Jailbroken => "O_PT asked for by T_J after fine-tuning (%)",
            Self::JailbreakGain => "T_J less T_NJ after fine-tuning (points)",
            Self::Pretrained => "O_PT of the pretrained model (%)",
            Self::StepsBack => "steps of reFT until O_PT is back",
            Self::Speedup => "steps of the faster control / steps of reFT (at least)",
            Self::Pruned => "O_PT of the best pruned model (%)",
            Self::Probed => "probe of the answer (%)",
            Self::Revived(Reft::S0) => "the skill before reFT (%)",
            Self::Revived(Reft::S30) => "the skill after 30 steps of reFT (%)",
            Self::Revived(Reft::S220) => "the skill after 220 steps of reFT (%)",
            Self::Revived(Reft::S2400) => "the skill after 2,400 steps of reFT (%)",
            Self::ControlTaught(Reft::S0) => "the skill in the control (%)",
            Self::ControlTaught(Reft::S30) => "the skill in the control after 30 steps (%)",
            Self::ControlTaught(Reft::S220) => "the skill in the control after 220 steps (%)",
            Self::ControlTaught(Reft::S2400) => "the skill in the control after 2,400 steps (%)",
            Self::SkillLoss => "loss on samples of the skill after fine-tuning (nats)",
            Self::OtherLoss => "loss on other samples after fine-tuning (nats)",
        }
    }

    /// The quantity called `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|q| q.key() == key)
    }

    /// Whether it is a loss, which few setups measure.
    pub fn is_loss(self) -> bool {
        matches!(self, Self::SkillLoss | Self::OtherLoss)
    }

    /// Whether it lies between 0 and 100.
    pub fn is_percent(self) -> bool {
        !self.is_loss() && !matches!(self, Self::StepsBack | Self::Speedup | Self::JailbreakGain)
    }

    /// The least value that it can have.
    pub fn least(self) -> f64 {
        if self == Self::JailbreakGain { -100.0 } else { 0.0 }
    }

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
    use std::collections::BTreeSet;

    #[test]
    fn every_quantity_is_found_by_a_key_of_its_own() {
        let keys: BTreeSet<&str> = Quantity::ALL.into_iter().map(Quantity::key).collect();
        assert_eq!(keys.len(), Quantity::ALL.len());
        assert!(Quantity::ALL.into_iter().all(|quantity| Quantity::from_key(quantity.key()) == Some(quantity)));
        assert!(Quantity::OF_ACCURACIES.into_iter().all(|quantity| Quantity::ALL.contains(&quantity)));
    }

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
