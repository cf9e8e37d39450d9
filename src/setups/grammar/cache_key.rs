//! What decides a stage: settings that have no say in it get one fixed value, so that equal stages have equal keys.

use super::preset::Preset;
use super::protocol::Protocol;
use super::spec::{GrammarSpec, Instruments};
use crate::experiment::Role;
use crate::tasks::SamplingPrior;

/// `spec` with one fixed value in every setting that has no say in `role`, and `role` as the first of its kind.
pub(super) fn cache_key_parts(spec: &GrammarSpec, role: Role) -> (GrammarSpec, Role) {
    let fixed = Preset::Quick.spec();
    let mut own = GrammarSpec { instruments: Instruments::All, ..spec.clone() };
    if let Some(rate) = role.rate() {
        own.fine_tune_rates = spec.fine_tune_rates.get(rate as usize).copied().into_iter().collect();
    } else {
        own.c_tr = fixed.c_tr;
        own.protocol = fixed.protocol;
        own.mix = fixed.mix;
        own.fine_tune_steps = fixed.fine_tune_steps;
        own.fine_tune_rates.clone_from(&fixed.fine_tune_rates);
    }
    if own.protocol != Protocol::Lora {
        own.lora_rank = fixed.lora_rank;
    }
    if own.protocol != Protocol::Frozen {
        own.frozen_blocks = fixed.frozen_blocks;
    }
    if own.protocol != Protocol::Distil {
        own.noise = fixed.noise;
    }
    // How many there are decides none of them.
    own.controls = fixed.controls;
    if own.protocol != Protocol::L2Sp {
        own.l2_sp_strength = fixed.l2_sp_strength;
    }
    if !role.revives() {
        own.revive_steps = fixed.revive_steps;
        own.revive_rate = fixed.revive_rate;
        own.revive_on = fixed.revive_on;
    }
    // The control is taught b alone under every prior, and random weights are taught nothing before.
    if matches!(
        role,
        Role::PretrainControl
            | Role::ReviveControl
            | Role::ReviveScratch
            | Role::AnotherControl { .. }
            | Role::ReviveAnother { .. }
    ) {
        own.prior = SamplingPrior::CONTROL;
    }
    if role == Role::ReviveScratch {
        own.objective = fixed.objective;
        own.pretrain_steps = fixed.pretrain_steps;
        own.pretrain_rate = fixed.pretrain_rate;
    }
    (own, role.of_only_rate())
}

#[cfg(test)]
mod tests {
    use super::super::ReviveOn;
    use super::*;
    use crate::experiment::{CacheKey, Spec};

    fn key(change: impl Fn(&mut GrammarSpec), role: Role) -> CacheKey {
        let mut spec = Preset::Quick.spec();
        change(&mut spec);
        CacheKey::new(&Spec::from(spec), role)
    }

    fn same(change: impl Fn(&mut GrammarSpec), role: Role) -> bool {
        key(change, role) == key(|_| {}, role)
    }

    const TUNE: Role = Role::FineTune { rate: 0 };
    const REVIVE: Role = Role::Revive { rate: 0 };
    const ALL: [Role; 6] =
        [Role::Pretrain, Role::PretrainControl, TUNE, REVIVE, Role::ReviveControl, Role::ReviveScratch];

    #[test]
    fn a_setting_decides_the_stages_that_it_is_read_in_and_no_others() {
        /// A name, a change of the experiment, and the stages that it decides.
        type Case<'a> = (&'a str, &'a dyn Fn(&mut GrammarSpec), &'a [Role]);
        let table: [Case; 12] = [
            ("seed", &|s| s.seed = 9, &ALL),
            ("c_tr", &|s| s.c_tr = 0.5, &[TUNE, REVIVE]),
            ("protocol", &|s| s.protocol = Protocol::Lora, &[TUNE, REVIVE]),
            ("rank without lora", &|s| s.lora_rank = 7, &[]),
            ("prior", &|s| s.prior = SamplingPrior::HIGH, &[Role::Pretrain, TUNE, REVIVE]),
            (
                "pretraining",
                &|s| s.pretrain_steps = 9,
                &[Role::Pretrain, Role::PretrainControl, TUNE, REVIVE, Role::ReviveControl],
            ),
            ("first rate", &|s| s.fine_tune_rates[0] = 0.01, &[TUNE, REVIVE]),
            ("controls", &|s| s.controls = 3, &[]),
            ("noise without distilling", &|s| s.noise = 0.5, &[]),
            ("second rate", &|s| s.fine_tune_rates[1] = 0.01, &[]),
            (
                "what revivals learn from",
                &|s| s.revive_on = ReviveOn::Few,
                &[REVIVE, Role::ReviveControl, Role::ReviveScratch],
            ),
            ("revival", &|s| s.revive_steps = 9, &[REVIVE, Role::ReviveControl, Role::ReviveScratch]),
        ];
        for (name, change, decided) in table {
            for role in ALL {
                assert_eq!(!same(change, role), decided.contains(&role), "{name} and {role:?}");
            }
        }
    }

    #[test]
    fn the_same_rate_at_another_place_is_the_same_stage() {
        let other = key(|s| s.fine_tune_rates.reverse(), Role::FineTune { rate: 2 });
        assert_eq!(other, key(|_| {}, TUNE));
    }
}
