//! The pretrained models that the page ships with, so that a visitor can fine-tune at once.

use super::grammar::Preset;
use super::stories::StoriesSpec;
use crate::experiment::{Role, Spec};

/// A shipped file.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The experiment whose pretraining it holds.
    pub spec: fn() -> Spec,
    /// The stage.
    pub role: Role,
    /// Its name below `checkpoints/`.
    pub file: &'static str,
}

const fn shipping(spec: fn() -> Spec, role: Role, file: &'static str) -> Shipped {
    Shipped { spec, role, file }
}

/// The shipped files.
pub static SHIPPED: [Shipped; 7] = [
    shipping(|| Preset::Quick.spec().into(), Role::Pretrain, "quick-pretrain.safetensors"),
    shipping(|| Preset::Quick.spec().into(), Role::PretrainControl, "quick-control.safetensors"),
    shipping(|| Preset::Relevant.spec().into(), Role::Pretrain, "relevant-pretrain.safetensors"),
    shipping(|| Preset::Clear.spec().into(), Role::Pretrain, "clear-pretrain.safetensors"),
    shipping(|| Preset::Clear.spec().into(), Role::PretrainControl, "clear-control.safetensors"),
    shipping(|| StoriesSpec::default().into(), Role::Pretrain, "stories-pretrain.safetensors"),
    shipping(|| StoriesSpec::default().into(), Role::PretrainControl, "stories-control.safetensors"),
];

/// The shipped files of both pretrainings of `spec`; none where one of them is not shipped.
pub fn shipped(spec: &Spec) -> Option<[(Role, &'static str); 2]> {
    let file = |role| {
        let own = spec.cache_key_parts(role);
        let of_this_setup = |shipped: &&Shipped| shipped.role == role && (shipped.spec)().kind().key == spec.kind().key;
        let fits = |shipped: &&Shipped| (shipped.spec)().cache_key_parts(role) == own;
        SHIPPED.iter().filter(of_this_setup).find(fits).map(|shipped| (role, shipped.file))
    };
    Some([file(Role::Pretrain)?, file(Role::PretrainControl)?])
}

#[cfg(test)]
mod tests {
    use super::super::grammar::GrammarSpec;
    use super::*;

    #[test]
    fn the_presets_for_a_browser_are_shipped_and_a_changed_seed_is_not() {
        for preset in [Preset::Quick, Preset::Clear, Preset::Relevant, Preset::Erase] {
            assert!(shipped(&preset.spec().into()).is_some(), "{}", preset.name());
        }
        assert_eq!(shipped(&GrammarSpec { seed: 2, ..Preset::Quick.spec() }.into()), None);
        assert_eq!(shipped(&Preset::Paper.spec().into()), None);
        let faster = StoriesSpec { fine_tune_rates: vec![1e-3], ..StoriesSpec::default() };
        assert!(shipped(&faster.into()).is_some());
        assert_eq!(shipped(&StoriesSpec { seed: 2, ..StoriesSpec::default() }.into()), None);
    }
}
