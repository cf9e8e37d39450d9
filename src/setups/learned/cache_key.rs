//! What decides a stage: settings that have no say in it get one fixed value, so that equal stages have equal keys.

use super::spec::LearnedSpec;
use crate::experiment::Role;

/// `spec` with one fixed value in every setting that has no say in `role`, and `role` as the first of its kind.
pub(super) fn cache_key_parts(spec: &LearnedSpec, role: Role) -> (LearnedSpec, Role) {
    let (own, role) = spec.settings().of_stage(&LearnedSpec::counter().settings(), role);
    (spec.with_settings(own), role)
}

#[cfg(test)]
mod tests {
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
        let key = |change: &dyn Fn(&mut LearnedSpec), role| {
            let mut spec = LearnedSpec::counter();
            change(&mut spec);
            CacheKey::new(&Spec::from(spec), role)
        };
        type Change = dyn Fn(&mut LearnedSpec);
        let table: [(&Change, &[usize]); 7] = [
            (&|s| s.seed = 2, &[0, 1, 2, 3, 4, 5]),
            // The offset also decides which strings are held out.
            (&|s| s.offset = 2, &[0, 1, 2, 3, 4, 5]),
            (&|s| s.c_tr = 0.5, &[2, 3]),
            (&|s| s.pretrain_steps = 9, &[0, 1, 2, 3, 4]),
            (&|s| s.revive_steps = 9, &[3, 4, 5]),
            (&|s| s.fine_tune_rates[1] = 0.01, &[]),
            (&|s| s.controls = 3, &[]),
        ];
        for (change, decided) in table {
            for (place, role) in ALL.into_iter().enumerate() {
                let same = key(change, role) == key(&|_| {}, role);
                assert_eq!(!same, decided.contains(&place), "{role:?}");
            }
        }
    }
}
