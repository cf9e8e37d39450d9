//! What a sweep shows of each of its cells: one number of a Record.

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_quantity_is_found_by_a_key_of_its_own() {
        let keys: BTreeSet<&str> = Quantity::ALL.into_iter().map(Quantity::key).collect();
        assert_eq!(keys.len(), Quantity::ALL.len());
        assert!(Quantity::ALL.into_iter().all(|quantity| Quantity::from_key(quantity.key()) == Some(quantity)));
        assert!(Quantity::OF_ACCURACIES.into_iter().all(|quantity| Quantity::ALL.contains(&quantity)));
    }
}
