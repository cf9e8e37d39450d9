//! The pretrained models that the page ships with, so that a visitor can fine-tune at once.

use super::preset::Preset;
use crate::experiment::{Role, Spec};

/// The shipped files: the preset whose pretraining each holds, the stage, and its name below `checkpoints/`.
pub const SHIPPED: [(Preset, Role, &str); 5] = [
    (Preset::Quick, Role::Pretrain, "quick-pretrain.safetensors"),
    (Preset::Quick, Role::PretrainControl, "quick-control.safetensors"),
    (Preset::Relevant, Role::Pretrain, "relevant-pretrain.safetensors"),
    (Preset::Clear, Role::Pretrain, "clear-pretrain.safetensors"),
    (Preset::Clear, Role::PretrainControl, "clear-control.safetensors"),
];

/// The shipped files of both pretrainings of `spec`; none where one of them is not shipped.
pub fn shipped(spec: &Spec) -> Option<[(Role, &'static str); 2]> {
    let file = |role| {
        let own = spec.cache_key_parts(role);
        let fits = |(preset, stage, _): &&(Preset, Role, &str)| {
            *stage == role && Spec::from(preset.spec()).cache_key_parts(role) == own
        };
        SHIPPED.iter().find(fits).map(|(_, _, file)| (role, *file))
    };
    Some([file(Role::Pretrain)?, file(Role::PretrainControl)?])
}

#[cfg(test)]
mod tests {
    use super::super::GrammarSpec;
    use super::*;

    #[test]
    fn the_presets_for_a_browser_are_shipped_and_a_changed_seed_is_not() {
        for preset in [Preset::Quick, Preset::Clear, Preset::Relevant, Preset::Erase] {
            assert!(shipped(&preset.spec().into()).is_some(), "{}", preset.name());
        }
        assert_eq!(shipped(&GrammarSpec { seed: 2, ..Preset::Quick.spec() }.into()), None);
        assert_eq!(shipped(&Preset::Paper.spec().into()), None);
    }
}
