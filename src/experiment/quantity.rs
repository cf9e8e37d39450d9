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
    /// The loss on held-out samples of the skill after fine-tuning, in nats; of setups that measure losses.
    SkillLoss,
    /// The loss on other held-out samples after fine-tuning, in nats.
    TunedLoss,
}

impl Quantity {
    /// All quantities, the default first.
    pub const ALL: [Self; 13] = [
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
        Self::SkillLoss,
        Self::TunedLoss,
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
            Self::SkillLoss => "loss_skill",
            Self::TunedLoss => "loss_tuned",
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
            Self::Probed => "probe of the answer for a (%)",
            Self::SkillLoss => "loss on the skill after fine-tuning (nats)",
            Self::TunedLoss => "loss on what is fine-tuned, after fine-tuning (nats)",
        }
    }

    /// The quantity called `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|q| q.key() == key)
    }

    /// Whether it is a loss, which few setups measure.
    pub fn is_loss(self) -> bool {
        matches!(self, Self::SkillLoss | Self::TunedLoss)
    }

    /// Whether it lies between 0 and 100.
    pub fn is_percent(self) -> bool {
        !self.is_loss() && !matches!(self, Self::StepsBack | Self::Speedup | Self::JailbreakGain)
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
                let probes = record.probes(ModelRef::After(Role::FineTune { rate: 0 }))?;
                Some(probes.best(Operand::A, Operand::A)?.percent())
            }
            Self::SkillLoss => loss(0),
            Self::TunedLoss => loss(1),
        }
    }
}

fn back(record: &Record, stage: &StageRecord) -> Option<f64> {
    stage.reaches(Measure::PretrainedBroken, record.spec.back(record)).map(f64::from)
}
