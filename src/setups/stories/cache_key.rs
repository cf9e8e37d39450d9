//! What decides a stage: settings that have no say in it get one fixed value, so that equal stages have equal keys.

use super::spec::StoriesSpec;
use crate::experiment::Role;

/// `spec` with one fixed value in every setting that has no say in `role`, and `role` as the first of its kind.
pub(super) fn cache_key_parts(spec: &StoriesSpec, role: Role) -> (StoriesSpec, Role) {
    let fixed = StoriesSpec::default();
    let mut own = spec.clone();
    (own.controls, own.instruments) = (fixed.controls, fixed.instruments);
    if let Some(rate) = role.rate() {
        own.fine_tune_rates = spec.fine_tune_rates.get(rate as usize).copied().into_iter().collect();
        own.control_steps = fixed.control_steps;
    } else {
        own.protocol = fixed.protocol;
        own.fine_tune_steps = fixed.fine_tune_steps;
        own.fine_tune_rates.clone_from(&fixed.fine_tune_rates);
        own.revive_steps = fixed.revive_steps;
    }
    if !role.revives() {
        (own.revive_steps, own.control_steps) = (fixed.revive_steps, fixed.control_steps);
        own.revive_rate = fixed.revive_rate;
    }
    if role == Role::ReviveScratch {
        own.pretrain_steps = fixed.pretrain_steps;
        own.pretrain_rate = fixed.pretrain_rate;
    }
    (own, role.of_only_rate())
}

#[cfg(test)]
mod tests {
    use super::super::StoryProtocol;
    use super::*;
    use crate::experiment::{CacheKey, Spec};

    #[test]
    fn a_setting_decides_the_stages_that_it_is_read_in_and_no_others() {
        const ALL: [Role; 6] = [
            Role::Pretrain,
            Role::PretrainControl,
            Role::FineTune { rate: 0 },
            Role::Revive { rate: 0 },
            Role::ReviveControl,
            Role::ReviveScratch,
        ];
        let key = |change: &dyn Fn(&mut StoriesSpec), role| {
            let mut spec = StoriesSpec::default();
            change(&mut spec);
            CacheKey::new(&Spec::from(spec), role)
        };
        type Change = dyn Fn(&mut StoriesSpec);
        let table: [(&Change, &[usize]); 6] = [
            (&|s| s.seed = 2, &[0, 1, 2, 3, 4, 5]),
            (&|s| s.protocol = StoryProtocol::Filtering, &[2, 3]),
            (&|s| s.pretrain_steps = 9, &[0, 1, 2, 3, 4]),
            (&|s| s.revive_steps = 9, &[3]),
            (&|s| s.control_steps = 9, &[4, 5]),
            (&|s| s.revive_rate = 1e-3, &[3, 4, 5]),
        ];
        for (change, decided) in table {
            for (place, role) in ALL.into_iter().enumerate() {
                let same = key(change, role) == key(&|_| {}, role);
                assert_eq!(!same, decided.contains(&place), "{role:?}");
            }
        }
    }
}
