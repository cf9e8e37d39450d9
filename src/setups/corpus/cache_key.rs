//! What decides a stage: settings that have no say in it get one fixed value, so that equal stages have equal keys.

use super::identity::FileIdentity;
use super::spec::CorpusSpec;
use crate::experiment::Role;

/// `spec` with one fixed value in every setting that has no say in `role`, and `role` as the first of its kind.
pub(super) fn cache_key_parts(spec: &CorpusSpec, role: Role) -> (CorpusSpec, Role) {
    let fixed = CorpusSpec::default();
    let mut own = spec.clone();
    own.file = spec.file.clone().map(|file| FileIdentity { name: FileIdentity::named(""), ..file });
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
    use super::super::file::synthetic_text;
    use super::super::story_file::StoryFile;
    use super::*;
    use crate::experiment::{CacheKey, Spec};
    use crate::setups::stories::StoryProtocol;

    #[test]
    fn the_name_of_the_file_decides_nothing_and_its_content_everything() {
        let file = |seed| StoryFile::read("a", &synthetic_text(seed, 100, false).unwrap().bytes).unwrap();
        let of = |file: FileIdentity, protocol| {
            let spec = CorpusSpec { file: Some(file), protocol, ..CorpusSpec::default() };
            [Role::Pretrain, Role::FineTune { rate: 0 }].map(|role| CacheKey::new(&Spec::from(spec.clone()), role))
        };
        let (own, other) = (file(1).identity().clone(), file(2).identity().clone());
        let usual = of(own.clone(), StoryProtocol::Randomisation);
        let renamed = FileIdentity { name: "b".to_owned(), ..own.clone() };
        assert_eq!(of(renamed, StoryProtocol::Randomisation), usual);
        assert!(of(other, StoryProtocol::Randomisation).iter().zip(&usual).all(|(a, b)| a != b));
        let filtered = of(own, StoryProtocol::Filtering);
        assert_eq!((filtered[0] == usual[0], filtered[1] == usual[1]), (true, false));
    }
}
